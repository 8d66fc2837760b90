"""The index: one row for each thing that visitors can find."""

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Func, GeneratedField
from django.utils.translation import gettext_lazy as _

from civitas_cms.publishing.models import PeriodsField

#: The text search configurations that ``configuration.py`` makes: words by their stems, and words as they are written.
STEMS, WORDS = "search_stems", "search_words"


class PlainText(Func):
    """The text in lower case and without accents, by the database function ``search_plain``."""

    function = "search_plain"
    arity = 1
    output_field = models.TextField()


class IndexEntry(models.Model):
    """What visitors find of one item, and when: see ``publishing.contracts.SearchDocument``.

    The vectors are kept by the database. ``words`` has the title's words as they are written, for what somebody is
    still typing: a stem does not begin with every beginning of its word.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)  # the key of a ``SearchKind``
    title = models.TextField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    url = models.TextField()
    date = models.DateField(null=True)
    tags = models.JSONField(default=dict)  # their names by the slugs that filters have in URLs
    projects = models.JSONField(default=dict)  # likewise
    public_from = models.DateTimeField()
    public_until = models.DateTimeField(null=True)
    public_periods = PeriodsField(null=True)  # within the former two; None: all the time
    vector = GeneratedField(
        expression=SearchVector("title", config=STEMS, weight="A")
        + SearchVector("title", config=WORDS, weight="A")
        + SearchVector("summary", config=STEMS, weight="B")
        + SearchVector("body", config=STEMS, weight="C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    words = GeneratedField(
        expression=SearchVector("title", config=WORDS), output_field=SearchVectorField(), db_persist=True
    )

    class Meta:
        verbose_name = _("index entry")
        verbose_name_plural = _("index entries")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="one_index_entry_per_item"),
        ]
        indexes = [
            GinIndex(fields=["vector"], name="index_entry_vector"),
            GinIndex(fields=["words"], name="index_entry_words"),
            GinIndex(OpClass(PlainText("title"), name="gin_trgm_ops"), name="index_entry_similar_titles"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the URL of what was found."""
        return self.url
