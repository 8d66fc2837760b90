"""Text with paragraphs, headings, lists and links, as editors write it and visitors may safely see it."""

import html
import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.forms import Field
from django_prose_editor.fields import ProseEditorField
from typing_extensions import override

from .plain_text import is_visible, validate_text_length, without_unwanted

LINKS = {"protocols": ["http", "https", "mailto", "tel"], "enableTarget": False}

PARAGRAPHS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "HardBreak": True,
    "Link": LINKS,
}
# What people type as the URL of a page elsewhere: "www.example.org/page" is taken for a page of ours by browsers.
HOST_WITHOUT_SCHEME = re.compile(r'href="(www\.[^"]+)', re.IGNORECASE)
BETWEEN_ANGLE_BRACKETS = re.compile(r"[^<>]+")
ARTICLE = PARAGRAPHS | {"Heading": {"levels": [2, 3, 4]}, "Blockquote": True}


def plain_text(markup: str) -> str:
    """Return the words of ``markup`` (HTML), with single spaces also between what are paragraphs there."""
    # What only gives words weight may stand within one; all other elements separate words.
    words = re.sub(r"</?(?:strong|em|a)\b[^>]*>", "", markup)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", words)).split())


def rich_text_fields() -> Iterator[tuple[type[Model], str]]:
    """Yield all models with such texts, each with the name of one of its fields."""
    for model in apps.get_models():
        for field in rich_text_fields_of(model):
            yield model, field.name


def rich_text_fields_of(model: type[Model]) -> "list[RichTextField]":
    """Return the fields of ``model`` for such texts."""
    return [field for field in model._meta.concrete_fields if isinstance(field, RichTextField)]


def texts_of(row: Model) -> list[str]:
    """Return what is in the fields of ``row`` for such texts."""
    return [getattr(row, field.attname) for field in rich_text_fields_of(type(row))]


class RichTextField(ProseEditorField):  # type: ignore[misc] # the library has no types
    """HTML of a few harmless elements, cleaned on every way into the database.

    ``headings`` allows headings (h2 to h4) and block quotations as well, for texts that make up a page.
    """

    default_validators = [validate_text_length]
    default_error_messages = {"blank": Field.default_error_messages["required"]}

    def __init__(self, *args: Any, headings: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("extensions", ARTICLE if headings else PARAGRAPHS)
        kwargs.setdefault("sanitize", True)
        kwargs.setdefault("preset", "text")
        super().__init__(*args, **kwargs)

    def clean_text(self, markup: str) -> str:
        """Return ``markup`` sanitised, and with ``https://`` before links to hosts that were typed without it.

        Empty if there is nothing to see.
        """
        sanitised = self.sanitize(markup)
        # Within tags and between them: a sign that ends a tag can be composed with what follows it.
        cleaned = BETWEEN_ANGLE_BRACKETS.sub(lambda words: without_unwanted(words[0]), sanitised)
        if cleaned != sanitised:
            cleaned = self.sanitize(cleaned)  # what is gone may have kept apart what is refused
        return HOST_WITHOUT_SCHEME.sub(r'href="https://\1', cleaned) if is_visible(plain_text(cleaned)) else ""

    @override
    def clean(self, value: Any, model_instance: Model | None) -> Any:
        """Ask for a text where one is needed; one that nobody sees is none."""
        is_nothing = isinstance(value, str) and not is_visible(plain_text(value))
        return super().clean("" if is_nothing else value, model_instance)

    @override
    def pre_save(self, model_instance: Model, add: bool) -> str:
        """Clean the text here too: the library cleans in forms only, and not what a program saves."""
        value = self.clean_text(super().pre_save(model_instance, add) or "")
        setattr(model_instance, self.attname, value)
        return value
