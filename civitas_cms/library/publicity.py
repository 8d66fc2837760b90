"""What visitors may have of the library: what something public shows, at the moment at which they ask."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, ForeignObjectRel, Model, Q, QuerySet

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.precompiled import precompiled
from civitas_cms.publishing.contracts import KnowsPublic, PartOfItem
from civitas_cms.publishing.models import is_public

from .models import Document, Picture


@precompiled
def picture_with_key(key: int, at: AwareDatetime) -> QuerySet:
    """Return the picture, if there is one; ``is_shown`` says whether something public shows it at ``at``."""
    return _with_publicity(Picture, key, at)


@precompiled
def document_with_key(key: int, at: AwareDatetime) -> QuerySet:
    """Return the document, as ``picture_with_key`` the picture."""
    return _with_publicity(Document, key, at)


def _with_publicity(model: type[Model], key: int, at: AwareDatetime) -> QuerySet:
    """Return the row of ``model`` with this ``key``, with ``is_shown``.

    Of what refers to it, models that are there for visitors in part say so themselves (``objects.public()``), what
    belongs to an item is public with it, and all else, such as badges at the foot of each page, is always.

    The key is a constant in each part of the query, not a column of the row: so PostgreSQL knows how often it is
    referred to, and does not look through a million articles for a picture that none has.
    """
    shown = Q()
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.related_model._meta.auto_created:
            shown |= Q(Exists(_public_rows(relation.related_model, at).filter(**{relation.field.name: key})))
    return model._default_manager.filter(pk=key).annotate(is_shown=ExpressionWrapper(shown, BooleanField()))


def _public_rows(model: type[Model], at: AwareDatetime) -> QuerySet:
    manager = model._default_manager
    if isinstance(manager, KnowsPublic):
        return manager.public(at)
    return manager.filter(is_public(at, f"{model.publishable}__") if issubclass(model, PartOfItem) else Q())
