"""The colours of a conference's tracks, in a style sheet: pages themselves have no styles (see the CSP)."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from typing_extensions import override

from civitas_cms.lists.views import PublicDetailView

from .models import Conference

#: What sessions stand on, in light and dark mode: ``--surface`` in tokens.css.
SURFACES = ("#fffdfa", "#172037")
LEAST_CONTRAST = 3  # of what is no text to what surrounds it (WCAG 2.2, 1.4.11)
STEP = 0.05  # by which a colour becomes darker or lighter at once


class TrackColours(PublicDetailView):
    """The style sheet for a conference whose tracks have colours."""

    @override
    def get_queryset(self) -> QuerySet[Any]:
        return Conference.objects.public().prefetch_together("tracks")

    @override
    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """Return the style sheet: each track's colour as it stands out in light and in dark mode."""
        rules = [
            f".track-of-{track.pk}{{--track:light-dark({','.join(standing_out(track.colour, on) for on in SURFACES)})}}"
            for track in self.object.tracks.all()
            if track.colour
        ]
        return HttpResponse("\n".join(["/* Tracks */", *rules]), content_type="text/css; charset=utf-8")


def standing_out(colour: str, surface: str) -> str:
    """Return ``colour``, darker or lighter if need be, so that it is seen on ``surface``; both are as in #0b6e4f."""
    mixed, target = _channels(colour), 255 if _luminance(_channels(surface)) < 0.18 else 0
    while contrast(_written(mixed), surface) < LEAST_CONTRAST:
        mixed = [channel + STEP * (target - channel) for channel in mixed]
    return _written(mixed)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(_channels(colour)) for colour in (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(channels: list[float]) -> float:
    """Return how light a colour is, from 0 to 1 (WCAG 2.2, "relative luminance")."""
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in channels)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> list[float]:
    return [float(channel) for channel in bytes.fromhex(colour[1:])]


def _written(channels: list[float]) -> str:
    return "#" + bytes(round(channel) for channel in channels).hex()
