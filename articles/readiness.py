"""Readiness checks of articles."""

from collections.abc import Collection, Iterator

from django.utils.translation import gettext as _

from civitas_cms.library.readiness import lead_picture
from civitas_cms.pages.readiness import body, body_findings
from civitas_cms.publishing.workflow.readiness import Finding, advice, check
from events.models import Speaker

from .models import Article, ArticlePicture, Gallery, Quote

QUOTATION_MARKS = "\"'“”„‟«»‹›‘’"

check(Article)(lead_picture)


@check(Article)
def report_and_quotes(article: Article) -> Iterator[Finding]:
    """Examine the body, a report's conference, and by whom and from where the quotes are."""
    conferences = set(article.conferences.values_list("pk", flat=True))
    if article.kind == Article.Kind.EVENT_REPORT and not conferences:
        yield advice(
            _("An event report had better lead to its conference: choose the one it reports on."), "conferences"
        )
    blocks = body(article)
    yield from body_findings(blocks)
    has_pictures = bool(article.lead_picture_id) or any(isinstance(block, ArticlePicture | Gallery) for block in blocks)
    for quote in blocks:
        if isinstance(quote, Quote) and not quote.shortcomings:
            yield from quote_findings(quote, conferences)
            if has_pictures and quote.speaker.picture_consent == Speaker.Consent.REFUSED:
                text = _("%(speaker)s has refused pictures: see that none here shows them.")
                yield advice(text % {"speaker": quote.speaker}, block=quote)


def quote_findings(quote: Quote, conferences: Collection[int]) -> Iterator[Finding]:
    """Find fault with a ``quote`` in an article about ``conferences`` (their keys)."""
    if quote.is_nameless:
        text = _("%(speaker)s is hidden at their request: visitors read these words as those of “a participant”.")
        yield advice(text % {"speaker": quote.speaker}, block=quote)
    elif not quote.position_then and not quote.organisation_then_id:
        text = _("Readers cannot tell who %(speaker)s is: the quote has neither position nor organisation.")
        yield advice(text % {"speaker": quote.speaker}, block=quote)
    if quote.words[:1] in QUOTATION_MARKS and quote.words[-1:] in QUOTATION_MARKS:
        text = _("The quote by %(speaker)s has quotation marks. The page adds them: take them out.")
        yield advice(text % {"speaker": quote.speaker}, block=quote)
    if quote.session and quote.session.conference_id not in conferences:
        text = _("The quote by %(speaker)s comes from “%(conference)s”, which is not among the article's conferences.")
        yield advice(text % {"speaker": quote.speaker, "conference": quote.session.conference}, "conferences")
