"""Doing what a plan says: all of it in one transaction, or nothing."""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain
from typing import Any, cast

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils.translation import gettext as _

from civitas_cms.delivery.unit_of_work import participant, unit_of_work
from civitas_cms.postgresql.progress import Report, unreported
from civitas_cms.publishing.models import RevisionEvent
from civitas_cms.publishing.revisions import saving, snapshots
from civitas_cms.publishing.revisions.working_copies import can_have_working_copy, make_working_copy
from civitas_cms.publishing.workflow.permissions import may_change
from civitas_cms.search.indexing import Changes
from events.models import (
    Appearance,
    Conference,
    Day,
    EventStatus,
    FurtherRoom,
    Organisation,
    Room,
    Session,
    SessionItem,
    SessionLink,
    Speaker,
    Track,
)
from events.programme import DEFERRABLE_CONSTRAINTS

from .plan import Plan, WhatIsGone
from .planning import plan as plan_import
from .steps import Step

BATCH = 500


class NotPossible(Exception):  # noqa: N818 - named for what is said to people
    """A plan cannot be carried out. Its text says why."""


def apply(plan: Plan, by: User, *, skip_errors: bool = False, comment: str = "", report: Report = unreported) -> Plan:
    """Do what ``plan`` says, and return what was done; its ``target`` is the conference or the working copy.

    A conference that is public is changed in its working copy. With ``skip_errors`` the rest comes in where something
    cannot. ``report`` is told now and then at which ``Step`` it is, and with how many sessions of how many.

    Raises ``NotPossible`` if there are errors, or if something is not any more what the plan was made of, and
    PermissionDenied if ``by`` may not change the conference.
    """
    if plan.errors and not skip_errors:
        raise NotPossible(_("Some of it cannot come in, so nothing was imported."))
    report(Step.CHECKING, 0, 0)
    with unit_of_work():
        target = _target(plan.conference, by)
        snapshots.lock([target])
        target.refresh_from_db()
        present = plan_import(plan.programme, target, plan.what_is_gone, partial(report, Step.CHECKING))
        if present.lines != plan.lines:
            raise NotPossible(_("The programme has been changed meanwhile. Look at what would become of it now."))
        if present.changes_nothing:
            return present
        saving.save_state_as_found(target)
        _Writer(present, by, partial(report, Step.WRITING)).write()
        report(Step.FINISHING, 0, 0)
        saving.save_revision(target, by, RevisionEvent.CHANGED, comment or _("Programme imported"))
        LogEntry.objects.log_actions(by.pk, [target], CHANGE, comment or _("Programme imported"), single_object=True)
    return present


def _target(conference: Conference, by: User) -> Conference:
    if can_have_working_copy(conference):
        return make_working_copy(conference, by)  # type: ignore[return-value] # of the same model
    if not may_change(by, conference):
        raise PermissionDenied
    return conference


class _Writer:
    def __init__(self, plan: Plan, by: User, report: Callable[[int, int], None]) -> None:
        self.plan, self.by, self.report = plan, by, report

    def write(self) -> None:
        """Write all rows; the rules of the programme are checked at the end."""
        names = ", ".join([*DEFERRABLE_CONSTRAINTS, "one_session_per_origin"])
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS {names} DEFERRED")
            self._write_conference()
            self._write_places()
            self._write_people()
            self._write_sessions()
            self._write_appearances()
            self._write_links()
            self._write_further_rooms()
            self._write_gone()
            cursor.execute(f"SET CONSTRAINTS {names} IMMEDIATE")
        self._note_for_search()

    def _write_conference(self) -> None:
        target = self.plan.target
        for name, value in self.plan.dates.items():
            setattr(target, name, value)
        target.updated_by = self.by
        target.save()

    def _write_places(self) -> None:
        Day.objects.bulk_create(self.plan.days)
        for model, rows, fields in ((Room, self.plan.rooms, ["capacity"]), (Track, self.plan.tracks, ["colour"])):
            _write(model, rows, fields)

    def _write_people(self) -> None:
        Organisation.objects.bulk_create(self.plan.organisations)
        for speaker in self.plan.speakers:
            speaker.organisation = speaker.organisation  # its key is known now
        fields = ["source", "source_id", "academic_title", "given_name", "family_name", "biography"]
        _write(Speaker, self.plan.speakers, fields)

    def _write_sessions(self) -> None:
        sessions = [each.session for each in self.plan.sessions if each.changed_fields or each.session.pk is None]
        for session in sessions:
            session.day, session.room, session.track = session.day, session.room, session.track
        changed = {name for planned in self.plan.sessions for name in planned.changed_fields}
        for first in range(0, len(sessions), BATCH):
            self.report(first, len(sessions))
            _write(Session, sessions[first : first + BATCH], sorted(changed))
        self.report(len(sessions), len(sessions))

    def _write_appearances(self) -> None:
        dropped = [each.pk for planned in self.plan.sessions for each in planned.dropped]
        Appearance.objects.filter(pk__in=dropped).delete()
        self._write_items()
        rows = list(chain.from_iterable(planned.appearances for planned in self.plan.sessions))
        for row in rows:
            row.session, row.speaker, row.organisation_then = row.session, row.speaker, row.organisation_then
            row.item = row.item
            if row.pk is None:
                row.fill_in_affiliation()
        _write(Appearance, rows, ["position_then", "organisation_then", "order"])

    def _write_items(self) -> None:
        dropped = [item.pk for planned in self.plan.sessions for item in planned.dropped_items]
        SessionItem.objects.filter(pk__in=dropped).delete()
        rows = list(chain.from_iterable(planned.items for planned in self.plan.sessions))
        for row in rows:
            row.session, row.conference = row.session, self.plan.target
        _write(SessionItem, rows, ["title", "abstract", "starts_after", "minutes", "order"])

    def _write_further_rooms(self) -> None:
        dropped = [further.pk for planned in self.plan.sessions for further in planned.dropped_rooms]
        FurtherRoom.objects.filter(pk__in=dropped).delete()
        rows = list(chain.from_iterable(planned.further_rooms for planned in self.plan.sessions))
        for row in rows:
            row.session, row.room = row.session, row.room
        _write(FurtherRoom, rows, ["order"])

    def _write_links(self) -> None:
        rows = list(chain.from_iterable(planned.links for planned in self.plan.sessions))
        for row in rows:
            row.session = row.session
        _write(SessionLink, rows, ["title"])

    def _write_gone(self) -> None:
        for session in self.plan.gone:
            if self.plan.what_is_gone == WhatIsGone.DELETE:
                session.delete()
            elif self.plan.what_is_gone == WhatIsGone.CANCEL:
                session.status = EventStatus.CANCELLED
                session.save()

    def _note_for_search(self) -> None:
        """Let the index know what was written past ``save``."""
        with participant(Changes) as collected:
            changes = cast(Changes, collected)
            changes.documents[Session] |= {planned.session.pk for planned in self.plan.sessions}
            changes.documents[Speaker] |= {speaker.pk for speaker in self.plan.speakers}
            changes.documents[Organisation] |= {organisation.pk for organisation in self.plan.organisations}
            changes.documents[Conference].add(self.plan.target.pk)


def _write(model: Any, rows: Iterable[Any], fields: list[str]) -> None:
    """Write ``rows``: new ones as a whole, of others the ``fields``."""
    rows = list(rows)
    new = [row for row in rows if row.pk is None]
    changed = [row for row in rows if row.pk is not None]  # before the new ones get their keys
    model.objects.bulk_create(new, batch_size=BATCH)
    if changed:
        model.objects.bulk_update(changed, fields, batch_size=BATCH)
