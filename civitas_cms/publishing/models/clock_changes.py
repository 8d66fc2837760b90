"""Times of day that clocks skip in spring, or show twice in autumn.

Aware datetimes have the time zone in which they were meant; of a time that comes twice, the first is meant. PEP 495
tells such times by the offsets from UTC that they have before and after the change.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.contracts import AwareDatetime

SKIPPED = _("Clocks go forward then: %(date)s has no %(time)s in %(zone)s.")
AMBIGUOUS = _("Clocks go back then, so that %(time)s comes twice in %(zone)s: in “%(place)s” it is the first.")


def is_skipped(time: AwareDatetime) -> bool:
    """Tell whether clocks never show ``time``, because they go forward over it."""
    return _shift(time) > timedelta(0)


def is_ambiguous(time: AwareDatetime) -> bool:
    """Tell whether clocks show ``time`` twice, because they go back over it."""
    return _shift(time) < timedelta(0)


def refuse_skipped(time: AwareDatetime) -> None:
    """Raise ValidationError if clocks never show ``time``."""
    if is_skipped(time):
        words = {"date": f"{time:%-d %B %Y}", "time": f"{time:%H:%M}", "zone": time.tzinfo}
        raise ValidationError(SKIPPED, code="skipped_time", params=words)


def words_on_ambiguous(time: AwareDatetime, place: object) -> str:
    """Return what to tell who has given ``time``, which comes twice, in ``place``."""
    return AMBIGUOUS % {"time": f"{time:%H:%M}", "zone": time.tzinfo, "place": place}


def _shift(time: AwareDatetime) -> timedelta:
    """Return by how much clocks go forward over ``time``; negative if they go back, nothing if they run on."""
    before, after = (time.replace(fold=fold).utcoffset() or timedelta(0) for fold in (0, 1))
    return after - before
