"""URLs of events, people and partners."""

from django.urls import path, re_path

from civitas_cms.discovery.feeds import AtomFeed, JsonFeed, RssFeed

from . import calendar_views, changes, directories, programme_views, track_colours, views

urlpatterns = [
    path("events/", views.ConferenceList.as_view(), name="conference-list"),
    path("events/calendar.ics", calendar_views.upcoming_calendar, name="calendar"),
    path("events/calendar/", views.CalendarMonth.as_view(), name="calendar-now"),
    re_path(
        r"^events/calendar/(?P<year>[1-9][0-9]{3})/(?P<month>[1-9]|1[0-2])/$",
        views.CalendarMonth.as_view(),
        name="calendar-month",
    ),
    path("events/<slug:slug>.ics", calendar_views.ConferenceCalendar.as_view(), name="conference-calendar"),
    path("events/<slug:slug>/schedule.json", views.ConferenceSchedule.as_view(), name="conference-schedule-json"),
    path("events/<slug:slug>/schedule.xml", views.ConferenceScheduleXML.as_view(), name="conference-schedule-xml"),
    path(
        "events/<slug:slug>/programme/people/", programme_views.PeopleOfConference.as_view(), name="conference-people"
    ),
    path(
        "events/<slug:slug>/programme/calendars/",
        calendar_views.CalendarsOfConference.as_view(),
        name="conference-calendars",
    ),
    path("events/<slug:slug>/programme/print/", programme_views.PrintedProgramme.as_view(), name="programme-print"),
    path("events/<slug:slug>/programme/tracks.css", track_colours.TrackColours.as_view(), name="track-colours"),
    path("events/<slug:slug>/programme/changes/", changes.ProgrammeChanges.as_view(), name="programme-changes"),
    path("events/<slug:slug>/programme/changes.atom", changes.changes_feed(AtomFeed), name="programme-changes-atom"),
    path("events/<slug:slug>/programme/changes.rss", changes.changes_feed(RssFeed), name="programme-changes-rss"),
    path(
        "events/<slug:slug>/programme/changes.json",
        changes.changes_feed(JsonFeed),
        name="programme-changes-json-feed",
    ),
    path("events/<slug:slug>/programme/chosen.ics", calendar_views.ChosenCalendar.as_view(), name="chosen-calendar"),
    path("events/<slug:slug>/programme/<slug:date>.ics", calendar_views.DayCalendar.as_view(), name="day-calendar"),
    path("events/<slug:slug>/rooms/<int:pk>.ics", calendar_views.RoomCalendar.as_view(), name="room-calendar"),
    path("events/<slug:slug>/tracks/<int:pk>.ics", calendar_views.TrackCalendar.as_view(), name="track-calendar"),
    path("events/<slug:slug>/programme/<slug:date>/", programme_views.DayDetail.as_view(), name="day"),
    path("events/<slug:slug>/my-programme/", programme_views.MyProgramme.as_view(), name="my-programme"),
    path("events/<slug:slug>/", views.ConferenceDetail.as_view(), name="conference"),
    path(
        "events/<slug:conference__slug>/<slug:slug>.ics",
        calendar_views.SessionCalendar.as_view(),
        name="session-calendar",
    ),
    path("events/<slug:conference__slug>/<slug:slug>/", views.SessionDetail.as_view(), name="session"),
    path("people/", directories.SpeakerList.as_view(), name="speaker-list"),
    path("people/<slug:slug>.ics", calendar_views.SpeakerCalendar.as_view(), name="speaker-calendar"),
    path("people/<slug:slug>/", views.SpeakerDetail.as_view(), name="speaker"),
    path("projects/", directories.ProjectList.as_view(), name="project-list"),
    path("projects/<slug:slug>.ics", calendar_views.ProjectCalendar.as_view(), name="project-calendar"),
    path("projects/<slug:slug>/", views.ProjectDetail.as_view(), name="project"),
    path("organisations/", directories.OrganisationList.as_view(), name="organisation-list"),
    path("places/", directories.PlaceList.as_view(), name="place-list"),
    path("places/<slug:country>.ics", calendar_views.place_calendar, name="country-calendar"),
    path("places/<slug:country>/<slug:city>.ics", calendar_views.place_calendar, name="city-calendar"),
    path("places/<slug:country>/", directories.PlaceDetail.as_view(), name="country"),
    path("places/<slug:country>/<slug:city>/", directories.PlaceDetail.as_view(), name="city"),
    path("organisations/<slug:slug>/", views.OrganisationDetail.as_view(), name="organisation"),
]
