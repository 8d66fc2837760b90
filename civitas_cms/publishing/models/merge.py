"""Two rows that turned out to be one thing: which has gone, which has stayed, and what it takes to part them again."""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Model, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.contracts import NeverOnPages


class Merge(NeverOnPages, models.Model):
    """The row ``gone_id`` was taken up by the row ``kept_id`` of the same model. One that is undone is deleted.

    ``record`` is what undoing needs, as ``revisions/merging.py`` describes it; ``title`` is what the row was called.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    gone_id = models.BigIntegerField()
    kept_id = models.BigIntegerField()
    title = models.CharField(_("title"), max_length=250)
    record = models.JSONField(_("what it was"))
    made_at = models.DateTimeField(_("when"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["content_type", "gone_id"], name="a_row_goes_once"),
            models.CheckConstraint(condition=~Q(gone_id=F("kept_id")), name="a_row_is_not_merged_with_itself"),
        ]
        indexes = [models.Index(fields=["content_type", "kept_id"], name="merge_by_who_stayed")]

    def __str__(self) -> str:
        return self.title


def merges_of(model: type[Model]) -> models.QuerySet[Merge]:
    """Return those of rows of ``model``, the latest first."""
    return Merge.objects.filter(content_type=ContentType.objects.get_for_model(model))


def successors(model: type[Model], keys: Iterable[int]) -> dict[int, int]:
    """Return, by those of the ``keys`` of ``model`` whose rows have gone in a merge, the key of the row that stayed.

    That may have gone into another since: it is followed to the last. Nobody looks whether that one is still there.
    """
    steps = merges_of(model)
    found = dict(steps.filter(gone_id__in=list(keys)).values_list("gone_id", "kept_id"))
    waiting = set(found.values())
    while waiting:
        further = dict(steps.filter(gone_id__in=waiting).values_list("gone_id", "kept_id"))
        found = {gone: further.get(kept, kept) for gone, kept in found.items()}
        waiting = set(further.values())
    return found


def uniqueness_besides(field: "models.Field[Any, Any]") -> list[Collection[str]]:
    """Return with which other fields ``field`` is unique in its model, as the database asks, whatever else a row has.

    Of these two rows cannot agree when they refer to the same by ``field``.
    """
    options = field.model._meta
    plain = [each for each in options.constraints if isinstance(each, UniqueConstraint) and each.condition is None]
    sets = [*options.unique_together, *(each.fields for each in plain)]
    return [[name for name in names if name != field.name] for names in sets if field.name in names]
