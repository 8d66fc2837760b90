"""What is around a text because somebody sent it: the heads of forwarded e-mails, and the note that came with it."""

import re
from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext_noop

from .lines import LINE_BREAK, Line
from .words import line_pattern, plain

MIN_FIELDS = 3
MAX_HEADS = 10
LINES_OF_NOTE = 14
LINES_OF_SIGNATURE = 8
MAX_WORDS_OF_NAME = 4
MAX_WORDS_OF_CLOSING = 12
MAX_WORDS_OF_SIGNATURE_LINE = 15
MAX_WORDS_OF_ANNOUNCEMENT = 40
#: The fields of an e-mail's head, as programs in the languages of Europe write them.
SENDER = "from|von|de|da|από|van|från|od"
SUBJECT = "subject|betreff|objet|asunto|oggetto|assunto|θέμα|onderwerp|ämne|temat"
OTHER_FIELDS = (
    "to|cc|date|sent|reply-to|importance|an|datum|gesendet|antwort an|à|envoyé|para|fecha|enviado|a|inviato|data|προς"
    "|ημερομηνία|στάλθηκε|κοιν|aan|verzonden|till|skickat|do|wysłano"
)
FIELD = re.compile(rf"[>*\s]*(?:(?P<sender>{SENDER})|(?P<subject>{SUBJECT})|{OTHER_FIELDS})\s?:\*?\s+\S", re.IGNORECASE)
#: "---------- Forwarded message ---------", in any language.
ANNOUNCED = re.compile(r"\s*(?:[-_]{4,}[^\n]{0,80}|begin forwarded message:)\s*", re.IGNORECASE)
REPLY = re.compile(r"\s*(?:re|aw|antw|sv|odp|απ)\s*:", re.IGNORECASE)
SHORT_CLOSING = re.compile(r"\s*(?:best|thanks|greetings|warmly|lg|vg|mfg)\s*[,!]", re.IGNORECASE)

NOTE = gettext_noop("a note that came with the text")
HEAD = gettext_noop("the head of an e-mail")
REPLIED_TO = gettext_noop("an e-mail that this one replies to")
SIGNATURE = gettext_noop("a signature")


def around_the_text(lines: Sequence[Line], subject: str) -> dict[int, str]:
    """Return why lines are no part of a text that was sent, by their numbers; ``subject`` is the e-mail's own."""
    left_out: dict[int, str] = {}
    start, stop = 0, len(lines)
    for head in _heads(lines):
        before, after = lines[start : head.start], lines[head.stop :]
        if before and (REPLY.match(subject) or number_of_words(before) > number_of_words(after)):
            left_out |= {line.number: REPLIED_TO for line in lines[head.start :]}
            stop = head.start
            break
        left_out |= {line.number: NOTE for line in before}
        left_out |= {line.number: HEAD for line in lines[head.start : head.stop]}
        start = head.stop
    text = lines[start:stop]
    signature = _signature(text)
    left_out |= {line.number: SIGNATURE for line in signature}
    return left_out | {line.number: NOTE for line in _note(text[: len(text) - len(signature)])}


def _heads(lines: Sequence[Line]) -> list[range]:
    """Return where the heads of e-mails stand, each with the line above that announces it."""
    heads = []
    for is_field, group in groupby(lines, key=_is_of_fields):
        found = list(group)
        matches = [FIELD.match(part) for line in found for part in line.text.split(LINE_BREAK)] if is_field else []
        has_both = all(any(match and match[name] for match in matches) for name in ("sender", "subject"))
        if len(matches) >= MIN_FIELDS and has_both:
            start = found[0].number
            is_announced = start > 0 and ANNOUNCED.fullmatch(lines[start - 1].text)
            heads.append(range(start - bool(is_announced), found[-1].number + 1))
    return heads[:MAX_HEADS]


def _is_of_fields(line: Line) -> bool:
    return not line.paragraph.table and all(FIELD.match(part) for part in line.text.split(LINE_BREAK))


def _note(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines before the text itself: a letter with its end, or what says that the text follows."""
    for number, line in enumerate(lines[:LINES_OF_NOTE], start=1):
        if is_closing(line):
            end = number + (number < len(lines) and LINE_BREAK not in line.text and _is_name_alone(lines[number]))
            return lines[:end] if number_of_words(lines[end:]) > 2 * number_of_words(lines[:end]) else ()
    return next((lines[:number] for number, line in enumerate(lines[:3], start=1) if _announces(line)), ())


def _signature(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines below the end of a letter, if they are short."""
    closing = next((line for line in lines[-LINES_OF_SIGNATURE:] if is_closing(line)), None)
    below = lines[closing.number - lines[0].number + 1 :] if closing else ()
    is_short = all(len(line.text.split()) <= MAX_WORDS_OF_SIGNATURE_LINE and not line.passages for line in below)
    return below if is_short else ()


def is_closing(line: Line) -> bool:
    """Tell whether a line ends a letter."""
    is_closed = line_pattern("closing").match(plain(line.text)) or SHORT_CLOSING.match(line.text)
    return bool(is_closed) and len(line.text.split()) <= MAX_WORDS_OF_CLOSING


def _is_name_alone(line: Line) -> bool:
    words = line.text.split()
    return 0 < len(words) <= MAX_WORDS_OF_NAME and all(word[0].isupper() for word in words) and words[-1].isalpha()


def _announces(line: Line) -> bool:
    """Tell whether a line says that the text follows: "Please find below the text for the website"."""
    is_short = len(line.text.split()) <= MAX_WORDS_OF_ANNOUNCEMENT
    return is_short and bool(line_pattern("announcing").search(plain(line.text)))


def number_of_words(lines: Sequence[Line]) -> int:
    """Return how many words ``lines`` have."""
    return sum(len(line.text.split()) for line in lines)
