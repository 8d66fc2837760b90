"""What visitors may have of the library: what something public shows, at the moment at which they ask."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, ForeignObjectRel, Model, OuterRef, Q, QuerySet

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.delivery.queries.precompiled import precompiled
from civitas_cms.publishing.contracts import KnowsPublic, PartOfItem
from civitas_cms.publishing.models import is_public

from .models import Document, Picture


def with_publicity(rows: QuerySet, at: AwareDatetime) -> QuerySet:
    """Let each of ``rows``, pictures or documents, say as ``is_shown`` whether something public shows it at ``at``.

    Of what refers to them, models that are there for visitors in part say so themselves (``objects.public()``), what
    belongs to an item is public with it, and all else, such as badges at the foot of each page, is always.
    """
    shown = Q()
    for relation in rows.model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.related_model._meta.auto_created:
            showing = _public_rows(relation.related_model, at).filter(**{relation.field.name: OuterRef("pk")})
            shown |= Q(Exists(showing))
    return rows.annotate(is_shown=ExpressionWrapper(shown, BooleanField()))


def _public_rows(model: type[Model], at: AwareDatetime) -> QuerySet:
    manager = model._default_manager
    if isinstance(manager, KnowsPublic):
        return manager.public(at)
    return manager.filter(is_public(at, f"{model.publishable}__") if issubclass(model, PartOfItem) else Q())


@precompiled
def picture_with_key(key: int, at: AwareDatetime) -> QuerySet:
    """Return the picture, if there is one."""
    return with_publicity(Picture.objects.filter(pk=key), at)


@precompiled
def pictures_with_file(name: str, at: AwareDatetime) -> QuerySet:
    """Return the pictures that have the file of this ``name`` in the storage."""
    return with_publicity(Picture.objects.filter(image=name), at)


@precompiled
def documents_with_file(name: str, at: AwareDatetime) -> QuerySet:
    """Return the documents that have the file of this ``name`` in the storage."""
    return with_publicity(Document.objects.filter(file=name), at)
