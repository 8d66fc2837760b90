"""E-mail: its HTML or its text, without what it replies to and its signature. What it forwards is its text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from .files import Aside, Source, Unreadable
from .formats import read_html, text_of
from .letters import FIELD, MIN_FIELDS, REPLIED_TO, REPLY, SIGNATURE
from .pictures import FilePicture, Find, with_pictures_below
from .plain_text import as_html

REPLIED = ".gmail_quote, blockquote[type=cite], #divRplyFwdMsg, .moz-cite-prefix, .yahoo_quoted"
REPLY_LINE = re.compile(
    r"^(?:On|Am|Le|Στις|El|Il|Op|Em|W dniu|Den)\b.{5,200}"
    r"(?:wrote|schrieb|écrit|έγραψε|escribió|scritto|schreef|escreveu|napisał|skrev)[^\n]{0,80}:\s*$",
    re.MULTILINE,
)
SIGNATURE_MARK = re.compile(r"^-- ?$", re.MULTILINE)
FORWARDED = re.compile(r"\s*(?:fwd?|wg|tr|πρθ|rv|i|vb|enc|pd)\s*:", re.IGNORECASE)
#: With less words of its own, an e-mail only brings what stands below it.
MIN_OWN_WORDS = 60


def read_mail(content: bytes) -> Source:
    """Read an e-mail: its HTML or its text, without what it replies to and its signature; attached pictures follow."""
    message = message_from_bytes(content, policy=policy.default)
    if not isinstance(message, EmailMessage) or not (message["subject"] or message["from"]):
        raise Unreadable(_("This is no e-mail as programs save them (.eml)."))
    body = message.get_body(("html", "plain"))
    if body is None:
        raise Unreadable(_("The e-mail has no text. If the text is attached, save the attachment and take that in."))
    attached = [part for part in message.walk() if part.get_filename() or part.get_content_maintype() == "image"]
    pictures = {
        part: FilePicture(part.get_filename() or "", bytes(part.get_payload(decode=True)))
        for part in attached
        if part.get_content_maintype() == "image"
    }
    files = [part.get_filename() or _("a file without a name") for part in attached if part not in pictures]
    text = body.get_content()
    subject = " ".join(str(message["subject"] or "").split())
    if body.get_content_subtype() == "html":
        shown = {f"cid:{str(part['content-id']).strip('<> ')}": picture for part, picture in pictures.items()}
        source = _read_page(text, subject, shown.get)
    else:
        source = _read_text(text)
    rest = [picture for picture in pictures.values() if picture not in source.pictures]
    return replace(
        source,
        html=with_pictures_below(source.html, len(source.pictures), rest),
        title=source.title or subject,
        notes=(_("attached: %s") % ", ".join(files),) if files else (),
        pictures=(*source.pictures, *rest),
    )


def _read_page(html: str, subject: str, find: Find) -> Source:
    document = LexborHTMLParser(html)
    asides = []
    is_forwarded = FORWARDED.match(subject) or (not REPLY.match(subject) and len(_own_words(html)) < MIN_OWN_WORDS)
    for node in document.css(REPLIED):
        if is_forwarded:
            node.unwrap()  # what is forwarded is nobody's quotation
        elif node.parent is not None:
            asides.append(Aside(text_of(node), REPLIED_TO))
            node.decompose()
    source = read_html((document.html or "").encode(), find)
    return replace(source, title="", asides=(*source.asides, *(each for each in asides if each.text)))


def _read_text(text: str) -> Source:
    text = text.replace("\r\n", "\n")
    asides = []
    if reply := REPLY_LINE.search(text):
        asides.append(Aside(text[reply.start() :], REPLIED_TO))
        text = text[: reply.start()]
    if signature := SIGNATURE_MARK.search(text):
        # What is forwarded below it is no part of it.
        end = next(_forwarded(text, signature.end()), len(text))
        asides.append(Aside(text[signature.end() : end], SIGNATURE))
        text = text[: signature.start()] + text[end:]
    return Source(as_html(text), asides=tuple(each for each in asides if each.text.strip()))


def _own_words(html: str) -> list[str]:
    """Return the words of a page that are not of an e-mail below it."""
    document = LexborHTMLParser(html)
    for node in document.css(REPLIED):
        if node.parent is not None:
            node.decompose()
    return document.text(separator=" ").split()


def _forwarded(text: str, start: int) -> Iterator[int]:
    """Yield where the heads of e-mails begin in ``text`` from ``start`` on."""
    number, first = 0, start
    for line in re.finditer(r".*\n?", text[start:]):
        if not FIELD.match(line[0]):
            number = 0
            continue
        first = first if number else start + line.start()
        number += 1
        if number == MIN_FIELDS:
            yield first
