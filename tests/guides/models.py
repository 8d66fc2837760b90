from django.db import models

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.publishing.contracts import Searchable, SearchDocument
from civitas_cms.publishing.models import Publishable


class Guide(Searchable, Publishable):
    """How something is done, step by step."""

    steps = models.TextField("steps")

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
