"""E-mail: its HTML or its text, without what it replies to and its signature. What it forwards is its text."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from django.utils.translation import gettext as _
from selectolax.lexbor import LexborHTMLParser

from .files import Aside, Source, Unreadable
from .formats import read_html, text_of
from .letters import FIELD, MIN_FIELDS, REPLIED_TO, REPLY, SIGNATURE
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
    """Read an e-mail: its HTML or its text, without what it replies to and its signature."""
    message = message_from_bytes(content, policy=policy.default)
    if not isinstance(message, EmailMessage) or not (message["subject"] or message["from"]):
        raise Unreadable(_("This is no e-mail as programs save them (.eml)."))
    body = message.get_body(("html", "plain"))
    if body is None:
        raise Unreadable(_("The e-mail has no text. If the text is attached, save the attachment and take that in."))
    attached = [part.get_filename() or _("a file without a name") for part in message.iter_attachments()]
    notes = (_("attached: %s") % ", ".join(attached),) if attached else ()
    text = body.get_content()
    subject = " ".join(str(message["subject"] or "").split())
    source = _read_page(text, subject) if body.get_content_subtype() == "html" else _read_text(text)
    return Source(source.html, source.title or subject, source.base_url, notes, source.asides)


def _read_page(html: str, subject: str) -> Source:
    document = LexborHTMLParser(html)
    asides = []
    is_forwarded = FORWARDED.match(subject) or (not REPLY.match(subject) and len(_own_words(html)) < MIN_OWN_WORDS)
    for node in document.css(REPLIED):
        if is_forwarded:
            node.unwrap()  # what is forwarded is nobody's quotation
        elif node.parent is not None:
            asides.append(Aside(text_of(node), REPLIED_TO))
            node.decompose()
    source = read_html((document.html or "").encode())
    return Source(
        source.html, "", source.base_url, source.notes, (*source.asides, *(each for each in asides if each.text))
    )


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
