"""What the tests of importing share."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from civitas_cms.publishing.models import State
from events.exchange.applying import apply
from events.exchange.planning import plan
from events.exchange.reading import Frame, read_bytes
from tests.factories import ConferenceFactory, UserFactory

FILES = Path(__file__).parent / "files"
BERLIN = ZoneInfo("Europe/Berlin")
FIRST, LAST = date(2040, 10, 27), date(2040, 10, 28)
FRAME = Frame(BERLIN, FIRST, LAST)


def read(text, name="", frame=FRAME):
    """Return the programme in ``text``."""
    return read_bytes(text if isinstance(text, bytes) else text.encode(), name, frame)


def file(name):
    """Return the content of one of our files."""
    return (FILES / name).read_bytes()


def draft(**values):
    """Return a draft of a conference in the autumn in which clocks go back on its second day."""
    values = {"starts_on": FIRST, "ends_on": LAST, "timezone": BERLIN, "state": State.DRAFT} | values
    return ConferenceFactory(**values)


def superuser():
    """Return somebody who may do everything."""
    return UserFactory(is_staff=True, is_superuser=True)


def planned(content, conference, name="", **options):
    """Return what would become of ``content`` in ``conference``."""
    return plan(read(content, name, Frame.of(conference)), conference, **options)


def take_in(content, conference, by=None, name="", **options):
    """Import ``content`` into ``conference``, and return what was done."""
    return apply(planned(content, conference, name), by or superuser(), **options)
