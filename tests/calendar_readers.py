"""Independent readers of iCalendar files: what each takes the events to last, as UTC instants or dates, by UID."""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import ics
import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

#: ical.js, on which Thunderbird is built, is run by node where both are there: `make lint` installs them.
ICAL_JS = Path(__file__).resolve().parent.parent / "node_modules" / "ical.js"
NODE = Path(sys.executable).parent / "node"
READ_WITH_ICAL_JS = """
import ICAL from %s;
import { readFileSync } from "node:fs";
const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const events = {};
for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
for (const component of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(component);
    const text = (time) => time.isDate ? time.toString() : time.toJSDate().toISOString();
    events[event.uid] = [text(event.startDate), text(event.endDate)];
}
console.log(JSON.stringify(events));
"""


def _utc(moment):
    return moment.astimezone(datetime.UTC) if isinstance(moment, datetime.datetime) else moment


def icalendar_reader(text):
    events = Calendar.from_ical(text).walk("VEVENT")
    return {str(event["UID"]): (_utc(event["DTSTART"].dt), _utc(event["DTEND"].dt)) for event in events}


def vobject_reader(text):
    calendar = vobject.readOne(text)
    events = calendar.contents.get("vevent", [])
    return {event.uid.value: (_utc(event.dtstart.value), _utc(event.dtend.value)) for event in events}


def ics_reader(text):
    def moment(event, instant):
        return instant.date() if event.all_day else _utc(instant.datetime)

    day = datetime.timedelta(days=1)
    return {
        event.uid: (
            moment(event, event.begin),
            # It counts the last day of what lasts whole days as part of it.
            moment(event, event.end) if not event.all_day else moment(event, event.begin) + max(event.duration, day),
        )
        for event in ics.Calendar(text).events
    }


def ical_reader(text):
    calendar = IcsCalendarStream.calendar_from_ics(text)
    return {event.uid: (_utc(event.dtstart), _utc(event.dtend)) for event in calendar.events}


def ical_js_reader(text):
    script = READ_WITH_ICAL_JS % json.dumps(str(next(ICAL_JS.glob("dist/ical.js"))))
    command = [NODE, "--input-type=module", "--eval", script]
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)

    def moment(text):
        return datetime.date.fromisoformat(text) if len(text) == 10 else datetime.datetime.fromisoformat(text)

    return {uid: (moment(start), moment(end)) for uid, (start, end) in json.loads(done.stdout).items()}


READERS = [icalendar_reader, vobject_reader, ics_reader, ical_reader]
if ICAL_JS.exists() and NODE.exists():
    READERS.append(ical_js_reader)
