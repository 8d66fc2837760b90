"""One reader for each kind of file, each by a library: Word, OpenDocument, RTF and HTML."""

import re
import zipfile
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from typing import Any

import mammoth
from django.utils.html import escape
from django.utils.translation import gettext as _
from odf.odf2xhtml import ODF2XHTML
from selectolax.lexbor import LexborHTMLParser, LexborNode
from striprtf.striprtf import rtf_to_text

from civitas_cms.pages.video import parse_video_address

from .files import Aside, Source
from .pictures import FilePicture, Find, in_address, mark_pictures, put_in_place_of
from .plain_text import as_html
from .roles import LEAD_MARK
from .words import languages, words_of

#: Where no character set is said, and it is not UTF-8: those of Europe, of which the one fits that gives most words.
CHARACTER_SETS = ("cp1252", "cp1253", "cp1250")
DECLARED = re.compile(rb"charset=[\"']?([\w-]{3,20})|encoding=[\"']([\w-]{3,20})[\"']", re.IGNORECASE)
WORD_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p.subtitle:fresh
p[style-name='Caption'] => figcaption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""
#: Paragraphs that programs and websites mark as strapline or lead.
LEADS = (
    ".MsoSubtitle, .P-Subtitle, p.subtitle, h2.subtitle, p.lead, p.lede, p.intro, p.teaser, p.standfirst, p.strapline"
    ", p.dek, p.chapeau, p.chapo, p.vorspann, p.excerpt, p.article-intro, div.lead > p:only-child"
    ", div.intro > p:only-child, div.standfirst > p:only-child"
)
#: Parts of a page of the web that are around the article.
AROUND_PAGE = "nav, aside, form, [role=navigation], [role=complementary], [role=search], [aria-hidden=true]"


def decoded(content: bytes) -> str:
    """Return the text in ``content``, in whatever character set it is written."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        texts = [content.decode(name, "replace") for name in CHARACTER_SETS]
        return max(texts, key=_number_of_common_words)


def _number_of_common_words(text: str) -> int:
    words = [word.folded for word in words_of(text[:20_000])]
    return max(sum(word in language.common for word in words) for language in languages().values())


def read_word(content: bytes, archive: zipfile.ZipFile) -> Source:
    """Read a document of Word."""
    pictures: dict[str, FilePicture] = {}

    def keep(image: Any) -> dict[str, str]:
        with image.open() as file:
            picture = FilePicture("", file.read())
        src = f"picture:{len(pictures)}"
        pictures[src] = picture
        return {"src": src}

    result = mammoth.convert_to_html(
        BytesIO(content), style_map=WORD_STYLES, convert_image=mammoth.images.img_element(keep)
    )
    source = read_html(result.value.encode(), pictures.get)
    names = archive.namelist()
    notes = [
        (_("macros, which were not run"), any("vbaProject" in name for name in names)),
        (_("a template elsewhere, which was not fetched"), _has_remote_template(archive)),
        (_("embedded objects"), any("/embeddings/" in name for name in names)),
    ]
    return replace(source, notes=(*source.notes, *(note for note, is_there in notes if is_there)))


def _has_remote_template(archive: zipfile.ZipFile) -> bool:
    name = "word/_rels/settings.xml.rels"
    return name in archive.namelist() and b"attachedTemplate" in archive.read(name)


def read_open_document(content: bytes, archive: zipfile.ZipFile) -> Source:
    """Read a text of LibreOffice or OpenOffice."""
    html = ODF2XHTML(generate_css=True, embedable=False).odf2xhtml(BytesIO(content))

    def find(src: str) -> FilePicture | None:
        is_there = src.startswith("Pictures/") and src in archive.namelist()
        return FilePicture(src, archive.read(src)) if is_there else None

    # Its title is the file's property, which templates leave as they are.
    source = read_html(re.sub(r"<title>.*?</title>", "", html, count=1, flags=re.DOTALL).encode(), find)
    has_macros = any(name.startswith("Basic/") for name in archive.namelist())
    return replace(source, notes=(*source.notes, *([_("macros, which were not run")] if has_macros else [])))


def read_rtf(content: bytes) -> Source:
    """Read Rich Text Format: the words, paragraph by paragraph, with tables; how they look is not read."""
    text = re.sub(r"(?:\\\n|\\\r\n)", r"\\par ", content.decode("latin-1"))
    objects = r"{\object" in text or r"{\*\objdata" in text
    lines = rtf_to_text(text, errors="replace").split("\n")
    joined = lines[0] + "".join(
        ("\n" if "|" in one and "|" in other else "\n\n") + other for one, other in pairwise(lines)
    )
    return Source(as_html(joined), notes=(_("embedded objects"),) if objects else ())


def read_html(content: bytes, find: Find = in_address) -> Source:
    """Read a page of the web or of a program: its article, if it says which part that is.

    ``find`` brings the pictures that are in the same file.
    """
    if match := DECLARED.search(content[:2000]):
        name = (match[1] or match[2]).decode("ascii")
        try:
            text = content.decode(name)
        except (LookupError, UnicodeDecodeError):
            text = decoded(content)
    else:
        text = decoded(content)
    document = LexborHTMLParser(text)
    asides = _take_asides(document)
    title = document.css_first("title")
    _link_videos(document)
    _take_quotations_out_of_figures(document)
    pictures = mark_pictures(document, find)
    for lead in document.css(LEADS):
        if lead.first_child is not None:
            lead.first_child.insert_before(LEAD_MARK)
    has_heading = document.css_first("h1, .MsoTitle") is not None
    main = _main(document)
    if main is not None:
        asides += [Aside(text_of(node), _("around the article on its page")) for node in _around(main)]
    html = (main.html if main is not None else document.html) or ""
    styles = "".join(node.html or "" for node in document.css("style")) if main is not None else ""
    return Source(
        styles + html,
        "" if has_heading or title is None else " ".join(title.text().split()),
        _base_url(document),
        asides=tuple(each for each in asides if each.text),
        pictures=pictures,
    )


def _base_url(document: LexborHTMLParser) -> str:
    for selector, attribute in (("link[rel=canonical]", "href"), ("meta[property='og:url']", "content")):
        node = document.css_first(selector)
        url = (node.attributes.get(attribute) or "") if node is not None else ""
        if re.match(r"https?://", url):
            return url
    return ""


def _take_asides(document: LexborHTMLParser) -> list[Aside]:
    """Take menus and forms off the page, and what is shown to nobody."""
    asides = []
    for node in document.css("script, style[type='text/template'], template, noscript"):
        node.decompose()
    for node in document.css(AROUND_PAGE):
        if node.parent is not None:
            asides.append(Aside(text_of(node), _("a menu or form of the page")))
            node.decompose()
    return asides


def _main(document: LexborHTMLParser) -> LexborNode | None:
    """Return the element of the article, if there is one and no other."""
    for selector in ("article", "main", "[role=main]"):
        nodes = document.css(selector)
        if len(nodes) == 1 and len(nodes[0].text().split()) > 20:
            return nodes[0]
    return None


def _around(main: LexborNode) -> list[LexborNode]:
    """Return what stands beside the article and all that it is in."""
    nodes: list[LexborNode] = []
    inner: LexborNode | None = main
    while inner is not None and inner.parent is not None and inner.tag != "body":
        nodes += [
            node
            for node in inner.parent.iter(include_text=True)
            if node.mem_id != inner.mem_id and node.tag not in ("head", "style")
        ]
        inner = inner.parent
    return nodes


def text_of(node: LexborNode) -> str:
    """Return the words of an element in one line."""
    return " ".join(node.text(separator=" ").split())


def _link_videos(document: LexborHTMLParser) -> None:
    """Put links to videos where their players are."""
    for frame in document.css("iframe[src], video[src], embed[src]"):
        url = _watched(frame.attributes.get("src") or "")
        if url:
            title = frame.attributes.get("title") or url
            put_in_place_of(frame, f'<p><a href="{escape(url)}">{escape(title)}</a></p>')


def _take_quotations_out_of_figures(document: LexborHTMLParser) -> None:
    """Let what stands below a quotation in a figure be who said it, and no caption of a picture."""
    for figure in document.css("figure"):
        quotation, caption = figure.css_first("blockquote"), figure.css_first("figcaption")
        if quotation is not None and caption is not None and figure.css_first("img") is None:
            put_in_place_of(caption, f"<p>— {escape(text_of(caption).lstrip('—–- '))}</p>")


def _watched(url: str) -> str:
    """Return the address of a video as people know it, from that of its player; empty if it is none."""
    url = f"https:{url}" if url.startswith("//") else url
    if not parse_video_address(url):
        return ""
    match = re.search(r"/embed/([\w-]{11})", url)
    return f"https://www.youtube.com/watch?v={match[1]}" if match else url
