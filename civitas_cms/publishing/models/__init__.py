"""What every published thing has in common, and what is kept of its past."""

from civitas_cms.delivery.redirects import Redirect

from .clock_changes import is_ambiguous, is_skipped, refuse_skipped, words_on_ambiguous
from .identified import Identified, identity_of
from .merge import Merge, merges_of, successors, uniqueness_besides
from .named import Named, NamedQuerySet, PeriodsField, Released, ReleasedQuerySet
from .plausible import plausible_dates, validate_plausible_date
from .publishable import Publishable, PublishableQuerySet, item_of
from .revision import DELETION_EVENTS, VERSION_PATTERN, Revision, RevisionEvent
from .schedule import IS_PUBLISHED, EffectiveState, State, is_public, is_withdrawn, when_modified
from .share_link import ShareLink
from .transition import Transition

__all__ = [
    "DELETION_EVENTS",
    "IS_PUBLISHED",
    "VERSION_PATTERN",
    "EffectiveState",
    "Identified",
    "Merge",
    "Named",
    "NamedQuerySet",
    "PeriodsField",
    "Publishable",
    "PublishableQuerySet",
    "Redirect",
    "Released",
    "ReleasedQuerySet",
    "Revision",
    "RevisionEvent",
    "ShareLink",
    "State",
    "Transition",
    "identity_of",
    "is_ambiguous",
    "is_public",
    "is_skipped",
    "is_withdrawn",
    "item_of",
    "merges_of",
    "plausible_dates",
    "refuse_skipped",
    "successors",
    "uniqueness_besides",
    "validate_plausible_date",
    "when_modified",
    "words_on_ambiguous",
]
