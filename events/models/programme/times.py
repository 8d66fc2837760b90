"""From when to when a session is: wall-clock times on a day of its conference, and the instants that they are."""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError

from civitas_cms.delivery.contracts import AwareDatetime
from civitas_cms.publishing.models import is_ambiguous, refuse_skipped


class HasTimes:
    """What follows from the times of a session; see there what its fields mean."""

    if TYPE_CHECKING:
        conference: Any
        day: Any
        starts_at: time
        ends_at: time
        starts_next_day: bool
        ends_next_day: bool
        start_fold: bool
        end_fold: bool

    @property
    def starts(self) -> AwareDatetime:
        """The instant at which it starts, in the conference's time zone."""
        date = self.day.date + timedelta(days=self.starts_next_day)
        instant = datetime.combine(date, self.starts_at, tzinfo=self.conference.timezone)
        return instant.replace(fold=self.start_fold)

    @property
    def ends(self) -> AwareDatetime:
        """The instant at which it ends, in the conference's time zone."""
        date = self.day.date + timedelta(days=self.starts_next_day + self.ends_next_day)
        instant = datetime.combine(date, self.ends_at, tzinfo=self.conference.timezone)
        return instant.replace(fold=self.end_fold)

    @property
    def ambiguous_times(self) -> list[AwareDatetime]:
        """Those of its times that come twice, because clocks go back, where the first of them is meant."""
        return [instant for instant in (self.starts, self.ends) if is_ambiguous(instant) and not instant.fold]

    def refuse_impossible_times(self) -> None:
        """Raise ValidationError beside the field of a time that clocks skip on that day."""
        for field, instant in (("starts_at", self.starts), ("ends_at", self.ends)):
            try:
                refuse_skipped(instant)
            except ValidationError as error:
                raise ValidationError({field: error}) from error

    def ends_after_it_starts(self) -> bool:
        """Tell whether start, end and midnight agree, as the database asks."""
        if not (self.starts_at and self.ends_at):
            return True
        is_second_hour = self.end_fold and not self.start_fold and not self.ends_next_day
        return is_second_hour or self.ends_next_day == (self.ends_at <= self.starts_at)

    def overlaps(self, other: "HasTimes") -> bool:
        """Tell whether this session and ``other`` share some time; both need day, start and end."""
        # As instants: what has the same time zone, Python compares by the hands of its clock.
        starts, ends, other_starts, other_ends = (
            instant.astimezone(UTC) for instant in (self.starts, self.ends, other.starts, other.ends)
        )
        return starts < other_ends and other_starts < ends
