"""Features of the newsroom: what each may have a say in, and that its place in the list does not matter."""

import re
from collections import Counter
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.contrib import admin
from django.http import HttpResponse
from django.template import Template
from django.template.loader import get_template
from django.test import override_settings
from django.urls import path, reverse

import civitas_cms.urls
from articles.admin import ArticleAdmin
from articles.models import Article, RichText
from civitas_cms.newsroom.features import Feature
from civitas_cms.newsroom.site import NewsroomSite
from civitas_cms.publishing.revisions.working_copies import make_working_copy
from events.models import Conference, Day, Speaker
from tests.factories import ArticleFactory, DayFactory, RichTextFactory, SpeakerFactory
from tests.newsroom import test_edit_conflicts, test_rejected_submission, test_workflow, test_working_copies
from tests.newsroom.base import AdminTestCase, url_of


class Recorder(Feature):
    """Notes what it is asked, and what is in the database then; answers what ``answers`` has for a hook."""

    templates = {"notices": Template("<p>{{ recorded }}</p>"), "buttons": Template("<p>A button</p>")}
    calls, answers = [], {}

    def _note(self, hook, otherwise=None, **seen):
        self.calls.append((hook, seen))
        return self.answers.get(hook, otherwise)

    def hooks(self):
        return [hook for hook, _seen in self.calls]

    def seen(self, hook):
        (found,) = [seen for name, seen in self.calls if name == hook]
        return found

    def urls(self):
        return [self.path("<path:object_id>/recorded/", self.view, "recorded")]

    def view(self, request, object_id):
        item = self.item(request, object_id)
        return self.page(request, "admin/features/history/deleted.html", item, title="Recorded")

    def actions(self, request):
        return {"record": (lambda _admin, _request, chosen: self._note("action", chosen=list(chosen)), "record", "Do")}

    def searched(self, request, queryset):
        return queryset.exclude(title="Hidden")

    def permits(self, request, action, obj):
        return action not in self.answers

    def explain_missing(self, key):
        return f"Number {key} has left."

    def fieldsets(self, request, obj, fieldsets):
        return [*fieldsets, ("Recorded", {"fields": [shout]})]

    def readonly_fields(self, request, obj):
        return [shout]

    def context(self, request, obj, context):
        return {"recorded": f"{context['opts'].verbose_name} {obj and obj.pk}"}

    def finish(self, request, response):
        response["X-Recorded"] = response.status_code

    def refuse(self, request, obj):
        return self._note("refuse", obj=obj)

    def before_save(self, request, obj, form, change):
        self._note("before_save", obj=obj, change=change, form=form, titles=titles())

    def after_save(self, request, obj, form, formsets, change):
        texts = list(RichText.objects.values_list("text", flat=True))
        self._note("after_save", obj=obj, change=change, formsets=formsets, titles=titles(), texts=texts)

    def respond(self, request, obj, change):
        return self._note("respond", obj=obj, change=change)

    def before_delete(self, request, obj):
        self._note("before_delete", obj=obj, titles=titles())

    def after_delete(self, request, obj):
        self._note("after_delete", obj=obj, titles=titles())


@admin.display(description="in capitals")
def shout(article):
    return article.title.upper() if article else ""


def titles():
    return list(Article.objects.values_list("title", flat=True))


class RecordedAdmin(ArticleAdmin):
    """The admin of articles with one more feature: one line."""

    features = [*ArticleAdmin.features, Recorder]


site = NewsroomSite()
site._registry = admin.site._registry | {Article: RecordedAdmin(Article, site)}
recorder = site._registry[Article].features[-1]
urlpatterns = [path("admin/", site.urls), *civitas_cms.urls.urlpatterns]
handler404 = civitas_cms.urls.handler404


@override_settings(ROOT_URLCONF=__name__)
class HookTests(AdminTestCase):
    def setUp(self):
        super().setUp()
        recorder.answers.clear()
        self.article = RichTextFactory(parent__title="Before", text="<p>Old</p>").parent
        self.address = url_of(self.article)
        self.fields = self.form_fields(self.address) | {"articles_richtext_set-0-text": "<p>New</p>"}
        recorder.calls.clear()

    def send(self, **changes):
        return self.client.post(self.address, self.fields | {"title": "After"} | changes)

    def test_what_it_shows_stands_on_the_page_of_the_form(self):
        page = self.client.get(self.address)
        self.assertContains(page, f"<p>article {self.article.pk}</p>", html=True)
        self.assertContains(page, "<p>A button</p>", html=True)
        self.assertContains(page, "BEFORE")
        self.assertContains(self.client.get(reverse("admin:articles_article_add")), "<p>article None</p>", html=True)
        self.assertEqual(page["X-Recorded"], "200")
        self.assertEqual(recorder.calls, [])

    def test_a_page_of_its_own_is_for_people_with_accounts(self):
        address = url_of(self.article, "recorded")
        self.assertContains(self.client.get(address), "<h1>Recorded</h1>", html=True)
        missing = reverse("admin:articles_article_recorded", args=["0"])
        self.assertEqual(self.client.get(missing).status_code, 404)
        self.client.logout()
        self.assertEqual(self.client.get(address).status_code, 302)

    def test_a_save_asks_each_hook_once_with_what_it_promises(self):
        response = self.send()
        self.assertEqual(recorder.hooks(), ["refuse", "before_save", "after_save", "respond"])
        self.assertEqual((response.status_code, response["X-Recorded"]), (302, "302"))
        for hook in recorder.hooks():
            self.assertEqual(recorder.seen(hook)["obj"], self.article)
        before, after = recorder.seen("before_save"), recorder.seen("after_save")
        self.assertEqual((before["titles"], before["form"].cleaned_data["title"]), (["Before"], "After"))
        self.assertEqual((after["titles"], after["texts"]), (["After"], ["<p>New</p>"]))
        self.assertTrue(any(formset.changed_objects for formset in after["formsets"]))
        self.assertTrue(before["change"] and after["change"] and recorder.seen("respond")["change"])

    def test_a_new_item_is_no_change(self):
        address = reverse("admin:articles_article_add")
        self.client.post(address, self.form_fields(address) | {"title": "One more", "slug": "one-more"})
        self.assertEqual(recorder.hooks(), ["refuse", "before_save", "after_save", "respond"])
        self.assertIsNone(recorder.seen("refuse")["obj"])
        self.assertFalse(recorder.seen("before_save")["change"] or recorder.seen("after_save")["change"])

    def test_an_invalid_form_is_not_saved(self):
        self.assertEqual(self.send(title="").status_code, 200)
        self.assertEqual(recorder.hooks(), ["refuse"])

    def test_a_refusal_is_the_answer_and_nothing_is_saved(self):
        recorder.answers["refuse"] = HttpResponse("Not today", status=409)
        self.assertContains(self.send(), "Not today", status_code=409)
        self.assertEqual((recorder.hooks(), titles()), (["refuse"], ["Before"]))

    def test_its_response_is_the_answer_to_a_save(self):
        recorder.answers["respond"] = HttpResponse("To somewhere else")
        self.assertContains(self.send(), "To somewhere else")
        self.assertEqual(titles(), ["After"])

    def test_a_dry_run_leaves_out_what_comes_after(self):
        page = self.client.post(url_of(self.article, "preview"), self.fields | {"title": "After", "_preview": "1"})
        self.assertContains(page, "After")
        self.assertEqual((recorder.hooks(), titles()), (["before_save"], ["Before"]))

    def test_deleting_asks_before_and_after(self):
        self.client.post(url_of(self.article, "delete"), {"post": "yes"})
        self.assertEqual(recorder.hooks(), ["before_delete", "after_delete"])
        self.assertEqual(recorder.seen("before_delete")["titles"], ["Before"])
        self.assertEqual(recorder.seen("after_delete")["titles"], [])

    def test_what_it_does_not_permit_is_refused(self):
        recorder.answers["delete"] = False
        self.assertEqual(self.client.post(url_of(self.article, "delete"), {"post": "yes"}).status_code, 403)
        self.assertEqual(self.send().status_code, 302)
        recorder.answers["change"] = False
        self.assertNotContains(self.client.get(self.address), 'name="_save"')
        self.assertEqual(titles(), ["After"])

    def test_the_list_offers_what_it_can_do_and_hides_what_it_hides(self):
        hidden = ArticleFactory(title="Hidden")
        address = reverse("admin:articles_article_changelist")
        self.client.post(address, {"action": "record", "_selected_action": [self.article.pk]})
        self.assertEqual(recorder.seen("action")["chosen"], [self.article])
        page = self.client.get(address)
        self.assertContains(page, '<option value="record">Do</option>', html=True)
        self.assertNotContains(page, url_of(hidden))

    def test_it_can_say_what_has_become_of_something(self):
        told = {*self.messages(self.client.get(reverse("admin:articles_article_change", args=["77"]), follow=True))}
        self.assertEqual(told, {"Number 77 has left."})


class OrderTests(AdminTestCase):
    """What features say does not depend on their order, because none speaks of what is another's."""

    def test_each_gives_the_page_names_of_its_own(self):
        day, speaker = DayFactory(), SpeakerFactory()
        draft, public = ArticleFactory(state="draft", publish_at=None), ArticleFactory()
        items = [draft, public, make_working_copy(public, self.administrator), day.conference, day, speaker]
        for item in items:
            features = admin.site._registry[type(item)].features
            with self.subTest(item):
                with patch.object(admin.site._registry[type(item)], "features", []):
                    without = self.client.get(url_of(item)).context_data.keys()
                page = self.client.get(url_of(item))
                names = Counter(
                    n for each in features for n in each.context(page.wsgi_request, item, page.context_data)
                )
                self.assertEqual([name for name, times in names.items() if times > 1], [])
                self.assertEqual(without & names.keys(), set())

    def test_each_names_places_that_a_form_has(self):
        templates = Path(settings.BASE_DIR, "templates", "admin")
        files = [templates / "change_form.html", templates / "submit_line.html", *templates.glob("includes/*.html")]
        text = "".join(file.read_text() for file in [*files, templates / "change_form_object_tools.html"])
        places = set(re.findall(r"feature_templates\.(\w+)", text))
        for model_admin in admin.site._registry.values():
            for feature in model_admin.features:
                self.assertEqual(feature.templates.keys() - places, set(), feature)

    def test_none_has_a_form_within_the_form(self):
        for model_admin in admin.site._registry.values():
            for feature in model_admin.features:
                for place in feature.templates.keys() - {"title", "notices", "before_form"}:
                    self.assertNotIn("<form", get_template(feature.templates[place], using="django").template.source)

    def test_each_has_urls_of_its_own(self):
        for model in (Article, Conference, Day, Speaker):
            urls = [url for feature in admin.site._registry[model].features for url in feature.urls()]
            self.assertEqual(len({str(url.pattern) for url in urls}), len(urls))
            self.assertEqual(len({url.name for url in urls}), len(urls))


class InReverse:
    """Tests of the newsroom, with the features of all its pages in the other order."""

    def setUp(self):
        for model_admin in admin.site._registry.values():
            model_admin.features.reverse()
            self.addCleanup(model_admin.features.reverse)
        super().setUp()


class EditConflictsInReverseTests(InReverse, test_edit_conflicts.ArticleTests):
    pass


class ButtonsInReverseTests(InReverse, test_workflow.ButtonTests):
    pass


class WorkingCopiesInReverseTests(InReverse, test_working_copies.EditingTests):
    pass


class RejectedSubmissionsInReverseTests(InReverse, test_rejected_submission.WorkingCopyTests):
    pass
