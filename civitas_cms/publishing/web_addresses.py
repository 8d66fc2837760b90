"""Addresses on the web and of mailboxes, as people know them."""

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import EmailValidator, URLValidator
from django.db import models
from typing_extensions import override

from .plain_text import Cleaned, CleanedInput

if TYPE_CHECKING:
    DjangoEmailField = models.EmailField[str, str]
    DjangoURLField = models.URLField[str, str]
else:
    DjangoEmailField, DjangoURLField = models.EmailField, models.URLField

MAX_URL_LENGTH = URLValidator.max_length  # characters: as many as Django takes, and most browsers

ATOM = r"(?:[-!#$%&'*+/=?^_`{|}~0-9A-Za-z]|[^\x00-\x9f\s])+"
FEDIVERSE_HANDLE = re.compile(r"(?:acct:)?@?([\w.-]+)@([\w-]+(?:\.[\w-]+)+)")


class InternationalEmailValidator(EmailValidator):
    """Takes letters of all scripts before the @ too (RFC 6531, section 3.3), as Django does behind it."""

    user_regex = re.compile(rf"{ATOM}(?:\.{ATOM})*\Z")


validate_email = InternationalEmailValidator()


class EmailFormField(CleanedInput, forms.EmailField):
    """An e-mail address in any script."""

    default_validators = [validate_email]


class EmailField(Cleaned, DjangoEmailField):
    """An e-mail address in any script."""

    default_validators = [validate_email]
    form_class = EmailFormField


class URLFormField(CleanedInput, forms.URLField):
    """A URL."""


class URLField(Cleaned, DjangoURLField):
    """A URL, as long as those of meetings, registrations and sign-ins are."""

    form_class = URLFormField

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"max_length": MAX_URL_LENGTH} | options)


def profile_url(text: str) -> str:
    """Return where the profile of a handle is, as in @name@mastodon.social; any other ``text`` as it is."""
    handle = FEDIVERSE_HANDLE.fullmatch(text)
    return f"https://{handle[2]}/@{handle[1]}" if handle else text


class ProfileFormField(URLFormField):
    """The URL of a profile, or its handle in the fediverse."""

    @override
    def to_python(self, value: Any) -> Any:
        return super().to_python(profile_url(self.cleaned(value)) if isinstance(value, str) else value)


class ProfileField(URLField):
    """The URL of a profile, or its handle in the fediverse."""

    form_class = ProfileFormField

    @override
    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return profile_url(value) if isinstance(value, str) else value
