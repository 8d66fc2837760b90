"""What news adds to the site as a whole."""

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from civitas_cms.delivery.addresses import fast_reverse
from civitas_cms.delivery.typography import quoted
from civitas_cms.library.models import Picture
from civitas_cms.publishing.kinds import (
    CardContent,
    Embed,
    Kind,
    ListPage,
    Navigation,
    Number,
    SearchKind,
    Section,
    register,
)

from .models import Article, Quote, public_tags
from .schema_org import news_article, reported_quotation

MAX_EMBEDDED_LENGTH = 300  # characters of an article's summary on other sites


def article_card(article: Article) -> CardContent:
    """Return what an article's share card shows."""
    day = date_format(localdate(article.publish_at), "j F Y")
    return CardContent(article.title, article.get_kind_display(), day, article.lead_picture or _other_picture(article))


def _other_picture(article: Article) -> Picture | None:
    """Return the first picture in the text of an article that begins with none, or its conference's."""
    if block := article.articles_articlepicture_set.select_related("picture").order_by("ordering").first():
        return block.picture
    conference = article.conferences.public().filter(lead_picture__isnull=False).select_related("lead_picture").first()
    return conference.lead_picture if conference else None


def embedded_article(article: Article) -> Embed:
    """Return what other sites show of an article."""
    text = Truncator(article.summary or article.strapline).chars(MAX_EMBEDDED_LENGTH)
    return Embed(article.title, text, next(iter(article.public_authors), None))


def quote_card(quote: Quote) -> CardContent:
    """Return what a quote's share card shows."""
    speaker = quote.public_speaker
    line = ", ".join(filter(None, [quote.public_position, str(quote.public_organisation or "")]))
    return CardContent(quoted(quote.words), quote.attribution, line, speaker and speaker.portrait)


def embedded_quote(quote: Quote) -> Embed:
    """Return what other sites show of a quote."""
    title = f"{quote.attribution}: {quoted(str(quote))}"
    return Embed(title, quote.words, quote.public_speaker, template="oembed/quote.html")


class Tags(Sitemap):
    """Subjects on which there is public news."""

    def items(self) -> QuerySet[Tag]:
        """Return those in use."""
        return public_tags().order_by("pk")

    def location(self, tag: Tag) -> str:
        """Return the path of the subject's page."""
        return fast_reverse("tag", tag.slug)


register(
    Kind(
        Article,
        list_page=ListPage("article-list", _("News")),
        picture="lead_picture",
        search=SearchKind("article", _("News")),
        sitemap="news",
        other_sitemaps={"tags": Tags},
        describe=news_article,
        share_card=article_card,
        embed=embedded_article,
        navigation=Navigation(Section.WRITE, quick_action=_("Write an article")),
        numbers=[Number(_("articles"), Article.objects.public, order=1)],
    )
)
register(
    Kind(
        Quote,
        list_page=ListPage("quote-list", _("Quotes")),
        public=lambda: Quote.objects.public().with_source(),
        sitemap="quotes",
        describe=reported_quotation,
        share_card=quote_card,
        embed=embedded_quote,
    )
)
register(Kind(Tag, list_page=ListPage("tag-list", _("Subjects")), navigation=Navigation(Section.SITE)))
