"""Makers of files as programs write them: the least that still is one."""

import zipfile
from io import BytesIO

from django.utils.html import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
OPEN_DOCUMENT_TEXT = "application/vnd.oasis.opendocument.text"


def archive(files):
    """Return a packed archive of ``files``, contents by their names."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as writer:
        for name, content in files.items():
            writer.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return packed.getvalue()


def word(paragraphs, styles=(), **others):
    """Return a .docx with ``paragraphs``, the first ones in ``styles``; ``others`` are more files in it."""
    body = ""
    for number, text in enumerate(paragraphs):
        style = f'<w:pPr><w:pStyle w:val="{styles[number]}"/></w:pPr>' if number < len(styles) else ""
        body += f'<w:p>{style}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    return word_of(f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>', others)


def word_of(document, others=()):
    """Return a .docx with the XML ``document``."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/></w:style>'
        for name in ("Title", "Quote")
    )
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{CONTENT_TYPES}"><Default Extension="xml" ContentType='
            f'"application/xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="r" '
            f'Type="{OFFICE}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}"><Relationship Id="s" '
            f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
            "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
            "word/document.xml": document,
            **dict(others),
        }
    )


def open_document(paragraphs):
    """Return an .odt: the first of ``paragraphs`` is a heading."""
    heading, *texts = map(escape, paragraphs)
    return open_document_of(
        f'<text:h text:outline-level="1">{heading}</text:h>' + "".join(f"<text:p>{text}</text:p>" for text in texts)
    )


def open_document_of(body, others=()):
    """Return an .odt with the XML ``body``; ``others`` are more files in it."""
    return archive(
        {
            "mimetype": OPEN_DOCUMENT_TEXT,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{OPEN_DOCUMENT}:manifest:1.0">'
            "<manifest:file-entry "
            f'manifest:full-path="/" manifest:media-type="{OPEN_DOCUMENT_TEXT}"/><manifest:file-entry '
            'manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
            "content.xml": f'<office:document-content xmlns:office="{OPEN_DOCUMENT}:office:1.0" '
            f'xmlns:text="{OPEN_DOCUMENT}:text:1.0" xmlns:draw="{OPEN_DOCUMENT}:drawing:1.0" '
            'xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2">'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            **dict(others),
        }
    )


def rich_text_format(paragraphs):
    """Return an .rtf."""
    escaped = ("".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in text) for text in paragraphs)
    return ("{\\rtf1\\ansi\\deff0 " + "".join(f"{text}\\par\n" for text in escaped) + "}").encode()
