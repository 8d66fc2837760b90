"""The index: one row for each thing that visitors or editors can find, and the words that there are."""

import re
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.lookups import TrigramSimilar
from django.contrib.postgres.search import SearchQueryField, SearchVector, SearchVectorField, TrigramSimilarity
from django.db import models
from django.db.models import ExpressionWrapper, F, Func, GeneratedField, Q, Value
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _
from typing_extensions import override

from civitas_cms.delivery.contracts import MayBeHidden, NeverOnPages
from civitas_cms.newsroom.searching import MAX_MATCHES
from civitas_cms.postgresql.folding import Fold
from civitas_cms.publishing.models import PeriodsField

#: The text search configurations that ``configuration.py`` makes: words by their stems; those of them that say
#: something, without “the” or “of”; and words as they are written.
STEMS, CONTENT, WORDS = "search_stems", "search_content", "search_words"
#: How alike two names are, of 1, that may be of the same: “City of Gent”, “A. Berg”.
MIN_SIMILARITY = 0.6
MAX_INDEXED_LENGTH = 300_000  # characters of a body: PostgreSQL refuses a vector of more than a megabyte


class SearchFor(Func):
    """What an entry's vector must match, made of a text, of what comes before its last word, and of that word.

    By the database function ``search_query``: the text is in the syntax of ``websearch_to_tsquery``; the last word may
    be the beginning of a longer one (empty: it is none).
    """

    function = "search_query"
    arity = 3
    output_field = SearchQueryField()


class Matches(Func):
    """Tells whether a vector matches a query."""

    template, arg_joiner = "(%(expressions)s)", " @@ "
    arity = 2
    output_field = models.BooleanField()


def _has_word(word: str) -> Q:
    return Q(Matches("vector", SearchFor(Value(f'"{word}"'), Value(""), Value(word))))


def _is_titled(word: str) -> Q:
    return Q(folded_title__contains=Fold(Value(word)))


class IndexEntryQuerySet(models.QuerySet["IndexEntry"]):
    """What is asked of the index in words of the ORM; what visitors ask is in ``queries.py``."""

    def keys_matching(self, model: type[models.Model], text: str, within: models.QuerySet[Any]) -> list[int]:
        """Return the keys of those rows ``within`` some of ``model`` whose entries, public or not, match ``text``.

        They have each of its words, or one that begins with it, in the title also in the middle of words. Of more than
        ``MAX_MATCHES`` they are the newest.
        """
        content_type, words = ContentType.objects.get_for_model(model), text.replace('"', " ").split()
        wanted = self.filter(object_id__in=within.order_by().values("pk"))
        # The planner takes comparing a vector for cheap: shown the column itself, it would read all of the model.
        of_model = wanted.alias(of_model=F("content_type_id") + 0).filter(of_model=content_type.pk)
        limit, in_title_too = slice(MAX_MATCHES + 1), [_has_word(word) | _is_titled(word) for word in words]
        # Asked first without the titles: by both indexes together, each row found would be compared again.
        if of_model.filter(*map(_has_word, words)).values("pk")[limit].count() <= MAX_MATCHES:
            keys = list(of_model.filter(*in_title_too).values_list("object_id", flat=True)[limit])
            if len(keys) <= MAX_MATCHES:
                return keys
        # Very many have these words: of those that are looked at, one after the other, soon there are enough.
        newest = wanted.filter(*in_title_too, content_type=content_type)
        newest = newest.order_by(F("date").desc(nulls_first=True), "-pk")
        return list(newest.values_list("object_id", flat=True)[:MAX_MATCHES])

    def called_like(self, model: type[models.Model], name: str) -> Self:
        """Return entries of ``model`` with titles much like ``name``, and the ``similarity`` (1: the same words)."""
        content_type, folded = ContentType.objects.get_for_model(model), Fold(Value(name))
        similar = self.filter(TrigramSimilar(F("folded_title"), folded), content_type=content_type)
        similar = similar.annotate(similarity=TrigramSimilarity("folded_title", folded))  # type: ignore[arg-type] # it takes any
        return similar.filter(similarity__gte=MIN_SIMILARITY).order_by("-similarity", "object_id")

    def titled(self, text: str) -> Self:
        """Return entries, public or not, with all words of ``text`` in their titles, also within words; newest first.

        What is called just so comes before all others; what has no date comes last where nothing is looked for.
        """
        words = [Q(folded_title__contains=Fold(Value(word))) for word in text.split()]
        is_it = Q(folded_title=Fold(Value(" ".join(text.split()))))
        rows = self.filter(*words).annotate(is_it=ExpressionWrapper(is_it, models.BooleanField()))
        newest = F("date").desc(nulls_first=True) if words else F("date").desc(nulls_last=True)
        return rows.order_by("-is_it", newest, "title", "pk")


def parts_of(text: str) -> tuple[str, str]:
    """Return what comes before the last word of ``text``, and that word if it may be the beginning of a longer one."""
    last = re.search(r"(?:^|\s)([^\s\"-][^\s\"]*)$", text)
    return (text[: last.start(1)], last[1]) if last and text.count('"') % 2 == 0 else (text, "")


class IndexEntry(MayBeHidden, models.Model):
    """What is found of one item, and when by visitors: see ``publishing.contracts.SearchDocument``.

    The vectors are kept by the database, of folded texts. ``words`` has the title's words as they are written, for what
    somebody is still typing: a stem does not begin with every beginning of its word.
    """

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    kind = models.CharField(max_length=20)  # the key of a ``SearchKind``
    title = models.TextField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    names = models.TextField(blank=True, db_default="")
    url = models.TextField()
    date = models.DateField(null=True)
    tags = models.JSONField(default=dict)  # their names by the slugs that filters have in URLs
    projects = models.JSONField(default=dict)  # likewise
    public_from = models.DateTimeField(null=True)  # never, if it is None
    public_until = models.DateTimeField(null=True)
    public_periods = PeriodsField(null=True)  # within the former two; None: all the time
    vector = GeneratedField(
        expression=SearchVector(Fold("title"), config=STEMS, weight="A")
        + SearchVector(Fold("title"), config=WORDS, weight="A")
        + SearchVector(Fold("summary"), config=STEMS, weight="B")
        + SearchVector(Fold(Left("body", MAX_INDEXED_LENGTH)), config=STEMS, weight="C")
        + SearchVector(Fold("names"), config=STEMS, weight="D"),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    folded_title = GeneratedField(expression=Fold("title"), output_field=models.TextField(), db_persist=True)
    words = GeneratedField(
        expression=SearchVector(Fold("title"), config=WORDS), output_field=SearchVectorField(), db_persist=True
    )

    objects = IndexEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("index entry")
        verbose_name_plural = _("index entries")
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="one_index_entry_per_item"),
        ]
        indexes = [
            GinIndex(fields=["vector"], name="index_entry_vector"),
            GinIndex(fields=["words"], name="index_entry_words"),
            GinIndex(OpClass("folded_title", name="gin_trgm_ops"), name="index_entry_folded_title"),
            models.Index(fields=["url"], name="index_entry_url"),
            models.Index(fields=["-date", "-id"], name="index_entry_newest"),
            models.Index(fields=["content_type", "-date", "-id"], name="index_entry_newest_of_kind"),
        ]

    @classmethod
    @override
    def hidden_rows(cls, prefix: str = "") -> Q:
        return Q((f"{prefix}public_from", None))

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the URL of what was found."""
        return self.url


class Word(NeverOnPages, models.Model):
    """A word that an entry has or had, folded, and as it was first written: what a misspelt query may have meant."""

    folded = models.TextField(primary_key=True)
    written = models.TextField()

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        indexes = [GinIndex(OpClass("folded", name="gin_trgm_ops"), name="search_word_similar")]

    def __str__(self) -> str:
        return self.written
