"""People, partners and tags are public only while something public names them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.test import TestCase, TransactionTestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from articles.models import Article, Quote, public_tags
from civitas_cms.delivery.content_version import next_change
from civitas_cms.publishing.models import State
from civitas_cms.publishing.models.naming import named_models, ways
from civitas_cms.search.models import IndexEntry
from events.models import Appearance, Conference, Organisation, Project, Speaker
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    ConferenceOrganisationFactory,
    ConferenceProjectFactory,
    OrganisationFactory,
    PartnerProjectsFactory,
    ProjectFactory,
    QuoteFactory,
    SpeakerFactory,
    TagFactory,
)

NOW = timezone.now().replace(microsecond=0)
HOUR = timedelta(hours=1)


def person_and_partners():
    """Return a person, an organisation and a project that nothing names, and that nobody has released."""
    return (
        SpeakerFactory(slug="ana"),
        OrganisationFactory(slug="ghent", is_released=False),
        ProjectFactory(slug="upper", is_released=False),
    )


#: Everything that names somebody or something, as a function of what is published and of a person and partners.
NAMINGS = {
    "a quote": lambda article, ana, ghent, upper: QuoteFactory(parent=article, speaker=ana, organisation_then=ghent),
    "an author": lambda article, ana, ghent, upper: article.authors.add(ana),
    "an author's organisation": lambda article, ana, ghent, upper: (
        setattr(article, "author_organisation", ghent),
        article.save(),
    ),
    "a partner project": lambda article, ana, ghent, upper: article.projects.add(upper),
    "a block of projects": lambda article, ana, ghent, upper: PartnerProjectsFactory(parent=article, projects=[upper]),
    "an appearance": lambda conference, ana, ghent, upper: AppearanceFactory(
        session__day__conference=conference, speaker=ana, organisation_then=ghent
    ),
    "an organiser": lambda conference, ana, ghent, upper: ConferenceOrganisationFactory(
        conference=conference, organisation=ghent
    ),
    "a project of a conference": lambda conference, ana, ghent, upper: ConferenceProjectFactory(
        conference=conference, project=upper
    ),
}
OF_CONFERENCES = {"an appearance", "an organiser", "a project of a conference"}


def public():
    """Return what visitors see of the person and the partners, by asking the database."""
    return {thing.slug for model in (Speaker, Organisation, Project) for thing in model.objects.public()}


class NamedTests(TestCase):
    def item(self, what, **values):
        return (ConferenceFactory if what in OF_CONFERENCES else ArticleFactory)(**values)

    def test_every_way_to_name_something_counts_while_what_names_it_is_public(self):
        for what, name in NAMINGS.items():
            with self.subTest(what):
                things = person_and_partners()
                item = self.item(what, state=State.DRAFT)
                name(item, *things)
                self.assertEqual(public(), set())
                item.state = State.PUBLISHED
                item.save()
                seen = public()
                self.assertTrue(seen)
                for values in (
                    {"state": State.IN_REVIEW},
                    {"state": State.ARCHIVED},
                    {"publish_at": timezone.now() + HOUR},
                    {"publish_at": timezone.now() - 2 * HOUR, "expire_at": timezone.now() - HOUR},
                ):
                    type(item).objects.filter(pk=item.pk).update(**values)
                    self.assertEqual(public(), set(), values)
                    item.save()
                    self.assertEqual(public(), seen)
                Quote.objects.all().delete()
                Appearance.objects.all().delete()
                item.delete()
                self.assertEqual(public(), set())
                for thing in things:
                    thing.delete()

    def test_every_way_is_tested(self):
        self.assertEqual(len(ways()), 10)  # a quote and an appearance each name a person and an organisation
        self.assertEqual(set(named_models()), {Speaker, Organisation, Project})

    def test_what_is_named_no_more_is_no_longer_public(self):
        ana, ben = SpeakerFactory(slug="ana"), SpeakerFactory(slug="ben")
        quote = QuoteFactory(speaker=ana)
        quote.parent.authors.add(ben)
        self.assertEqual(public(), {"ana", "ben"})
        quote.speaker = ben
        quote.save()
        self.assertEqual(public(), {"ben"})
        quote.parent.authors.clear()
        self.assertEqual(public(), {"ben"})
        quote.delete()
        self.assertEqual(public(), set())

    def test_saving_a_person_as_they_were_before_changes_nothing_of_it(self):
        ana = SpeakerFactory(slug="ana")
        QuoteFactory(speaker=ana)
        ana.position = "Mayor"
        ana.save()
        self.assertEqual(public(), {"ana"})
        Speaker.objects.update(public_periods=())
        self.assertEqual(public(), {"ana"})

    def test_a_released_partner_is_public_whether_or_not_something_names_it(self):
        ghent = OrganisationFactory(slug="ghent")
        self.assertTrue(ghent.is_public())
        ghent.is_released = False
        ghent.save()
        self.assertEqual(public(), set())
        ArticleFactory(author_organisation=ghent)
        self.assertEqual(public(), {"ghent"})

    def test_a_migration_finds_out_anew_what_is_not_known(self):
        QuoteFactory(speaker__slug="ana")
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION named_events_speaker CASCADE")
        Speaker.objects.update(public_periods=())
        self.assertEqual(public(), set())
        call_command("migrate", verbosity=0)
        self.assertEqual(public(), {"ana"})


class TwoAtOnceTests(TransactionTestCase):
    def test_who_comes_second_sees_what_the_first_has_done(self):
        ana = SpeakerFactory(slug="ana")
        ends, begins = ArticleFactory(authors=[ana]), ArticleFactory(authors=[ana], state=State.DRAFT)

        def publish():
            Article.objects.filter(pk=begins.pk).update(state=State.PUBLISHED)
            connection.close()

        with ThreadPoolExecutor() as pool:
            with transaction.atomic():
                Article.objects.filter(pk=ends.pk).update(state=State.DRAFT)
                second = pool.submit(publish)
                while not (second.done() or self.somebody_waits()):
                    pass
            second.result()
        self.assertEqual(public(), {"ana"})

    def somebody_waits(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            return cursor.fetchone()[0]


class ClockTests(HypothesisTestCase):
    @settings(max_examples=25, deadline=None, derandomize=True)
    @given(st.lists(st.tuples(st.integers(-4, 4), st.integers(1, 4) | st.none(), st.booleans()), max_size=4))
    def test_it_follows_the_clock_with_gaps(self, periods):
        ana, tag = SpeakerFactory(), TagFactory()
        articles = [
            ArticleFactory(
                publish_at=NOW + start * HOUR,
                expire_at=length and NOW + (start + length) * HOUR,
                state=State.PUBLISHED if is_published else State.DRAFT,
                tags=[tag],
                authors=[ana],
            )
            for start, length, is_published in periods
        ]
        ana.refresh_from_db()
        entry = IndexEntry.objects.get(kind="person", object_id=ana.pk)
        for half_hours in range(-10, 18):
            at = NOW + half_hours * HOUR / 2
            expected = any(article.is_public(at) for article in articles)
            self.assertEqual(Speaker.objects.public(at).filter(pk=ana.pk).exists(), expected)
            self.assertEqual(ana.is_public(at), expected)
            self.assertEqual(public_tags(at).filter(pk=tag.pk).exists(), expected)
            found = IndexEntry.objects.filter(public_periods__at=at, pk=entry.pk)
            self.assertEqual(found.exists(), expected)


class PagesTests(TestCase):
    """What is not public shows nowhere."""

    def assert_shown(self, is_shown, address, *words):
        response = self.client.get(address)
        for word in words:
            (self.assertContains if is_shown else self.assertNotContains)(response, word)

    def test_a_person_has_a_page_and_is_found_while_something_public_names_them(self):
        ghent = OrganisationFactory(slug="ghent")
        ana = SpeakerFactory(slug="ana", family_name="Zimmerwald", organisation=ghent)
        quote = QuoteFactory(speaker=ana, parent__state=State.DRAFT)
        for state in (State.DRAFT, State.PUBLISHED, State.ARCHIVED):
            Article.objects.filter(pk=quote.parent_id).update(state=state)
            is_shown = state == State.PUBLISHED
            with self.subTest(state):
                self.assertEqual(self.client.get("/people/ana/").status_code, 200 if is_shown else 404)
                self.assert_shown(is_shown, "/people/", "Zimmerwald")
                self.assert_shown(is_shown, "/search/?q=Zimmerwald", "/people/ana/")
                self.assert_shown(is_shown, "/search/suggestions/?q=Zimmer", "/people/ana/")
                self.assert_shown(is_shown, "/sitemap-people.xml", "/people/ana/")
                self.assert_shown(is_shown, "/organisations/ghent/", "Zimmerwald")
                self.assertEqual(self.client.get("/quotes/?speaker=ana").status_code, 200 if is_shown else 404)

    def test_a_partner_that_nobody_has_released_shows_nowhere_on_pages_of_others(self):
        hidden = OrganisationFactory(slug="hidden", name="Zimmerwald", is_released=False)
        upper = ProjectFactory(slug="upper", coordinator=hidden)
        secret = ProjectFactory(slug="secret", acronym="KRONSTADT", is_released=False)
        part, whole = OrganisationFactory(slug="part", parent=hidden), OrganisationFactory(slug="whole")
        hidden.parent, secret.coordinator = whole, whole
        hidden.save()
        secret.save()
        ana = SpeakerFactory(slug="ana", organisation=hidden)
        ArticleFactory(authors=[ana], projects=[upper])
        pages = ["/", "/people/ana/", "/people/", "/projects/", "/projects/upper/", "/organisations/part/"]
        pages += ["/organisations/whole/", "/search/?q=Zimmerwald", "/search/?q=KRONSTADT", "/sitemap-projects.xml"]
        pages += ["/sitemap-organisations.xml", f"/search/?q={ana.family_name}", "/search/?q=PROJECT"]
        for address in pages:
            with self.subTest(address):
                response = self.client.get(address)
                self.assertEqual(response.status_code, 200)
                main = response.text.replace('value="Zimmerwald"', "").replace('value="KRONSTADT"', "")
                for word in ("/organisations/hidden/", "/projects/secret/"):
                    self.assertNotIn(word, main)
        self.assertNotContains(self.client.get("/people/ana/"), "Zimmerwald")
        for address in ("/organisations/hidden/", "/projects/secret/", "/projects/secret/feed.atom"):
            self.assertEqual(self.client.get(address).status_code, 404)
        self.assertEqual(self.client.get("/news/?project=secret").status_code, 404)
        self.assertEqual(part.parent, hidden)

    def test_a_tag_has_a_page_while_a_public_article_has_it(self):
        article = ArticleFactory(state=State.DRAFT, tags=[TagFactory(slug="trams", name="Zimmerwald")])
        addresses = ("/tags/trams/", "/tags/trams/feed.atom", "/news/?tag=trams")
        for state in (State.DRAFT, State.PUBLISHED):
            Article.objects.filter(pk=article.pk).update(state=state)
            for address in addresses:
                self.assertEqual(self.client.get(address).status_code, 200 if state == State.PUBLISHED else 404)
            self.assert_shown(state == State.PUBLISHED, "/sitemap-tags.xml", "/tags/trams/")

    def test_a_page_of_somebody_appears_when_the_clock_says_so(self):
        conference = ConferenceFactory(publish_at=timezone.now() + HOUR)
        AppearanceFactory(session__day__conference=conference, speaker__slug="ana")
        self.assertEqual(self.client.get("/people/ana/").status_code, 404)
        self.assertLessEqual(next_change(timezone.now()), conference.publish_at)
        Conference.objects.update(publish_at=timezone.now() - HOUR)
        self.assertEqual(self.client.get("/people/ana/").status_code, 200)
