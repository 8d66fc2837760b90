"""Pictures in files: found where they stand, described, and put into the library with the draft."""

import base64
from email.message import EmailMessage
from io import BytesIO

from django.test import SimpleTestCase
from PIL import Image

from articles.intake.drafts import described_pictures, make_draft
from articles.intake.files import read_bytes
from articles.intake.known import Known
from articles.intake.pictures import MAX_PICTURES
from articles.intake.understanding import understand
from articles.models import ArticlePicture
from civitas_cms.library.models import Picture
from tests.newsroom.base import AdminTestCase

from .files import OFFICE, RELATIONSHIPS, WORD, open_document_of, word_of

DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
FIRST = "For two days, forty towns met in Turku and compared notes about their streets and their trams."
LAST = "Then everybody went home by tram, and nobody was late for dinner on that Friday evening."
DESCRIBED, CAPTION = "A tram in front of a cathedral", "The new tram. Photo: Ana Berg"


def png(colour="red"):
    """Return a small picture as a file."""
    file = BytesIO()
    Image.new("RGB", (80, 60), colour).save(file, "PNG")
    return file.getvalue()


def word_with_picture(described=DESCRIBED):
    """Return a .docx in which a picture with its caption stands between two paragraphs."""

    def paragraph(text):
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    picture = (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{DRAWING}/wordprocessingDrawing">'
        f'<wp:docPr id="1" name="Picture 1" descr="{described}"/><a:graphic xmlns:a="{DRAWING}/main"><a:graphicData>'
        f'<pic:pic xmlns:pic="{DRAWING}/picture"><pic:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="p"/></pic:blipFill>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        '<w:p><w:pPr><w:pStyle w:val="Caption"/></w:pPr>'
        f"<w:r><w:t>{CAPTION}</w:t></w:r></w:p>"
    )
    body = paragraph("Trams for Turku") + paragraph(FIRST) + picture + paragraph(LAST)
    relation = f'<Relationship Id="p" Type="{OFFICE}/image" Target="media/image1.png"/>'
    style = '<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="Caption"/></w:style>'
    return word_of(
        f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
        {
            "word/media/image1.png": png(),
            "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{style}</w:styles>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{relation}<Relationship Id="s" '
            f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        },
    )


def open_document_with_picture():
    """Return an .odt with a picture in a paragraph of its own."""
    return open_document_of(
        f'<text:h text:outline-level="1">Trams for Turku</text:h><text:p>{FIRST}</text:p>'
        '<text:p><draw:frame><draw:image xlink:href="Pictures/a.png"/></draw:frame></text:p>'
        f"<text:p>{LAST}</text:p>",
        {"Pictures/a.png": png()},
    )


def mail_with_pictures():
    """Return an e-mail with a picture in its text and another one attached."""
    message = EmailMessage()
    message["Subject"], message["From"] = "Trams for Turku", "ana@example.org"
    message.set_content(FIRST)
    message.add_alternative(f'<p>{FIRST}</p><p><img src="cid:a" alt="{DESCRIBED}"></p><p>{LAST}</p>', subtype="html")
    html = message.get_payload()[1]
    html.add_related(png(), "image", "png", cid="<a>")
    message.add_attachment(png("blue"), "image", "png", filename="station.png")
    return message.as_bytes()


def html_with_picture():
    """Return a page with a picture in its address, in the middle of words."""
    address = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    return f'<h1>Trams for Turku</h1><p>{FIRST} <img src="{address}" alt="{DESCRIBED}"></p><p>{LAST}</p>'.encode()


class ReadingTests(SimpleTestCase):
    def test_pictures_are_found_where_they_stand_in_each_kind_of_file(self):
        files = {
            "a.docx": word_with_picture(),
            "a.odt": open_document_with_picture(),
            "a.eml": mail_with_pictures(),
            "a.html": html_with_picture(),
        }
        for name, content in files.items():
            with self.subTest(name):
                source = read_bytes(content, name)
                blocks = understand(source, Known()).blocks
                kinds = [block["kind"] for block in blocks]
                self.assertEqual(kinds[:3], ["text", "picture", "text"])
                self.assertEqual(source.pictures[blocks[1]["file"]].content, png())

    def test_what_the_file_says_of_a_picture_comes_along(self):
        block = understand(read_bytes(word_with_picture(), "a.docx"), Known()).pictures[0]
        self.assertEqual((block["alternative_text"], block["caption"]), (DESCRIBED, CAPTION))

    def test_attached_pictures_follow_the_text(self):
        source = read_bytes(mail_with_pictures(), "a.eml")
        self.assertEqual([block["file"] for block in understand(source, Known()).pictures], [0, 1])
        self.assertEqual(source.pictures[1].content, png("blue"))

    def test_there_is_an_end_to_the_pictures(self):
        address = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
        images = f'<p><img src="{address}"></p>' * (MAX_PICTURES + 5)
        source = read_bytes(f"<p>{FIRST}</p>{images}".encode(), "a.html")
        self.assertEqual(len(source.pictures), MAX_PICTURES)

    def test_an_address_that_is_no_picture_is_none(self):
        for address in ("data:image/png;base64,%%%", "data:text/html,<script>", "data:", "https://example.org/a.png"):
            with self.subTest(address):
                source = read_bytes(f'<p>{FIRST}</p><p><img src="{address}"></p>'.encode(), "a.html")
                self.assertFalse(any(picture.content.startswith(b"<") for picture in source.pictures))


class DraftTests(AdminTestCase):
    def draft(self, content, name):
        source = read_bytes(content, name)
        understood = understand(source, Known())
        return make_draft(understood, None, "", described_pictures(understood, source.pictures)), understood

    def test_a_described_picture_is_in_the_library_and_in_the_text(self):
        article, _understood = self.draft(word_with_picture(), "a.docx")
        block = ArticlePicture.objects.get(parent=article)
        self.assertEqual((block.picture.alternative_text, block.picture.caption), (DESCRIBED, CAPTION))

    def test_what_nobody_describes_is_named_as_left_out(self):
        _article, understood = self.draft(open_document_with_picture(), "a.odt")
        self.assertFalse(Picture.objects.exists())
        self.assertIn("describes", understood.left_out[-1]["reason"])

    def test_what_is_no_picture_is_named_with_the_reason(self):
        content = html_with_picture().replace(base64.b64encode(png()), base64.b64encode(b"no picture at all"))
        _article, understood = self.draft(content, "a.html")
        self.assertFalse(Picture.objects.exists())
        self.assertIn("not a picture", understood.left_out[-1]["reason"])
