"""The community in numbers, as the home page tells them."""

from django.db.models import Value
from django.utils.functional import Promise

from civitas_cms.delivery.content_cache import content_cache
from civitas_cms.publishing.kinds import kinds

#: Fewer than these many would tell of nothing but an empty site.
MIN_NUMBER_SHOWN = 3


@content_cache()
def community_numbers() -> list[tuple[str | Promise, int]]:
    """Return what there is to count on the public site, each with its name; what is hardly there is left out."""
    numbers = sorted((number for kind in kinds() for number in kind.numbers), key=lambda number: number.order)
    first, *others = (
        number.rows().order_by().values(place=Value(place)).annotate(number=number.count)
        for place, number in enumerate(numbers)
    )
    found = dict(first.union(*others, all=True).order_by().values_list("place", "number"))
    return [
        (number.label, found[place]) for place, number in enumerate(numbers) if found.get(place, 0) >= MIN_NUMBER_SHOWN
    ]
