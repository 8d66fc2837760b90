"""What visitors do with an article or a quote elsewhere: share, copy, cite and embed it, and download its card."""

from collections.abc import Callable
from dataclasses import dataclass

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.typography import quoted
from civitas_cms.discovery.oembed import embedded_html
from civitas_cms.discovery.schema_org import Absolute
from civitas_cms.pages.models import SiteSettings
from civitas_cms.publishing.kinds import share_card_path

from .citations import FORMATS, Citation, cite_article, cite_quote
from .models import Article, Quote


@dataclass(frozen=True)
class PassingOn:
    """The ways to pass ``item`` on; ``absolute`` makes a full URL of a path on the site.

    ``site`` is asked for where it is needed, because pages know it already.
    """

    item: Article | Quote
    title: str
    cite: Callable[..., Citation]
    absolute: Absolute

    @property
    def url(self) -> str:
        """The address in full."""
        return self.absolute(self.item.get_absolute_url())

    @property
    def card(self) -> str:
        """The path of its card, a picture."""
        return share_card_path(self.item)

    def citation(self, site: SiteSettings) -> Citation:
        """Return the reference to it."""
        return self.cite(self.item, site.name, self.url)

    def citation_files(self) -> list[tuple[str, str]]:
        """Return name and path of the reference in each format."""
        kind = type(self.item).__name__.lower()
        key = self.item.slug if isinstance(self.item, Article) else self.item.pk
        return [(form.name, fast_reverse(f"{kind}-{form.extension}", key)) for form in FORMATS]

    def embedded(self, site: SiteSettings) -> str:
        """Return the HTML with which another site shows it; it needs nothing of ours."""
        return embedded_html(self.item, site, self.absolute)


def pass_on_article(article: Article, absolute: Absolute) -> PassingOn:
    """Return the ways to pass on an article."""
    return PassingOn(article, article.title, cite_article, absolute)


def pass_on_quote(quote: Quote, absolute: Absolute) -> PassingOn:
    """Return the ways to pass on a quote."""
    return PassingOn(quote, f"{quote.attribution}: {quoted(str(quote))}", cite_quote, absolute)
