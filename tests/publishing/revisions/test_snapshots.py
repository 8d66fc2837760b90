"""Taking snapshots of items with all that belongs to them, and writing them to the same item or to another."""

from datetime import time, timedelta

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Quote
from civitas_cms.publishing.models import State
from civitas_cms.publishing.revisions import snapshots
from civitas_cms.publishing.revisions.writing import write_snapshot
from events.models import Conference
from tests.everything import make_everything
from tests.factories import (
    AppearanceFactory,
    ArticleFactory,
    ArticlePictureFactory,
    ConferenceFactory,
    ConferenceOrganisationFactory,
    DayFactory,
    GalleryFactory,
    OrganisationFactory,
    PageFactory,
    PageGalleryFactory,
    PageRichTextFactory,
    PictureFactory,
    ProjectFactory,
    QuoteFactory,
    RichTextFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    TagFactory,
)


def copy_of(item):
    """Return a new item with the content of ``item``."""
    copy = type(item)(slug=f"{item.slug}-copy", state=State.DRAFT)
    write_snapshot(snapshots.rekeyed(snapshots.snapshot_of(item), {}), copy)
    return copy


def words(item):
    """Return the content of ``item`` with keys that do not depend on which rows they are."""
    snapshot = snapshots.snapshot_of(item)
    for number, (_model, node) in enumerate(snapshots.nodes(snapshot)):
        node.pop("key", None)
        for name in ("day", "room", "track"):
            if node["fields"].get(name):
                node["fields"][name] = number and "a part"
    return snapshot["content"]


class TakingTests(TestCase):
    def test_a_snapshot_has_fields_relations_and_parts_in_their_order(self):
        ana, ben = SpeakerFactory(), SpeakerFactory()
        article = ArticleFactory(
            title="Trams", authors=[ben, ana], tags=[TagFactory(name="Rail"), TagFactory(name="Air")]
        )
        later, first = RichTextFactory(parent=article, ordering=20), RichTextFactory(parent=article, ordering=10)
        content = snapshots.snapshot_of(article)["content"]
        self.assertEqual(content["fields"]["title"], "Trams")
        self.assertEqual(content["relations"]["authors"], [ben.pk, ana.pk])
        self.assertEqual(content["relations"]["tags"], ["Air", "Rail"])
        self.assertEqual([text["key"] for text in content["parts"]["articles_richtext_set"]], [first.pk, later.pk])

    def test_a_snapshot_is_the_same_until_something_changes_even_if_a_speaker_is_renamed(self):
        quote = QuoteFactory()
        before = snapshots.snapshot_of(quote.parent)
        quote.speaker.family_name = "Renamed"
        quote.speaker.save()
        self.assertTrue(snapshots.is_same(before, snapshots.snapshot_of(quote.parent)))
        quote.words = "Other words"
        quote.save()
        self.assertFalse(snapshots.is_same(before, snapshots.snapshot_of(quote.parent)))

    def test_the_number_of_queries_does_not_grow_with_the_content(self):
        make_everything()
        items = [Article.objects.get(slug="report"), Conference.objects.get(slug="forum")]
        counts = []
        for _time in range(3):
            for item in items:
                with CaptureQueriesContext(connection) as queries:
                    snapshots.snapshot_of(item)
                counts.append(len(queries))
            for _number in range(5):
                report, forum = items
                QuoteFactory(parent=report, session=SessionFactory(), organisation_then=OrganisationFactory())
                GalleryFactory(parent=report, pictures=[PictureFactory(), PictureFactory()])
                AppearanceFactory(session__day=forum.days.first(), session__room=RoomFactory(conference=forum))
        self.assertEqual(counts[2:4], counts[4:])  # at first, what one part refers to another did already

    def test_translating_keys_there_and_back_changes_nothing(self):
        session = SessionFactory()
        session.room = RoomFactory(conference=session.conference)
        session.save()
        snapshot = snapshots.snapshot_of(session.conference)
        keys = {"events.day": {str(session.day_id): 4711}}
        there = snapshots.rekeyed(snapshot, keys)
        self.assertEqual(there["content"]["parts"]["sessions"][0]["fields"]["day"], 4711)
        self.assertEqual(there["content"]["parts"]["sessions"][0]["fields"]["room"], f"new-{session.room_id}")
        self.assertEqual(snapshots.rekeyed(there, snapshots.inverse(keys)), snapshot)


class ApplyingTests(TestCase):
    def test_an_item_copied_has_everything_of_the_original_and_shares_no_part_with_it(self):
        make_everything(2)
        for item in (Article.objects.get(slug="report"), Conference.objects.get(slug="forum")):
            copy = copy_of(item)
            self.assertEqual(words(copy), words(item))
            parts, originals = (
                {(model, node.get("key")) for model, node in snapshots.nodes(snapshots.snapshot_of(one))}
                for one in (copy, item)
            )
            self.assertEqual(parts & originals, {(type(item), None)})

    def test_pages_are_copied_too(self):
        page = PageFactory()
        PageRichTextFactory(parent=page)
        PageGalleryFactory(parent=page, pictures=[PictureFactory(), PictureFactory()])
        self.assertEqual(words(copy_of(page)), words(page))

    def test_words_left_out_on_purpose_are_not_filled_in_by_copying(self):
        speaker = SpeakerFactory(position="Mayor")
        quote = QuoteFactory(speaker=speaker, organisation_then=OrganisationFactory())
        Quote.objects.update(position_then="")
        copy = copy_of(quote.parent)
        self.assertEqual(copy.articles_quote_set.get().position_then, "")

    def test_an_item_goes_back_to_what_it_was_and_parts_keep_their_keys(self):
        article = ArticleFactory(title="Before", projects=[ProjectFactory(), ProjectFactory()])
        kept, deleted = QuoteFactory(parent=article, words="Kept"), QuoteFactory(parent=article, words="Deleted")
        snapshot = snapshots.snapshot_of(article)
        article.title = "After"
        article.save()
        article.projects.set([ProjectFactory()])
        kept.words = "Changed"
        kept.save()
        key = deleted.pk
        deleted.delete()
        QuoteFactory(parent=article, words="Added")
        write_snapshot(snapshot, Article.objects.get())
        self.assertTrue(snapshots.is_same(snapshots.snapshot_of(article), snapshot))
        self.assertEqual(set(Quote.objects.values_list("pk", "words")), {(kept.pk, "Kept"), (key, "Deleted")})

    def test_writing_what_is_there_already_changes_no_part(self):
        article = RichTextFactory().parent
        with CaptureQueriesContext(connection) as queries:
            write_snapshot(snapshots.snapshot_of(article), article)
        self.assertFalse([q for q in queries.captured_queries if 'UPDATE "articles_richtext"' in q["sql"]])

    def test_the_order_of_people_is_part_of_the_content(self):
        ana, ben = SpeakerFactory(), SpeakerFactory()
        article = ArticleFactory(authors=[ana, ben])
        snapshot = snapshots.snapshot_of(article)
        article.authors.set([ben, ana])
        write_snapshot(snapshot, article)
        self.assertEqual(list(Article.objects.get().authors.all()), [ana, ben])

    def test_rooms_days_and_sessions_change_places(self):
        conference = ConferenceFactory()
        days = [DayFactory(conference=conference, date=conference.starts_on + timedelta(days=n)) for n in (0, 1)]
        rooms = [RoomFactory(conference=conference, name=name) for name in ("A", "B")]
        sessions = [
            SessionFactory(day=day, room=room, slug=name) for day, room, name in zip(days, rooms, "ab", strict=True)
        ]
        snapshot = snapshots.snapshot_of(conference)
        parts = snapshot["content"]["parts"]
        for name, fields in [("rooms", ["name"]), ("days", ["date"]), ("sessions", ["slug", "day", "room"])]:
            one, other = (part["fields"] for part in parts[name])
            for field in fields:
                one[field], other[field] = other[field], one[field]
        write_snapshot(snapshot, conference)
        for session, day, room, slug in zip(sessions, days[::-1], rooms[::-1], "ba", strict=True):
            session.refresh_from_db()
            self.assertEqual((session.day, session.room, session.slug), (day, room, slug))
        self.assertEqual(conference.rooms.get(name="A"), rooms[1])

    def test_a_room_goes_together_with_the_session_that_was_in_it(self):
        conference = ConferenceFactory()
        day = DayFactory(conference=conference)
        snapshot = snapshots.snapshot_of(conference)
        SessionFactory(day=day, room=RoomFactory(conference=conference), starts_at=time(11), ends_at=time(12))
        write_snapshot(snapshot, conference)
        self.assertFalse(conference.rooms.exists())
        self.assertFalse(conference.sessions.exists())


class LostReferenceTests(TestCase):
    def test_a_quote_whose_speaker_is_gone_is_left_out_and_its_words_are_reported(self):
        ana = SpeakerFactory(given_name="Ana", family_name="Kovač")
        quote = QuoteFactory(words="Nothing is lost.", speaker=ana)
        kept = RichTextFactory(parent=quote.parent)
        snapshot = snapshots.snapshot_of(quote.parent)
        quote.delete()
        ana.delete()
        (lost,) = write_snapshot(snapshot, quote.parent).lost
        self.assertIn("Ana Kovač", lost)
        self.assertIn("Nothing is lost.", lost)
        self.assertFalse(Quote.objects.exists())
        self.assertEqual(quote.parent.articles_richtext_set.get(), kept)

    def test_a_picture_that_is_gone_is_left_empty_where_that_is_allowed(self):
        article = ArticleFactory(lead_picture=PictureFactory(title="Town hall"))
        block = ArticlePictureFactory(parent=article, picture=article.lead_picture, caption="At noon")
        gallery = GalleryFactory(parent=article, pictures=[article.lead_picture, PictureFactory()])
        snapshot = snapshots.snapshot_of(article)
        picture, other = gallery.pictures.all()
        article.lead_picture = None
        article.save()
        block.delete()
        gallery.pictures.set([other])
        picture.delete()
        lost = write_snapshot(snapshot, article).lost
        self.assertEqual(len(lost), 3)
        self.assertTrue(all("Town hall" in line for line in lost))
        self.assertEqual(sum("At noon" in line for line in lost), 1)
        self.assertIsNone(Article.objects.get().lead_picture)
        self.assertEqual(list(gallery.pictures.all()), [other])

    def test_a_partner_that_is_gone_is_left_out_of_a_conference(self):
        part = ConferenceOrganisationFactory(organisation__name="City of Ghent")
        appearance = AppearanceFactory(session__day__conference=part.conference)
        snapshot = snapshots.snapshot_of(part.conference)
        part.delete()
        part.organisation.delete()
        (lost,) = write_snapshot(snapshot, part.conference).lost
        self.assertIn("City of Ghent", lost)
        self.assertEqual(part.conference.sessions.get().appearances.get(), appearance)
