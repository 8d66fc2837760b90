"""A site with some of everything: for tests that look at all pages."""

from datetime import date, timedelta

from civitas_cms.delivery.unit_of_work import unit_of_work
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ArticlePictureFactory,
    ConferenceFactory,
    ConferenceOrganisationFactory,
    ConferenceProjectFactory,
    DayFactory,
    DocumentFactory,
    DownloadFactory,
    FooterBadgeFactory,
    GalleryFactory,
    LinkFactory,
    MenuItemFactory,
    OrganisationFactory,
    PageDownloadFactory,
    PageFactory,
    PageGalleryFactory,
    PageLinkFactory,
    PagePictureFactory,
    PageRichTextFactory,
    PageTableFactory,
    PageVideoFactory,
    PartnerProjectsFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    RichTextFactory,
    RoomFactory,
    SessionFactory,
    SocialLinkFactory,
    SpeakerFactory,
    TableFactory,
    TagFactory,
    TrackFactory,
    VideoFactory,
)

#: The public pages of the site that ``make_everything`` makes.
PAGES = [
    "/",
    "/news/",
    "/news/report/",
    "/tags/",
    "/tags/mobility/",
    "/events/",
    "/events/?period=past",
    "/events/forum/",
    "/events/forum/programme/2040-06-12/",
    "/events/forum/my-programme/",
    "/events/forum/programme/calendars/",
    "/events/forum/programme/print/",
    "/events/forum/programme/changes/",
    "/events/forum/opening/",
    "/people/ana/",
    "/people/",
    "/quotes/",
    "/projects/",
    "/projects/upper/",
    "/organisations/",
    "/organisations/ghent/",
    "/places/",
    "/places/be/",
    "/places/be/ghent/",
    "/about/",
    "/search/",
]


@unit_of_work()
def make_everything(number=1):
    """Make the items at ``PAGES``, each with ``number`` of everything that its page lists."""
    picture = PictureFactory()
    documents = DocumentFactory.create_batch(number)
    ghent = OrganisationFactory(slug="ghent", logo=picture, parent=OrganisationFactory(), city="Ghent", country="BE")
    OrganisationFactory.create_batch(number, parent=ghent)
    ana = SpeakerFactory(slug="ana", portrait=picture, organisation=ghent, position="Mayor")
    people = SpeakerFactory.create_batch(number, portrait=picture, organisation=ghent, position="Planner")
    upper = ProjectFactory(slug="upper", logo=picture, coordinator=ghent)
    projects = ProjectFactory.create_batch(number, logo=picture, coordinator=ghent)
    mobility = TagFactory(slug="mobility")
    tags = TagFactory.create_batch(number)

    forum = ConferenceFactory(
        slug="forum",
        lead_picture=picture,
        city="Ghent",
        country="BE",
        ends_on=date(2040, 6, 12) + timedelta(days=number),
    )
    forum.city, forum.country = "Ghent", "BE"
    forum.save()
    others = ConferenceFactory.create_batch(number, lead_picture=picture)
    past = ConferenceFactory.create_batch(number, lead_picture=picture, starts_on=date(2024, 6, 12))
    for conference in (forum, *others, *past):
        ConferenceOrganisationFactory(conference=conference, organisation=ghent)
        ConferenceProjectFactory(conference=conference, project=upper)
    for project in projects:
        ConferenceOrganisationFactory(conference=forum, organisation__logo=picture)
        ConferenceProjectFactory(conference=forum, project=project)
    for days in range(number + 1):
        day = DayFactory(conference=forum, date=forum.starts_on + timedelta(days=days))
        room, track = RoomFactory(conference=forum), TrackFactory(conference=forum)
        AppearanceFactory(session__day=day, session__room=room, session__track=track, speaker=ana)
    opening = SessionFactory(day=forum.days.first(), slug="opening", room=room, track=track, materials=documents)
    for person in (ana, *people):
        AppearanceFactory(session=opening, speaker=person)

    articles = [
        ArticleFactory(
            lead_picture=picture,
            author_organisation=ghent,
            authors=[ana],
            conferences=[forum],
            projects=[upper],
            tags=[mobility],
        )
        for _ in range(number)
    ]
    for article in articles:
        QuoteFactory(parent=article, speaker=ana, session=opening)
    report = ArticleFactory(
        slug="report",
        lead_picture=picture,
        author_organisation=ghent,
        authors=[ana, *people],
        conferences=[forum, *others],
        projects=[upper, *projects],
        related_articles=articles,
        tags=[mobility, *tags],
    )
    page = PageFactory(slug="about")
    for _ in range(number):
        RichTextFactory(parent=report)
        QuoteFactory(parent=report, speaker=ana, session=opening)
        ArticlePictureFactory(parent=report, picture=picture)
        GalleryFactory(parent=report, pictures=[picture])
        PartnerProjectsFactory(parent=report)
        PartnerProjectsFactory(parent=report, projects=[upper])
        LinkFactory(parent=report)
        TableFactory(parent=report)
        VideoFactory(parent=report, poster=picture)
        DownloadFactory(parent=report, document=documents[0])
        PageRichTextFactory(parent=page)
        PagePictureFactory(parent=page, picture=picture)
        PageGalleryFactory(parent=page, pictures=[picture])
        PageLinkFactory(parent=page)
        PageTableFactory(parent=page)
        PageVideoFactory(parent=page, poster=picture)
        PageDownloadFactory(parent=page, document=documents[0])
        MenuItemFactory(menu="footer", page=PageFactory(), address="")
        FooterBadgeFactory(picture=picture)
        SocialLinkFactory()
    for address in ("/news/", "/events/", "/projects/"):
        MenuItemFactory(address=address)
    MenuItemFactory(page=page, address="")
