"""What each kind of item adds to the site as a whole, said once: in the module ``discovery`` of its app.

    register(Kind(Guide, list_page=ListPage("guide-list", _("Guides")), navigation=Navigation(Section.WRITE)))

The modules are found by their name when the site starts. Site map, search, feeds, share cards, structured data, oEmbed,
the newsroom, its roles and the home page ask here what there is, and name no kind themselves.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.contrib.sitemaps import Sitemap
from django.db.models import Aggregate, Count, Model, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.redirects import OwnsAddress

from .contracts import KnowsPublic, Searchable
from .models import Publishable

#: Words for people, perhaps to be translated only when they are shown.
Words: TypeAlias = str | Promise


class Section(TextChoices):
    """The sections of the newsroom's navigation, in their order."""

    WRITE = "write", _("Write")
    EVENTS = "events", _("Events")
    PARTNERS = "partners", _("Partners")
    LIBRARY = "library", _("Library")
    SITE = "site", _("Site")
    ACCOUNTS = "accounts", _("People with accounts")


@dataclass(frozen=True)
class Navigation:
    """Where editors find the kind. ``name`` if it is not the model's own; ``quick_action``: how the desk offers one."""

    section: Section
    name: Words = ""
    quick_action: Words = ""


@dataclass(frozen=True)
class ListPage:
    """The page that lists all of the kind: the name of its URL, and what it is called."""

    url_name: str
    title: Words

    @property
    def path(self) -> str:
        """The path of the page."""
        return fast_reverse(self.url_name)


@dataclass(frozen=True)
class SearchKind:
    """What the search calls the kind: ``key`` in URLs, ``label`` on pages. ``is_minor``: suggested last."""

    key: str
    label: Words
    is_minor: bool = False


#: The kind of what editors find, and visitors never.
NEWSROOM_ONLY = SearchKind("", "")


@dataclass(frozen=True)
class CardContent:
    """What an item's share card shows: a ``kicker`` above the ``title``, a ``line`` below, perhaps a Picture."""

    title: str
    kicker: str = ""
    line: str = ""
    picture: Any = None


@dataclass(frozen=True)
class Embed:
    """What other sites show of an item: its title, a ``text``, and the ``author``, who has a page of their own.

    The template knows ``item``, ``title``, ``text``, ``site`` and ``address``, the URL of the item in full.
    """

    title: str
    text: str
    author: Model | None = None
    template: str = "oembed/item.html"


@dataclass(frozen=True)
class HitDetails:
    """What search results show of an item besides its title and summary.

    ``facts`` are short texts, such as time and room; ``person`` is whom its portrait, or the monogram, is of.
    """

    facts: Sequence[str] = ()
    person: Any = None


@dataclass(frozen=True)
class Number:
    """A number for the home page: ``count`` over what ``rows`` returns; those of a lower ``order`` come first."""

    label: Words
    rows: Callable[[], QuerySet[Any]]
    count: Aggregate = field(default_factory=lambda: Count("pk"))
    order: int = 0


@dataclass
class Kind:
    """A kind of item, and what it adds to the site. Its page has the URL with the model's name in lower case."""

    model: type[Model]
    list_page: ListPage | None = None
    #: Returns the item below whose page the page of an item lies.
    parent: Callable[[Any], Model] | None = None
    #: Returns all that visitors may see, with what share cards and embeds show. By default ``objects.public()``, or all
    #: where there is no such question.
    public: Callable[[], QuerySet[Any]] | None = None
    #: The name of the foreign key to an item's picture.
    picture: str = ""
    #: What is Searchable is called as the model is, unless it says otherwise; NEWSROOM_ONLY is not found by visitors.
    search: SearchKind | None = None
    #: Returns for primary keys what search results show of these items besides, in at most one query.
    hit_details: Callable[[Sequence[int]], Mapping[int, HitDetails]] | None = None
    #: The name of its section of the site map; empty for none. What has a URL of its own has one by default.
    sitemap: str | None = None
    #: More sections of the site map, by their names.
    other_sitemaps: Mapping[str, "type[Sitemap[Any]]"] = field(default_factory=dict)
    #: Returns an item in the words of schema.org. It gets the item, the site's settings, a function that makes URLs
    #: absolute, and what the template names besides. By default it is a WebPage.
    describe: Callable[..., dict[str, Any]] | None = None
    #: Returns what an item's share card shows. By default title and summary of what is published.
    share_card: Callable[[Any], CardContent] | None = None
    #: Returns what other sites can show of an item.
    embed: Callable[[Any], Embed] | None = None
    navigation: Navigation | None = None
    numbers: Sequence[Number] = ()

    def __post_init__(self) -> None:
        names = self.model._meta
        self.name = self.model.__name__.lower()
        if issubclass(self.model, Searchable) and self.search is None:
            self.search = SearchKind(self.name, capfirst(names.verbose_name_plural) or "")
        if issubclass(self.model, OwnsAddress) and self.sitemap is None:
            self.sitemap = f"{self.name}s"
        if issubclass(self.model, Publishable) and self.share_card is None:
            self.share_card = self._title_and_summary
        self.public = self.public or self._all_public

    def _all_public(self) -> QuerySet[Any]:
        objects = self.model._default_manager
        rows = objects.public() if isinstance(objects, KnowsPublic) else objects.all()
        return rows.select_related(self.picture) if self.picture else rows

    def _title_and_summary(self, item: Any) -> CardContent:
        kicker = str(self.list_page.title) if self.list_page else ""
        return CardContent(item.title, kicker, item.summary, getattr(item, self.picture) if self.picture else None)

    @property
    def card_key(self) -> str:
        """The field that names an item in the URL of its share card."""
        return "slug" if issubclass(self.model, Publishable) else "pk"


_kinds: dict[type[Model], Kind] = {}


def register(kind: Kind) -> None:
    """Let the site know ``kind``, behind those that it knows already. Raises ValueError if its model has one."""
    if kind.model in _kinds:
        raise ValueError(f"{kind.model._meta.label} is registered already.")
    _kinds[kind.model] = kind


def unregister(model: type[Model]) -> None:
    """Let the site forget the kind of ``model``."""
    del _kinds[model]


def kinds() -> Iterable[Kind]:
    """Return all kinds, in the order in which they were registered: that of INSTALLED_APPS."""
    return _kinds.values()


def kind_of(model: type[Model]) -> Kind:
    """Return the kind of ``model``; raises LookupError if no module ``discovery`` registers it."""
    try:
        return _kinds[model]
    except KeyError:
        raise LookupError(f"{model._meta.label} is registered in the module discovery of no app.") from None


def search_kinds() -> dict[str, SearchKind]:
    """Return what visitors find, by key, in the order in which filters offer it."""
    return {kind.search.key: kind.search for kind in kinds() if kind.search and kind.search.key}


def share_card_path(item: Model) -> str:
    """Return the path of the share card of ``item``."""
    kind = kind_of(type(item))
    return fast_reverse(f"share-{kind.name}", getattr(item, kind.card_key))
