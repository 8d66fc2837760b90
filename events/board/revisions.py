"""Keeping what the board does in the conference's history, for a fraction of what a whole snapshot costs.

What one person does in one sitting is one revision, as where a form saves itself. A move changes a few fields of a few
sessions: the database writes them into the snapshot that it has, and no process reads the other sessions.
"""

import json
from datetime import timedelta
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from civitas_cms.newsroom.models import Presence
from civitas_cms.publishing.models import Revision
from civitas_cms.publishing.revisions import saving, snapshots
from civitas_cms.publishing.revisions.saving import PAUSE_BETWEEN_SITTINGS, Changes
from events.models import Conference, Session

from .places import FIELDS

_REVISION, _PRESENCE = Revision._meta.db_table, Presence._meta.db_table
#: Sessions come in a snapshot in the order of the model. ``changes`` has, by a session's key, fields before and after.
_PATCH = f"""
WITH latest AS (
    SELECT revision.*, happened = 'saved_as_written' AND made_by_id = %(by)s AND made_at > %(sitting_began)s
        AND NOT EXISTS (
            SELECT FROM {_PRESENCE} AS presence
            WHERE presence.content_type_id = revision.content_type_id AND presence.object_id = revision.object_id
                AND presence.opened_at >= revision.made_at
        ) AS is_same_sitting
    FROM {_REVISION} AS revision
    WHERE content_type_id = %(type)s AND object_id = %(conference)s ORDER BY number DESC LIMIT 1
), nodes AS MATERIALIZED (
    SELECT node, change.value AS change
    FROM latest, jsonb_array_elements(snapshot #> '{{content,parts,sessions}}') AS node
        LEFT JOIN jsonb_each(%(changes)s::jsonb) AS change ON change.key = node ->> 'key'
), written AS (
    SELECT CASE WHEN change IS NULL THEN node
        ELSE jsonb_set(node, '{{fields}}', node -> 'fields' || (change -> 'after')) END AS node
    FROM nodes
), patched AS (
    SELECT jsonb_agg(
        node ORDER BY node #> '{{fields,starts_next_day}}', node #>> '{{fields,starts_at}}',
            node #> '{{fields,ends_next_day}}', node #>> '{{fields,ends_at}}', (node ->> 'key')::bigint
    ) AS sessions
    FROM written
    HAVING %(number)s = (
        SELECT count(*) FROM nodes WHERE change IS NOT NULL AND node -> 'fields' @> (change -> 'before')
    )
), rewritten AS (
    UPDATE {_REVISION} AS revision
    SET snapshot = jsonb_set(revision.snapshot, '{{content,parts,sessions}}', sessions), made_at = %(now)s,
        rewrites = revision.rewrites + 1
    FROM latest, patched WHERE is_same_sitting AND revision.id = latest.id
    RETURNING revision.id
), added AS (
    INSERT INTO {_REVISION} (
        content_type_id, object_id, number, title, state, snapshot, made_at, made_by_id, happened, comment, rewrites
    )
    SELECT content_type_id, object_id, number + 1, title, state,
        jsonb_set(snapshot, '{{content,parts,sessions}}', sessions), %(now)s, %(by)s, 'saved_as_written', '', 0
    FROM latest, patched WHERE NOT is_same_sitting
    RETURNING id
)
SELECT (SELECT count(*) FROM rewritten), (SELECT count(*) FROM added)
"""  # noqa: S608 - the names of tables of ours


def placing_values(session: Session) -> dict[str, Any]:
    """Return where and when ``session`` is as snapshots have it."""
    return {name: snapshots.stored_value(Session._meta.get_field(name), session) for name in FIELDS}


def note_moves(conference: Conference, by: User, changes: dict[int, tuple[dict[str, Any], dict[str, Any]]]) -> None:
    """Note in the history what ``by`` is about to do to sessions, by their keys: ``placing_values`` before and after.

    Call it in the transaction that moves them, before it does. The conference is locked.
    """
    if not _patch(conference, by, changes):
        # What is there is not what the history has: a program has changed it, or it is older than the history.
        saving.save_state_as_found(conference)
        if not _patch(conference, by, changes):
            raise RuntimeError("The history does not have a session that is there.")


def _patch(conference: Conference, by: User, changes: dict[int, tuple[dict[str, Any], dict[str, Any]]]) -> bool:
    now = timezone.now()
    arguments: dict[str, Any] = {
        "by": by.pk,
        "now": now,
        "sitting_began": now - PAUSE_BETWEEN_SITTINGS,
        "type": ContentType.objects.get_for_model(conference).pk,
        "conference": conference.pk,
        "changes": json.dumps({key: {"before": before, "after": after} for key, (before, after) in changes.items()}),
        "number": len(changes),
    }
    with connection.cursor() as cursor:
        cursor.execute(_PATCH, arguments)
        rewritten, added = cursor.fetchone()
    if added:
        _log(conference, by)
    return bool(rewritten or added)


def before_writing(conference: Conference) -> Revision:
    """Return the latest revision, before what it has is changed by more than moves."""
    return saving.save_state_as_found(conference)


def note_writing(latest: Revision, conference: Conference, by: User, changes: Changes) -> None:
    """Note in the history what ``by`` has changed since the ``latest`` revision."""
    is_needed = Presence.objects.filter(
        content_type=latest.content_type_id, object_id=conference.pk, opened_at__gte=latest.made_at
    ).exists()
    revision = saving.save_as_written(latest, conference, by, changes, is_needed=is_needed)
    if not revision.rewrites:
        _log(conference, by)


def note_author(conference: Conference, by: User) -> None:
    """Let the conference say who has changed it last, and when, to the minute."""
    now = timezone.now()
    if conference.updated_by_id != by.pk or conference.updated_at < now - timedelta(minutes=1):
        Conference.objects.filter(pk=conference.pk).update(updated_at=now, updated_by=by)
        conference.updated_at, conference.updated_by = now, by


def _log(conference: Conference, by: User) -> None:
    LogEntry.objects.log_actions(by.pk, [conference], CHANGE, _("Programme arranged on the board"), single_object=True)
