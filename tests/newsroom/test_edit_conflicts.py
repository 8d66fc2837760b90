"""A form that was opened before somebody else saved: nothing is undone or lost, and both versions are shown."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time
from threading import Barrier

from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client, TransactionTestCase
from django.urls import reverse

from articles.models import Article, Quote, RichText
from civitas_cms.publishing.models import Revision, State, Transition
from civitas_cms.publishing.revisions.working_copies import make_working_copy
from events.models import Conference, Day, Room, Session
from tests.factories import (
    SUMMARY,
    AppearanceFactory,
    ArticleFactory,
    ConferenceFactory,
    DayFactory,
    PageFactory,
    PageRichTextFactory,
    QuoteFactory,
    RichTextFactory,
    RoomFactory,
    SessionFactory,
    SpeakerFactory,
    UserFactory,
)
from tests.newsroom.base import AdminTestCase, fields_of_form, url_of


class CollisionTestCase(AdminTestCase):
    """``self.client`` is Ben; Ana saves while Ben has the form open."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.ana = UserFactory(first_name="Ana", last_name="Kovač", is_staff=True, is_superuser=True)

    def setUp(self):
        super().setUp()
        self.anas = Client()
        self.anas.force_login(self.ana)

    def ana_saves(self, item, **changes):
        address = url_of(item)
        fields = self.fields_of(self.anas.get(address)) | changes
        response = self.anas.post(address, fields | {"_continue": "1"})
        self.assertEqual(response.status_code, 302, response.context and response.context.get("errors"))

    def choose(self, page, item, button="_chosen", follow=True, **choices):
        """Press ``button`` on the page with both versions, after choosing by the place's name."""
        self.assertEqual(page.status_code, 409)
        chosen = {f"_choice-{where}": side for where, side in choices.items()}
        fields = fields_of_form(page, "conflict_form")
        return self.client.post(url_of(item), fields | chosen | {button: "1"}, follow=follow)

    def places(self, page):
        return {difference.place: difference.by for key in ("to_decide", "decided") for difference in page.context[key]}


class ArticleTests(CollisionTestCase):
    def setUp(self):
        super().setUp()
        self.article = ArticleFactory(title="Before", summary=SUMMARY, state="draft", publish_at=None)
        self.text = RichTextFactory(parent=self.article, text="<p>One two three</p>", ordering=10)
        self.quote = QuoteFactory(parent=self.article, words="We walked", ordering=20)
        self.address = url_of(self.article)
        self.fields = self.form_fields(self.address)

    def bens_save(self, **changes):
        return self.save(self.address, self.fields, **changes)

    def stored(self):
        return Article.objects.get(pk=self.article.pk)

    def test_a_save_that_would_undo_another_is_refused_and_both_versions_are_shown(self):
        self.ana_saves(self.article, title="By Ana")
        page = self.bens_save(title="By Ben", summary="Typed by Ben")
        self.assertEqual(page.status_code, 409)
        self.assertEqual(self.stored().title, "By Ana")
        self.assertContains(page, "Ana Kovač has saved this since you opened the form.", status_code=409)
        for as_diff in ("By <mark>Ana</mark>", "By <mark>Ben</mark>"):
            self.assertContains(page, as_diff, status_code=409)
        self.assertContains(page, "Typed by Ben", status_code=409)
        self.assertEqual(self.places(page), {"title": None, "summary": "mine"})

    def test_what_only_one_has_changed_is_chosen_already_block_by_block(self):
        self.ana_saves(self.article, **{"articles_richtext_set-0-text": "<p>One two four</p>"})
        page = self.bens_save(**{"articles_quote_set-0-words": "We ran"})
        places = self.places(page)
        self.assertEqual(
            places,
            {f"articles.richtext-{self.text.pk}-text": "theirs", f"articles.quote-{self.quote.pk}-words": "mine"},
        )
        response = self.choose(page, self.article)
        self.assertIn("Both versions are in the history", " ".join(self.messages(response)))
        self.assertEqual(self.stored().articles_richtext_set.get().text, "<p>One two four</p>")
        self.assertEqual(self.stored().articles_quote_set.get().words, "We ran")
        self.assertEqual(Quote.objects.get().pk, self.quote.pk)

    def test_what_both_have_changed_has_to_be_chosen(self):
        self.ana_saves(self.article, title="By Ana", summary="Ana wrote this")
        page = self.bens_save(title="By Ben", summary="Ben wrote this")
        page = self.choose(page, self.article, title="mine")
        self.assertContains(page, "Choose one of the two", status_code=409)
        self.assertEqual(self.stored().title, "By Ana")
        self.choose(page, self.article, title="mine", summary="theirs")
        self.assertEqual((self.stored().title, self.stored().summary), ("By Ben", "Ana wrote this"))
        self.assertEqual(self.stored().updated_by, self.administrator)

    def test_either_version_is_kept_as_a_whole_and_the_other_stays_in_the_history(self):
        for button, title, words in (("_mine", "By Ben", "We ran"), ("_theirs", "By Ana", "We flew")):
            with self.subTest(button):
                self.fields = self.form_fields(self.address)
                self.ana_saves(self.article, title="By Ana", **{"articles_quote_set-0-words": "We flew"})
                page = self.bens_save(title="By Ben", **{"articles_quote_set-0-words": "We ran"})
                self.choose(page, self.article, button)
                self.assertEqual((self.stored().title, self.stored().articles_quote_set.get().words), (title, words))
                kept = [str(revision.snapshot) for revision in Revision.objects.of(self.article)[:3]]
                for both in ("We ran", "We flew"):
                    self.assertTrue(any(both in snapshot for snapshot in kept), both)
                self.assertEqual(Revision.objects.of(self.article).first().title, title)

    def test_keeping_the_public_version_is_no_change_that_visitors_read_of(self):
        Article.objects.update(state=State.PUBLISHED, publish_at="2024-01-01T10:00Z")
        self.fields = self.form_fields(self.address)
        self.ana_saves(self.article, title="By Ana")
        revised_at = self.stored().revised_at
        self.choose(self.bens_save(title="By Ben"), self.article, "_theirs")
        self.assertEqual((self.stored().title, self.stored().revised_at), ("By Ana", revised_at))

    def test_one_can_go_back_to_the_form_with_all_that_was_typed(self):
        self.ana_saves(self.article, title="By Ana")
        page = self.bens_save(title="By Ben", **{"articles_quote_set-0-words": "We\r\nran"})
        page = self.choose(page, self.article, "_bring_back")
        fields = self.fields_of(page)
        self.assertEqual((fields["title"], fields["articles_quote_set-0-words"]), (["By Ben"], ["We\r\nran"]))
        self.assertEqual(self.save(self.address, fields).status_code, 409)  # the form is as old as it was
        self.assertEqual(self.stored().title, "By Ana")

    def test_blocks_that_were_added_and_deleted_meanwhile(self):
        gone = {"articles_richtext_set-0-DELETE": "on"}
        added = {"articles_richtext_set-TOTAL_FORMS": "2", "articles_richtext_set-1-text": "<p>New by Ana</p>"}
        place = {"articles_richtext_set-1-region": "main", "articles_richtext_set-1-ordering": "30"}
        self.ana_saves(self.article, **gone, **added, **place)
        added["articles_richtext_set-1-text"] = "<p>New by Ben</p>"
        page = self.bens_save(**added, **place)
        self.assertEqual(sorted(self.places(page).values()), ["mine", "theirs", "theirs"])
        self.choose(page, self.article)
        texts = self.stored().articles_richtext_set.values_list("text", flat=True)
        self.assertEqual(set(texts), {"<p>New by Ana</p>", "<p>New by Ben</p>"})

    def test_a_block_that_was_deleted_while_somebody_wrote_in_it_comes_back_if_that_is_chosen(self):
        self.ana_saves(self.article, **{"articles_quote_set-0-DELETE": "on"})
        page = self.bens_save(**{"articles_quote_set-0-words": "We ran"})
        where = f"articles.quote-{self.quote.pk}"
        self.assertEqual(self.places(page), {where: None})
        self.choose(page, self.article, **{where: "mine"})
        self.assertEqual([(quote.pk, quote.words) for quote in Quote.objects.all()], [(self.quote.pk, "We ran")])

    def test_a_step_on_an_old_form_is_refused_too(self):
        self.ana_saves(self.article, title="By Ana")
        page = self.client.post(self.address, self.fields | {"_publish": "1"})
        self.assertContains(page, "“Publish now” was not done either", status_code=409)
        self.assertEqual((self.stored().state, self.stored().title), (State.DRAFT, "By Ana"))
        self.assertFalse(Transition.objects.exists())

    def test_a_second_click_on_publish_is_harmless_also_when_something_was_typed(self):
        fields = self.fields | {"title": "Typed", "_publish": "1"}
        for _click in range(2):
            response = self.client.post(self.address, fields, follow=True)
        self.assertIn("is already published", self.messages(response)[0])
        self.assertEqual((Transition.objects.count(), self.stored().title), (1, "Typed"))

    def test_a_step_that_somebody_took_meanwhile_is_no_other_version(self):
        self.client.post(self.address, self.fields | {"_submit": "1"})
        self.assertEqual(self.bens_save(title="By Ben").status_code, 200)
        self.assertEqual((self.stored().title, self.stored().state), ("By Ben", State.IN_REVIEW))

    def test_the_same_change_by_both_is_no_collision(self):
        self.ana_saves(self.article, title="The same")
        self.assertEqual(self.bens_save(title="The same", summary="More").status_code, 200)
        self.assertEqual(self.stored().summary, "More")

    def test_an_address_and_a_time_to_expire_are_chosen_like_words(self):
        self.ana_saves(self.article, slug="by-ana", expire_at="2030-01-01T10:00")
        page = self.bens_save(slug="by-ben")
        self.assertEqual(self.places(page), {"slug": None, "expire_at": "theirs"})
        self.choose(page, self.article, slug="mine")
        self.assertEqual((self.stored().slug, self.stored().expire_at.year), ("by-ben", 2030))

    def test_errors_are_mended_first_and_nothing_is_saved(self):
        self.ana_saves(self.article, title="By Ana")
        page = self.bens_save(title="", summary="Typed by Ben")
        self.assertContains(page, "Somebody has saved this since you opened it.")
        self.assertContains(page, "Typed by Ben")
        self.assertEqual(self.stored().title, "By Ana")
        page = self.save(self.address, self.fields_of(page), title="By Ben")
        self.assertEqual(page.status_code, 409)

    def test_who_is_quicker_once_more_is_shown_once_more_with_what_was_chosen(self):
        self.ana_saves(self.article, title="By Ana")
        page = self.bens_save(title="By Ben", summary="Typed by Ben")
        self.ana_saves(self.article, title="By Ana again")
        page = self.choose(page, self.article, title="mine")
        self.assertEqual(self.places(page), {"title": None, "summary": "mine"})
        self.choose(page, self.article, title="mine")
        self.assertEqual((self.stored().title, self.stored().summary), ("By Ben", "Typed by Ben"))

    def test_choices_that_do_not_fit_together_are_explained(self):
        Article.objects.update(publish_at="2030-01-05T10:00Z", expire_at="2030-02-01T10:00Z")
        self.fields = self.form_fields(self.address)
        self.ana_saves(self.article, publish_at="2030-03-01T10:00", expire_at="2030-04-01T10:00")
        page = self.bens_save(expire_at="2030-02-10T10:00")
        page = self.choose(page, self.article, expire_at="mine")
        self.assertContains(page, "This cannot be saved so", status_code=409)
        self.choose(page, self.article, expire_at="theirs")
        self.assertEqual(self.stored().expire_at.month, 4)

    def test_a_save_without_a_version_replaces_what_is_there_and_keeps_that(self):
        self.ana_saves(self.article, title="By Ana")
        del self.fields["_version"]
        self.bens_save(title="By a program")
        self.assertEqual(self.stored().title, "By a program")
        self.assertIn("By Ana", Revision.objects.of(self.article).values_list("title", flat=True))

    def test_a_version_that_is_not_known_any_more_undoes_nothing(self):
        self.ana_saves(self.article, title="By Ana")
        page = self.bens_save(title="By Ben", _version="999")
        self.assertEqual(self.places(page), {"title": "theirs"})

    def test_what_the_page_carries_cannot_be_changed_or_sent_by_others(self):
        self.ana_saves(self.article, title="By Ana")
        fields = fields_of_form(self.bens_save(title="By Ben"), "conflict_form")
        forged = fields | {"_typed": fields["_typed"][0][:-2], "_mine": "1"}
        self.assertEqual(self.client.post(self.address, forged).status_code, 400)
        self.assertEqual(self.anas.post(self.address, fields | {"_mine": "1"}).status_code, 403)
        reader = UserFactory(is_staff=True)
        reader.user_permissions.set(Permission.objects.filter(codename="view_article"))
        self.client.force_login(reader)
        self.assertEqual(self.client.post(self.address, fields | {"_mine": "1"}).status_code, 403)
        self.assertEqual(self.stored().title, "By Ana")

    def test_the_browser_forgets_what_it_has_kept_when_the_choice_is_saved_not_before(self):
        key = "0123456789abcdef" * 2
        self.ana_saves(self.article, title="By Ana")
        page = self.bens_save(title="By Ben", _unsaved_key=key)
        self.assertNotIn(f"saved-{key}", self.client.cookies)
        self.choose(page, self.article, "_mine")
        self.assertIn(f"saved-{key}", self.client.cookies)

    def test_an_article_that_is_deleted_while_one_chooses_can_be_recovered(self):
        self.ana_saves(self.article, title="By Ana")
        page = self.bens_save(title="By Ben")
        self.anas.post(url_of(self.article, "delete"), {"post": "yes"})
        response = self.choose(page, self.article, "_mine")
        self.assertContains(response, "was deleted by", status_code=409)
        self.assertContains(response, "By Ben", status_code=409)
        self.assertContains(self.client.get(reverse("admin:articles_article_deleted")), "By Ana")

    def test_a_speaker_deleted_meanwhile_loses_no_other_words(self):
        ilze = SpeakerFactory(given_name="Ilze", family_name="Ozoliņa")
        Quote.objects.update(speaker=ilze)
        self.fields = self.form_fields(self.address)
        self.ana_saves(self.article, title="By Ana", **{"articles_quote_set-0-DELETE": "on"})
        page = self.bens_save(summary="Typed", **{"articles_quote_set-0-words": "We ran"})
        self.anas.post(reverse("admin:events_speaker_delete", args=[ilze.pk]), {"post": "yes"})
        response = self.choose(page, self.article, **{f"articles.quote-{self.quote.pk}": "mine"})
        told = " ".join(self.messages(response))
        for words in ("Ilze Ozoliņa", "We ran"):
            self.assertIn(words, told)
        self.assertEqual(self.stored().summary, "Typed")


class OtherItemsTests(CollisionTestCase):
    def test_pages_collide_like_articles(self):
        page = PageRichTextFactory(parent=PageFactory(title="About"), text="<p>Before</p>").parent
        fields = self.form_fields(url_of(page))
        self.ana_saves(page, **{"pages_richtext_set-0-text": "<p>By Ana</p>"})
        shown = self.save(url_of(page), fields, title="By Ben")
        self.choose(shown, page)
        page.refresh_from_db()
        self.assertEqual((page.title, page.pages_richtext_set.get().text), ("By Ben", "<p>By Ana</p>"))

    def test_working_copies_collide_like_what_they_are_of(self):
        copy = make_working_copy(QuoteFactory(parent__title="Live", words="Said").parent, self.ana)
        fields = self.form_fields(url_of(copy))
        self.ana_saves(copy, title="By Ana")
        shown = self.save(url_of(copy), fields, **{"articles_quote_set-0-words": "By Ben"})
        self.choose(shown, copy)
        copy.refresh_from_db()
        self.assertEqual((copy.title, copy.articles_quote_set.get().words), ("By Ana", "By Ben"))
        original = copy.working_copy_of
        self.assertEqual((original.title, original.articles_quote_set.get().words), ("Live", "Said"))

    def test_conferences_with_their_rooms(self):
        conference = ConferenceFactory(title="Forum", city="Turku")
        room = RoomFactory(conference=conference, name="Aula")
        fields = self.form_fields(url_of(conference))
        self.ana_saves(conference, **{"rooms-0-name": "Great hall"})
        shown = self.save(url_of(conference), fields, city="Riga")
        self.assertEqual(self.places(shown), {"city": "mine", f"events.room-{room.pk}-name": "theirs"})
        self.choose(shown, conference)
        self.assertEqual((Room.objects.get().name, Conference.objects.get().city), ("Great hall", "Riga"))

    def test_a_days_sessions_with_their_speakers(self):
        ilze, omar = SpeakerFactory.create_batch(2)
        session = AppearanceFactory(session__title="Opening", speaker=ilze, role="speaker").session
        fields = self.form_fields(url_of(session.day))
        self.ana_saves(session.day, **{"sessions-0-title": "Opening, by Ana"})
        shown = self.save(url_of(session.day), fields, **{"sessions-0-speaking": [ilze.pk, omar.pk]})
        self.assertEqual(set(self.places(shown).values()), {"mine", "theirs"})
        self.choose(shown, session.day)
        session.refresh_from_db()
        self.assertEqual(session.title, "Opening, by Ana")
        self.assertEqual({appearance.speaker for appearance in session.appearances.all()}, {ilze, omar})

    def test_a_sessions_own_page(self):
        session = SessionFactory(title="Opening", abstract="<p>Before</p>")
        fields = self.form_fields(url_of(session))
        self.ana_saves(session.day, **{"sessions-0-title": "By Ana"})
        shown = self.save(url_of(session), fields, abstract="<p>By Ben</p>")
        self.choose(shown, session)
        session.refresh_from_db()
        self.assertEqual((session.title, session.abstract), ("By Ana", "<p>By Ben</p>"))

    def test_who_works_on_another_page_of_the_programme_is_not_in_the_way(self):
        session = SessionFactory(title="Opening")
        other = DayFactory(conference=session.conference, date=session.conference.ends_on)
        gone = SessionFactory(title="To be deleted", day=session.day, starts_at=time(15), ends_at=time(16))
        pages = {item: self.form_fields(url_of(item)) for item in (session.conference, other)}
        self.ana_saves(session.day, **{"sessions-0-title": "By Ana"})
        self.anas.post(url_of(gone, "delete"), {"post": "yes"})
        for item, fields in pages.items():
            self.assertEqual(self.save(url_of(item), fields, title="By Ben").status_code, 200, item)
        session.refresh_from_db()
        self.assertEqual(session.title, "By Ana")
        self.assertEqual(Session.objects.count(), 1)
        self.assertEqual(Day.objects.get(pk=other.pk).title, "By Ben")

    def test_sessions_that_would_be_in_one_room_at_one_time_are_explained(self):
        room = RoomFactory()
        day = DayFactory(conference=room.conference)
        first = SessionFactory(day=day, room=room, starts_at=time(9), ends_at=time(10))
        second = SessionFactory(day=day, starts_at=time(9), ends_at=time(10))
        fields = self.form_fields(url_of(day))
        free = {"sessions-0-room": "", "sessions-1-room": room.pk}
        self.ana_saves(day, **free)
        shown = self.save(url_of(day), fields, **{"sessions-0-title": "By Ben"})
        shown = self.choose(shown, day, **{f"events.session-{first.pk}-room": "mine"})
        self.assertContains(shown, "This cannot be saved so", status_code=409)
        self.choose(shown, day, **{f"events.session-{first.pk}-room": "theirs"})
        self.assertEqual(list(Session.objects.filter(room=room)), [second])
        self.assertEqual(Session.objects.get(pk=first.pk).title, "By Ben")


class TwoAtOnceTests(TransactionTestCase):
    def test_two_people_who_save_at_once_lose_nothing(self):
        article = RichTextFactory(parent__title="Before", parent__state="draft", parent__publish_at=None).parent
        editors = [UserFactory(is_staff=True, is_superuser=True) for _number in range(2)]
        address, start = url_of(article), Barrier(2)

        def save(editor):
            client = Client()
            client.force_login(editor)
            fields = fields_of_form(client.get(address), "article_form")
            start.wait(20)
            try:
                return client.post(address, fields | {"title": f"By {editor.pk}", "_continue": "1"})
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as both:
            responses = dict(zip(editors, both.map(save, editors), strict=True))
        self.assertEqual(sorted(response.status_code for response in responses.values()), [302, 409])
        (refused,) = [editor for editor, response in responses.items() if response.status_code == 409]
        (saved,) = set(editors) - {refused}
        article.refresh_from_db()
        self.assertEqual(article.title, f"By {saved.pk}")
        self.assertContains(responses[refused], f"By {refused.pk}", status_code=409)
        self.assertEqual(RichText.objects.count(), 1)
