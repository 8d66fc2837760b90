from django.db import models

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.publishing.contracts import Searchable, SearchDocument
from civitas_cms.publishing.models import Publishable, PublishableQuerySet


class GuideQuerySet(PublishableQuerySet):
    """``fault`` is what every question about what is public fails with, as a mistake in somebody's app would."""

    fault = None

    def public(self, at=None):
        self._fail()
        return super().public(at)

    def next_change(self, after):
        self._fail()
        return super().next_change(after)

    def _fail(self):
        if GuideQuerySet.fault:
            raise GuideQuerySet.fault


class Guide(Searchable, Publishable):
    """How something is done, step by step."""

    steps = models.TextField("steps")

    objects = GuideQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "guide"
        verbose_name_plural = "guides"

    def get_absolute_url(self):
        return fast_reverse("guide", self.slug)

    def search_document(self):
        return SearchDocument(
            title=self.title,
            summary=self.summary,
            body=self.steps,
            url=self.get_absolute_url(),
            **self.public_period(),
        )
