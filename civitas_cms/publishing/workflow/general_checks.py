"""Readiness checks for every kind of publishable item."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from civitas_cms.publishing.models import Publishable, Transition

from .readiness import Finding, advice, check, error

# What search engines show of a page's title and description before they cut it, in characters, as a rule of thumb.
SHOWN_OF_TITLE = 70
SHOWN_OF_SUMMARY = 160
SHORT_SUMMARY = 50


@check(Publishable)
def title_length(item: Publishable) -> Iterator[Finding]:
    """Find a title that search engines cut."""
    if len(item.title) > SHOWN_OF_TITLE:
        text = _("The title has %(length)s characters. Search engines cut it after about %(shown)s.")
        yield advice(text % {"length": len(item.title), "shown": SHOWN_OF_TITLE}, "title")


@check(Publishable)
def summary_length(item: Publishable) -> Iterator[Finding]:
    """Find a summary that is missing, says little, or is cut."""
    length = len(item.summary.strip())
    if not length:
        yield error(_("It has no summary. Lists, search engines and social media show it."), "summary")
    elif length < SHORT_SUMMARY:
        text = _("The summary is short (%(length)s characters). Say in a sentence or two what readers will learn.")
        yield advice(text % {"length": length}, "summary")
    elif length > SHOWN_OF_SUMMARY:
        text = _("The summary has %(length)s characters. Search engines cut it after about %(shown)s.")
        yield advice(text % {"length": length, "shown": SHOWN_OF_SUMMARY}, "summary")


@check(Publishable)
def changed_address(item: Publishable) -> Iterator[Finding]:
    """Find that the URL is another one than when the item was published."""
    former = Transition.objects.of(item).last_public_slug()
    if former and former != item.slug:
        text = _("The address has changed: it was public as “%(slug)s”. Visitors who come there are led on.")
        yield advice(text % {"slug": former}, "slug")
