"""Plain text as people type or paste it, cleaned on every way into the database: what nobody sees makes no difference.

Of the ways to write what looks alike, one is stored: composed (NFC, Unicode Standard Annex #15), without control
characters, and without what takes no room and has no meaning where it stands.
"""

import re
import unicodedata
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

if TYPE_CHECKING:
    CharField = models.CharField[str, str]
    DjangoTextField = models.TextField[str, str]
else:
    CharField, DjangoTextField = models.CharField, models.TextField

MAX_TEXT_LENGTH = 500_000  # characters, which are 250 printed pages
validate_text_length = MaxLengthValidator(
    MAX_TEXT_LENGTH,
    _("A text has at most %(limit_value)s characters, and this one has %(show_value)s: make several of it."),
)

#: What breaks a line for any program that reads it, as ``str.splitlines`` knows it.
LINE_BREAK = re.compile(r"\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
#: One space is any; several together are meant as one.
SPACES = re.compile(r"\t|\s{2,}")
#: Hints to hyphenation and direction, which a long text may need.
HINTS = re.compile(r"[\u00ad\u061c\u200e\u200f]")
#: What no text needs: control characters, half surrogate pairs and noncharacters (which are not allowed in XML), spaces
#: without width, fillers that look like nothing, embeddings and overrides of direction, which reach beyond the text.
UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u202a-\u202e\u2060-\u206f"
    r"\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff\U0001bca0-\U0001bca3"
    r"\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e00ff\U000e01f0-\U000e0fff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
#: Characters that joiners and variation selectors change: Hebrew to Myanmar with Arabic and Indic scripts, Khmer and
#: Mongolian, symbols and emoji, ideographs.
JOINED = (
    r"\u00a9\u00ae\u0590-\u109f\u1780-\u18af\u1900-\u1cff\u2010-\u2027\u2030-\u205e\u2100-\u2bff\u3000-\u9fff"
    r"\ua800-\uabff\uf900-\ufdff\ufe0f\ufe70-\ufefc\U00010800-\U00011fff\U0001e900-\U0001faff\U00020000-\U0003ffff"
)
#: What says nothing where it stands: a variation selector of a character without variants, a tag (as in the flag of
#: Scotland) without its flag; once these are gone, a joiner that joins nothing.
SELECTOR_OUT_OF_PLACE = re.compile(
    rf"(?<![{JOINED}#*0-9])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+|(?<=[#*0-9])[\ufe00-\ufe0f]+(?!\u20e3)"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+"
)
JOINER_OUT_OF_PLACE = re.compile(
    rf"(?<![{JOINED}])[\u200c\u200d]+|[\u200c\u200d]+(?=\s|\Z)|(?<=[\u200c\u200d])[\u200c\u200d]+"
)
#: Of characters that nobody sees where there are no others.
UNSEEN_CATEGORIES = {"Cc", "Cf", "Co", "Cs", "Me", "Mn", "Zl", "Zp", "Zs"}
BRAILLE_BLANK = "\u2800"


def clean_line(text: str) -> str:
    """Return ``text`` in one line, without hints to hyphenation and direction; empty if there is nothing to see."""
    text = without_unwanted(HINTS.sub("", LINE_BREAK.sub(" ", text)))
    return SPACES.sub(" ", text).strip() if is_visible(text) else ""


def clean_text(text: str) -> str:
    """Return ``text``, whose lines stay; empty if there is nothing to see."""
    text = without_unwanted(text)
    return text.strip() if is_visible(text) else ""


def without_unwanted(text: str) -> str:
    """Return ``text``, which may be a piece of a longer one, without characters that no text needs; spaces stay."""
    # Browsers send a line's end as two characters; they come back as they were.
    text = LINE_BREAK.sub(lambda found: found[0] if found[0] in ("\r\n", "\n") else "\n", text)
    for pattern in (UNWANTED, SELECTOR_OUT_OF_PLACE, JOINER_OUT_OF_PLACE):
        text = pattern.sub("", text)
    return unicodedata.normalize("NFC", text)


def is_visible(text: str) -> bool:
    """Tell whether there is anything in ``text`` that people see."""
    return any(unicodedata.category(letter) not in UNSEEN_CATEGORIES and letter != BRAILLE_BLANK for letter in text)


class CleanedInput:
    """Mixin of a form's field: it takes what was typed once that is clean, so that what nobody sees is nothing."""

    @staticmethod
    def cleaned(text: str) -> str:
        """Return ``text`` as it is kept."""
        return clean_line(text)

    def to_python(self, value: Any) -> Any:
        """Return ``value`` cleaned, as the field understands it."""
        return super().to_python(self.cleaned(value) if isinstance(value, str) else value)  # type: ignore[misc]


class Cleaned(CleanedInput):
    """Mixin of a model's field: its text is cleaned on every way into the database, which refuses the worst itself."""

    form_class: ClassVar[type[forms.Field]]
    #: What the database refuses, as a regular expression of PostgreSQL.
    refused = r"[\u0001-\u001f\u007f-\u009f\u2028\u2029]"
    default_error_messages = {"blank": forms.Field.default_error_messages["required"]}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Let the row in memory have what the database gets."""
        value = super().pre_save(model_instance, add)  # type: ignore[misc]
        if isinstance(value, str):
            value = self.to_python(value)
            setattr(model_instance, self.attname, value)  # type: ignore[attr-defined]
        return value

    def formfield(self, **kwargs: Any) -> Any:
        """Clean in forms too, so that an error stands beside the field."""
        return super().formfield(**{"form_class": self.form_class} | kwargs)  # type: ignore[misc]

    def db_check(self, connection: BaseDatabaseWrapper) -> str:
        """Return the check of the column: not even SQL can write what breaks calendars, feeds and headers."""
        return f"{connection.ops.quote_name(self.column)} !~ '{self.refused}'"  # type: ignore[attr-defined]


class LineFormField(CleanedInput, forms.CharField):
    """A line of text."""


class TextFormField(CleanedInput, forms.CharField):
    """Lines of text."""

    @staticmethod
    @override
    def cleaned(text: str) -> str:
        return clean_text(text)


class LineField(Cleaned, CharField):
    """A line of text."""

    form_class = LineFormField


class TextField(Cleaned, DjangoTextField):
    """Lines of text."""

    default_validators = [validate_text_length]
    form_class = TextFormField
    refused = r"[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]"

    @staticmethod
    @override
    def cleaned(text: str) -> str:
        return clean_text(text)
