"""Makers of test data.

Each makes the least that is valid; a test names only what it is about. Publishable things are public, conferences lie
far in the future.
"""

from datetime import UTC, date, datetime, time, timedelta

import factory
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from factory import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory, ImageField, Password
from taggit.models import Tag

from articles import models as articles
from civitas_cms.library.models import Document, Picture
from civitas_cms.pages import models as pages
from civitas_cms.publishing.models import State, Transition
from events import models as events

PUBLISHED_AT = datetime(2024, 1, 1, tzinfo=UTC)
FIRST_DAY = date(2040, 6, 12)
SUMMARY = "Forty towns compare what their first year of car-free school streets has taught them."
#: The smallest PDF that still is one.
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"


def many_to_many(name):
    """Let a factory take a list for the many-to-many field ``name``."""

    def choose(instance, create, chosen, **kwargs):
        if create and chosen:
            getattr(instance, name).set(chosen)

    return factory.post_generation(choose)


class Factory(DjangoModelFactory):
    """What all factories share: many-to-many fields need no second save."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True


# People who work with the site, and its library ----------------------------------------------------------------------


#: Everybody has the same.
PASSWORD = "correct horse battery staple"


class UserFactory(Factory):
    class Meta:
        model = settings.AUTH_USER_MODEL

    username = Sequence("user-{}".format)
    password = Password(PASSWORD)


def staff(*roles, **values):
    """Return somebody who may sign in to the admin, with the ``roles``, names of groups."""
    user = UserFactory(is_staff=True, **values)
    user.groups.set([Group.objects.get(name=role) for role in roles])
    return user


class PictureFactory(Factory):
    class Meta:
        model = Picture

    title = Sequence("Picture {}".format)
    image = ImageField(width=40, height=30)
    alternative_text = "A tram in front of a town hall"


class DocumentFactory(Factory):
    class Meta:
        model = Document

    title = Sequence("Document {}".format)
    file = LazyFunction(lambda: ContentFile(PDF, name="programme.pdf"))


# Pages and what the whole site says about itself ----------------------------------------------------------------------


class PublishableFactory(Factory):
    class Meta:
        abstract = True

    slug = Sequence("address-{}".format)
    state = State.PUBLISHED
    publish_at = PUBLISHED_AT


class BlockFactory(Factory):
    """A block at the end of its page's body; pass the page as ``parent``."""

    class Meta:
        abstract = True

    region = "main"
    ordering = Sequence(lambda number: 10 * (number + 1))


class PageFactory(PublishableFactory):
    class Meta:
        model = pages.Page

    title = Sequence("Page {}".format)


class PageRichTextFactory(BlockFactory):
    class Meta:
        model = pages.RichText

    parent = SubFactory(PageFactory)
    text = "<p>Some text</p>"


class PagePictureFactory(BlockFactory):
    class Meta:
        model = pages.PagePicture

    parent = SubFactory(PageFactory)
    picture = SubFactory(PictureFactory)


class PageGalleryFactory(BlockFactory):
    class Meta:
        model = pages.Gallery

    parent = SubFactory(PageFactory)
    pictures = many_to_many("pictures")


class PageTableFactory(BlockFactory):
    class Meta:
        model = pages.Table

    parent = SubFactory(PageFactory)
    caption = "Trams by city"
    content = "City | Trams\nGhent | 4"


class PageLinkFactory(BlockFactory):
    class Meta:
        model = pages.Link

    parent = SubFactory(PageFactory)
    text = "Learn more about NetZeroCities"
    url = "https://netzerocities.example/"


class PageVideoFactory(BlockFactory):
    class Meta:
        model = pages.Video

    parent = SubFactory(PageFactory)
    title = "The city in one minute"
    url = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


class PageDownloadFactory(BlockFactory):
    class Meta:
        model = pages.Download

    parent = SubFactory(PageFactory)
    document = SubFactory(DocumentFactory)


class SiteSettingsFactory(Factory):
    class Meta:
        model = pages.SiteSettings
        django_get_or_create = ["id"]

    id = 1


class FooterBadgeFactory(Factory):
    class Meta:
        model = pages.FooterBadge

    site = SubFactory(SiteSettingsFactory)
    title = Sequence("Badge {}".format)
    picture = SubFactory(PictureFactory)


def shown_picture(**values):
    """Return a picture that visitors see: in a badge at the foot of each page."""
    return FooterBadgeFactory(picture=PictureFactory(**values)).picture


class SocialLinkFactory(Factory):
    class Meta:
        model = pages.SocialLink

    site = SubFactory(SiteSettingsFactory)
    title = Sequence("Network {}".format)
    url = "https://social.example/@initiative"


class MenuItemFactory(Factory):
    """An entry of the main menu for an address; for a page pass ``page`` and an empty ``address``."""

    class Meta:
        model = pages.MenuItem

    title = Sequence("Entry {}".format)
    address = "/news/"


# People, partners and conferences ------------------------------------------------------------------------------------


class OrganisationFactory(Factory):
    class Meta:
        model = events.Organisation

    name = Sequence("Organisation {}".format)
    slug = Sequence("organisation-{}".format)


class ProjectFactory(Factory):
    class Meta:
        model = events.Project

    acronym = Sequence("PROJECT{}".format)
    slug = Sequence("project-{}".format)


class SpeakerFactory(Factory):
    class Meta:
        model = events.Speaker

    given_name = "Ana"
    family_name = Sequence("Speaker {}".format)
    slug = Sequence("speaker-{}".format)


class ConferenceFactory(PublishableFactory):
    """A conference of two days, unless ``ends_on`` says otherwise."""

    class Meta:
        model = events.Conference

    title = Sequence("Conference {}".format)
    starts_on = FIRST_DAY
    ends_on = LazyAttribute(lambda conference: conference.starts_on + timedelta(days=1))


class ConferenceOrganisationFactory(Factory):
    class Meta:
        model = events.ConferenceOrganisation

    conference = SubFactory(ConferenceFactory)
    organisation = SubFactory(OrganisationFactory)


class ConferenceProjectFactory(Factory):
    class Meta:
        model = events.ConferenceProject

    conference = SubFactory(ConferenceFactory)
    project = SubFactory(ProjectFactory)


class DayFactory(Factory):
    """The first day of its conference, unless ``date`` says otherwise."""

    class Meta:
        model = events.Day

    conference = SubFactory(ConferenceFactory)
    date = LazyAttribute(lambda day: day.conference.starts_on)


class RoomFactory(Factory):
    class Meta:
        model = events.Room

    conference = SubFactory(ConferenceFactory)
    name = Sequence("Room {}".format)


class TrackFactory(Factory):
    class Meta:
        model = events.Track

    conference = SubFactory(ConferenceFactory)
    name = Sequence("Track {}".format)


class SessionFactory(Factory):
    """A session from nine to ten. Its conference is its day's: pass ``day`` or ``day__conference``."""

    class Meta:
        model = events.Session

    day = SubFactory(DayFactory)
    title = Sequence("Session {}".format)
    slug = Sequence("session-{}".format)
    starts_at = time(9)
    ends_at = time(10)
    materials = many_to_many("materials")


class FurtherRoomFactory(Factory):
    class Meta:
        model = events.FurtherRoom

    session = SubFactory(SessionFactory)
    room = SubFactory(RoomFactory)


class SessionItemFactory(Factory):
    class Meta:
        model = events.SessionItem

    session = SubFactory(SessionFactory)
    title = Sequence("Item {}".format)
    materials = many_to_many("materials")


class AppearanceFactory(Factory):
    class Meta:
        model = events.Appearance

    session = SubFactory(SessionFactory)
    speaker = SubFactory(SpeakerFactory)


# News ----------------------------------------------------------------------------------------------------------------


class TagFactory(Factory):
    class Meta:
        model = Tag

    name = Sequence("Subject {}".format)
    slug = Sequence("subject-{}".format)


class ArticleFactory(PublishableFactory):
    class Meta:
        model = articles.Article

    title = Sequence("Article {}".format)
    authors = many_to_many("authors")
    conferences = many_to_many("conferences")
    projects = many_to_many("projects")
    related_articles = many_to_many("related_articles")
    tags = many_to_many("tags")


class RichTextFactory(BlockFactory):
    class Meta:
        model = articles.RichText

    parent = SubFactory(ArticleFactory)
    text = "<p>Some text</p>"


class QuoteFactory(BlockFactory):
    class Meta:
        model = articles.Quote

    parent = SubFactory(ArticleFactory)
    words = "The city belongs to the people who walk in it."
    speaker = SubFactory(SpeakerFactory)


class ArticlePictureFactory(BlockFactory):
    class Meta:
        model = articles.ArticlePicture

    parent = SubFactory(ArticleFactory)
    picture = SubFactory(PictureFactory)


class GalleryFactory(BlockFactory):
    class Meta:
        model = articles.Gallery

    parent = SubFactory(ArticleFactory)
    pictures = many_to_many("pictures")


class PartnerProjectsFactory(BlockFactory):
    class Meta:
        model = articles.PartnerProjects

    parent = SubFactory(ArticleFactory)
    projects = many_to_many("projects")


class TableFactory(BlockFactory):
    class Meta:
        model = articles.Table

    parent = SubFactory(ArticleFactory)
    caption = "Trams by city"
    content = "City | Trams\nGhent | 4"


class LinkFactory(BlockFactory):
    class Meta:
        model = articles.Link

    parent = SubFactory(ArticleFactory)
    text = "Learn more about NetZeroCities"
    url = "https://netzerocities.example/"


class VideoFactory(BlockFactory):
    class Meta:
        model = articles.Video

    parent = SubFactory(ArticleFactory)
    title = "The city in one minute"
    url = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


class DownloadFactory(BlockFactory):
    class Meta:
        model = articles.Download

    parent = SubFactory(ArticleFactory)
    document = SubFactory(DocumentFactory)


def public_person(**values):
    """Return a person whom visitors see, as the author of an article."""
    person = SpeakerFactory(**values)
    ArticleFactory(authors=[person])
    person.refresh_from_db()
    return person


class TransitionFactory(Factory):
    class Meta:
        model = Transition


# What is ready for the public ----------------------------------------------------------------------------------------


def ready_article(**values):
    """Return an article that can be published; a draft, unless ``values`` say otherwise."""
    article = ArticleFactory(**{"state": State.DRAFT, "publish_at": None, "summary": SUMMARY} | values)
    RichTextFactory(parent=article)
    return article


def ready_page(**values):
    """Return a page that can be published; a draft, unless ``values`` say otherwise."""
    page = PageFactory(**{"state": State.DRAFT, "publish_at": None, "summary": SUMMARY} | values)
    PageRichTextFactory(parent=page)
    return page


def ready_conference(**values):
    """Return a conference that can be published; a draft, unless ``values`` say otherwise."""
    return ConferenceFactory(**{"state": State.DRAFT, "publish_at": None, "summary": SUMMARY, "city": "Turku"} | values)
