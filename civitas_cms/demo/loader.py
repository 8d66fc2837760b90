"""The hand-written part of the demonstration: from the files in ``content/`` to rows.

Where the public sources are silent, the content fills in: the times, the rooms and all sessions without named people of
"Mission in Progress" are illustrative, and the two conferences to come are invented. Their descriptions say so.
"""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from taggit.models import Tag

from articles import models as articles
from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.library.models import Document, Picture
from civitas_cms.pages import models as pages
from civitas_cms.publishing.models import State
from events.models import (
    Appearance,
    Conference,
    ConferenceOrganisation,
    ConferenceProject,
    Day,
    Organisation,
    PartnerRole,
    Project,
    Room,
    Session,
    Speaker,
    Track,
)

from . import documents, picture_library
from .content import read, read_all

NEWSROOM = ZoneInfo("Europe/Brussels")
ANNOUNCED_BEFORE = timedelta(days=120)  # how long before its first day a conference is made public
TUESDAY = 1

ARTICLE_BLOCKS = {
    "text": articles.RichText,
    "quote": articles.Quote,
    "picture": articles.ArticlePicture,
    "gallery": articles.Gallery,
    "table": articles.Table,
    "projects": articles.PartnerProjects,
    "link": articles.Link,
    "video": articles.Video,
    "download": articles.Download,
}
PAGE_BLOCKS = {
    "text": pages.RichText,
    "picture": pages.PagePicture,
    "gallery": pages.Gallery,
    "table": pages.Table,
    "link": pages.Link,
    "video": pages.Video,
    "download": pages.Download,
}


def is_empty() -> bool:
    """Tell whether the site has no article, no conference and no page yet."""
    return not any(model.objects.exists() for model in (articles.Article, Conference, pages.Page))


@unit_of_work()
def load() -> None:
    """Load the demonstration. What is there already, by its slug or its name, stays exactly as it is."""
    partners, pictures = read("partners"), read("pictures")
    desk = Desk(
        pictures=picture_library.store(pictures["pictures"], credit=pictures["credit"]),
        documents=documents.store(read("documents")["documents"]),
    )
    for organisation in partners["organisations"]:
        desk.find_or_make(Organisation, "name", logo=f"logo-{organisation['slug']}", **organisation)
    for project in partners["projects"]:
        desk.find_or_make(Project, "acronym", logo=f"logo-{project['slug']}", **project)
    for person in read("people")["people"]:
        desk.find_or_make(Speaker, **person)
    for conference in read_all("conferences"):
        load_conference(desk, **conference)
    load_articles(desk, read_all("articles"))
    for page in read_all("pages"):
        load_page(desk, **page)
    load_site(desk, read("site"))


class Desk:
    """Makes rows from plain values: a string stands for a row where the field leads to another model.

    ``pictures`` and ``documents`` are those of the demonstration, by name.
    """

    def __init__(self, pictures: dict[str, Picture], documents: dict[str, Document]):
        self.shelves = defaultdict(dict, {Picture: pictures, Document: documents})

    def find_or_make(self, model, *other_names, slug, **values):
        """Return the row with the slug, or with one of the ``other_names`` (unique fields), and whether it is new."""
        same = Q(slug=slug)
        for name in other_names:
            same |= Q((name, values[name]))
        row = model.objects.filter(same).first()
        is_new = row is None
        self.shelves[model][slug] = row or self.make(model, slug=slug, **values)
        return self.shelves[model][slug], is_new

    def make(self, model, **values):
        """Return a new row that obeys the model's rules; raises ValidationError if the values do not."""
        fields = {name: model._meta.get_field(name) for name in values}
        lists = {name: values.pop(name) for name, field in fields.items() if field.many_to_many}
        row = model(**{name: self._look_up(fields[name], value) for name, value in values.items()})
        row.full_clean()
        row.save()
        for name, keys in lists.items():
            getattr(row, name).set([self._look_up(fields[name], key) for key in keys])
        return row

    def _look_up(self, field, value):
        model = field.related_model
        if not (field.is_relation and isinstance(value, str)) or model is Tag:
            return value
        if model is Session:
            conference, _slash, session = value.partition("/")
            return Session.objects.filter(conference__slug=conference, slug=session).first()
        return self.shelves[model][value]


def load_conference(
    desk, *, slug, days, rooms=(), tracks=(), organisations=(), projects=(), organisers=(), **values
) -> None:
    """Load a conference with its partners, rooms, tracks and days."""
    values |= _dates(**{name: values.pop(name) for name in RELATIVE_DATES if name in values})
    conference, is_new = desk.find_or_make(
        Conference, slug=slug, state=State.PUBLISHED, publish_at=_announcement(values["starts_on"]), **values
    )
    if not is_new:
        return
    organisers = [{"organisation": organiser, "role": PartnerRole.ORGANISER} for organiser in organisers]
    for order, part in enumerate([*organisers, *organisations], start=1):
        desk.make(ConferenceOrganisation, conference=conference, order=order, **part)
    for order, part in enumerate(projects, start=1):
        desk.make(ConferenceProject, conference=conference, order=order, **part)
    places = {
        (model, place["name"]): desk.make(model, conference=conference, order=order, **place)
        for model, descriptions in [(Room, rooms), (Track, tracks)]
        for order, place in enumerate(descriptions, start=1)
    }
    for number, day in enumerate(days):
        load_day(desk, conference, places, conference.starts_on + timedelta(days=number), **day)


def load_day(desk, conference, places, day_date, sessions=(), **values) -> None:
    """Load a day with its sessions and who appears in them, all with the position that the person has in ``people``."""
    day = desk.make(Day, conference=conference, date=day_date, **values)
    for description in sessions:
        speakers = description.pop("speakers", [])
        session = desk.make(
            Session,
            conference=conference,
            day=day,
            slug=slugify(description["title"]),
            starts_at=description.pop("from"),
            ends_at=description.pop("to"),
            room=places.get((Room, description.pop("room", None))),
            track=places.get((Track, description.pop("track", None))),
            **description,
        )
        for order, speaker in enumerate(speakers, start=1):
            desk.make(Appearance, session=session, speaker=speaker, order=order)


def load_articles(desk, descriptions: list[dict]) -> None:
    """Load the articles with their bodies, and then lead from each new one to those related to it."""
    related = {}
    for description in descriptions:
        body, related_slugs = description.pop("body"), description.pop("related_articles")
        publish_at = timezone.make_aware(description.pop("publish_at"), NEWSROOM)
        article, is_new = desk.find_or_make(
            articles.Article, state=State.PUBLISHED, publish_at=publish_at, **description
        )
        if is_new:
            _fill(desk, article, ARTICLE_BLOCKS, body)
            related[article] = related_slugs
    for article, slugs in related.items():
        article.related_articles.set([articles.Article.objects.get(slug=slug) for slug in slugs])


def load_page(desk, *, body, **values) -> None:
    """Load a plain page with its body."""
    page, is_new = desk.find_or_make(pages.Page, state=State.PUBLISHED, publish_at=timezone.now(), **values)
    if is_new:
        _fill(desk, page, PAGE_BLOCKS, body)


def load_site(desk, site: dict) -> None:
    """Load settings, badges and links unless there are settings; load each menu unless it has an entry."""
    settings, is_new = pages.SiteSettings.objects.get_or_create(
        pk=pages.SiteSettings.singleton_instance_id, defaults=site["settings"]
    )
    if is_new:
        for model, descriptions in [(pages.FooterBadge, site["badges"]), (pages.SocialLink, site["social_links"])]:
            for order, description in enumerate(descriptions, start=1):
                desk.make(model, site=settings, order=order, **description)
    for menu, items in site["menus"].items():
        if not pages.MenuItem.objects.filter(menu=menu).exists():
            for order, item in enumerate(items, start=1):
                desk.make(pages.MenuItem, menu=menu, order=order, **item)


RELATIVE_DATES = ("starts_in_weeks", "length", "registration_closes_weeks_before")


def _dates(starts_in_weeks=None, length=1, registration_closes_weeks_before=None):
    """Return the dates of a conference that begins on a Tuesday, so many weeks from now; none if weeks is None."""
    if starts_in_weeks is None:
        return {}
    today = timezone.localdate()
    starts_on = today + timedelta(weeks=starts_in_weeks, days=TUESDAY - today.weekday())
    dates = {"starts_on": starts_on, "ends_on": starts_on + timedelta(days=length - 1)}
    if registration_closes_weeks_before:
        dates["registration_closes_on"] = starts_on - timedelta(weeks=registration_closes_weeks_before)
    return dates


def _announcement(starts_on: date) -> datetime:
    announced = datetime.combine(starts_on - ANNOUNCED_BEFORE, time(12), tzinfo=NEWSROOM)
    return min(announced, timezone.now())


def _fill(desk, parent: models.Model, kinds, body):
    for position, block in enumerate(body, start=1):
        desk.make(kinds[block.pop("kind")], parent=parent, region="main", ordering=position * 10, **block)
