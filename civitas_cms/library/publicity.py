"""What visitors may have of the library: what something public shows, at the moment at which they ask."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Left

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.precompiled import precompiled
from civitas_cms.publishing.contracts import KnowsPublic, PartOfItem
from civitas_cms.publishing.models import is_public
from civitas_cms.publishing.rich_text import rich_text_fields

from .files import LINK_TO_DOCUMENT, UNIQUE_LENGTH
from .models import Document, Picture
from .uses import relations_to


@precompiled
def picture_with_key(key: int, at: AwareDatetime) -> QuerySet:
    """Return the picture, if there is one; ``is_shown`` says whether something public shows it at ``at``."""
    return _with_publicity(Picture, key, at, Q())


@precompiled
def document_with_key(key: int, at: AwareDatetime) -> QuerySet:
    """Return the document, as ``picture_with_key`` the picture; a public text that leads to it shows it, too."""
    return _with_publicity(Document, key, at, _is_linked(at))


def _is_linked(at: AwareDatetime) -> Q:
    """Return the condition that a text that is public at ``at`` leads to the document."""
    beginning = Left(OuterRef("file"), UNIQUE_LENGTH)
    linked = Q()
    for model, field in rich_text_fields():
        texts = _public_rows(model, at).filter(**{f"{field}__contains": LINK_TO_DOCUMENT})
        linked |= Q(Exists(texts.filter(**{f"{field}__contains": beginning})))
    return linked


def _with_publicity(model: type[Model], key: int, at: AwareDatetime, shown: Q) -> QuerySet:
    """Return the row of ``model`` with this ``key``, with ``is_shown``, which is so at least if ``shown``.

    Of what refers to it, models that are there for visitors in part say so themselves (``objects.public()``), what
    belongs to an item is public with it, and all else, such as badges at the foot of each page, is always.

    The key is a constant in each part of the query, not a column of the row: so PostgreSQL knows how often it is
    referred to, and does not look through a million articles for a picture that none has.
    """
    for relation in relations_to(model):
        shown = Q(Exists(_public_rows(relation.related_model, at).filter(**{relation.field.name: key}))) | shown
    return model._default_manager.filter(pk=key).annotate(is_shown=ExpressionWrapper(shown, BooleanField()))


def _public_rows(model: type[Model], at: AwareDatetime) -> QuerySet:
    manager = model._default_manager
    if isinstance(manager, KnowsPublic):
        return manager.public(at)
    return manager.filter(is_public(at, f"{model.publishable}__") if issubclass(model, PartOfItem) else Q())
