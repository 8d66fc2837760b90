"""Every role, every standing, every step: by button, list action and direct request."""

from itertools import product

from django.db import connection
from django.test.utils import CaptureQueriesContext

from civitas_cms import roles
from civitas_cms.publishing.models import EffectiveState, Transition
from civitas_cms.publishing.workflow.transitions import publish, schedule, unpublish
from tests.factories import ready_article, ready_conference, ready_page, staff
from tests.newsroom.base import AdminTestCase, list_of, url_of
from tests.newsroom.effective_states import bring_to, standing_of

#: What each role is allowed with articles, pages and conferences.
LOOK, WRITE, PUBLISH = "look", "write", "publish"
ALLOWED = {
    roles.CONTRIBUTOR: {"article": WRITE, "page": WRITE, "conference": LOOK},
    roles.EDITOR: {"article": PUBLISH, "page": PUBLISH, "conference": PUBLISH},
    roles.PROGRAMME_MANAGER: {"article": LOOK, "page": LOOK, "conference": PUBLISH},
    roles.ADMINISTRATOR: {"article": LOOK, "page": LOOK, "conference": LOOK},
}
#: Where each action leads from each standing, for those who may publish. What is missing here cannot be done.
LEADS = {
    ("draft", "submit"): "in_review",
    ("draft", "publish"): "published",
    ("draft", "schedule"): "scheduled",
    ("draft", "archive"): "archived",
    ("in_review", "request_changes"): "draft",
    ("in_review", "publish"): "published",
    ("in_review", "schedule"): "scheduled",
    ("in_review", "archive"): "archived",
    ("scheduled", "publish"): "published",
    ("scheduled", "unpublish"): "draft",
    ("scheduled", "archive"): "archived",
    ("published", "unpublish"): "draft",
    ("published", "archive"): "archived",
    ("expired", "publish"): "published",
    ("expired", "unpublish"): "draft",
    ("expired", "archive"): "archived",
    ("archived", "restore"): "draft",
}
#: Those who may not publish can do this only.
WRITERS_MAY = {("draft", "submit")}
ACTIONS = [action.value for action in Transition.Action]
#: The standings in which those who may not publish may delete what they have begun; the others delete everything.
WRITERS_DELETE = {"draft"}


class TableTests(AdminTestCase):
    """Every role, every standing, every action: for articles, conferences and pages."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.items = {"article": ready_article(), "page": ready_page(), "conference": ready_conference()}
        cls.people = {role: staff(role) for role in ALLOWED}

    def expected(self, role, kind, effective_state, action):
        """Return where it leads, or None if it cannot be done."""
        allowed = ALLOWED[role][kind]
        if allowed == LOOK or (allowed == WRITE and (effective_state, action) not in WRITERS_MAY):
            return None
        return LEADS.get((effective_state, action))

    def test_buttons_and_direct_requests(self):
        for (role, kind), effective_state in product(product(ALLOWED, self.items), EffectiveState.values):
            item = self.items[kind]
            self.client.force_login(self.people[role])
            bring_to(item, effective_state)
            response = self.client.get(url_of(item))
            offered = [action.value for action, _label in response.context["transitions"]]
            possible = [action for action in ACTIONS if self.expected(role, kind, effective_state, action)]
            with self.subTest(role=role, kind=kind, effective_state=effective_state):
                self.assertEqual(offered, possible)
                for action in possible:
                    self.assertContains(response, f'name="_{action}"')
            fields = self.fields_of(response)
            fields.pop("_version", None)  # below, the item changes behind the form's back
            for action in ACTIONS:
                with self.subTest(role=role, kind=kind, effective_state=effective_state, action=action):
                    bring_to(item, effective_state)
                    data = fields | {"comment": "Because.", f"_{action}": "1"}
                    self.client.post(url_of(item), data)
                    self.assertEqual(
                        standing_of(item), self.expected(role, kind, effective_state, action) or effective_state
                    )

    def test_list_actions(self):
        makers = {"article": ready_article, "page": ready_page, "conference": ready_conference}
        for kind, make in makers.items():
            items = {effective_state: make() for effective_state in EffectiveState.values}
            for role, action in product(ALLOWED, ACTIONS):
                for effective_state, item in items.items():
                    bring_to(item, effective_state)
                self.client.force_login(self.people[role])
                data = {"action": action, "comment": "Because.", "_selected_action": [i.pk for i in items.values()]}
                self.client.post(list_of(items["draft"]), data)
                for effective_state, item in items.items():
                    with self.subTest(role=role, kind=kind, effective_state=effective_state, action=action):
                        self.assertEqual(
                            standing_of(item), self.expected(role, kind, effective_state, action) or effective_state
                        )

    def may_delete(self, role, kind, effective_state, *, is_own):
        """Return whether the table has it."""
        allowed = ALLOWED[role][kind]
        return allowed == PUBLISH or (allowed == WRITE and is_own and effective_state in WRITERS_DELETE)

    def test_deleting_from_the_page_and_from_the_list(self):
        makers = {"article": ready_article, "page": ready_page, "conference": ready_conference}
        for (role, kind), effective_state, from_list in product(
            product(ALLOWED, makers), EffectiveState.values, (False, True)
        ):
            self.client.force_login(self.people[role])
            for is_own in (True, False) if ALLOWED[role][kind] == WRITE else (False,):
                with self.subTest(
                    role=role, kind=kind, effective_state=effective_state, from_list=from_list, own=is_own
                ):
                    item = makers[kind](created_by=self.people[role] if is_own else self.administrator)
                    bring_to(item, effective_state)
                    if from_list:
                        data = {"action": "delete_selected", "_selected_action": [item.pk], "post": "yes"}
                        self.client.post(list_of(item), data)
                    else:
                        self.client.post(url_of(item, "delete"), {"post": "yes"})
                    expected = self.may_delete(role, kind, effective_state, is_own=is_own)
                    self.assertEqual(type(item)._base_manager.filter(pk=item.pk).exists(), not expected)

    def test_the_link_to_delete_is_there_for_who_may(self):
        mia = self.people[roles.CONTRIBUTOR]
        self.client.force_login(mia)
        for owner, expected in ((mia, True), (self.administrator, False)):
            item = ready_article(created_by=owner)
            self.assertEqual(url_of(item, "delete") in self.client.get(url_of(item)).text, expected)

    def test_a_draft_that_was_public_once_is_not_its_writers_to_delete(self):
        mia, ana = self.people[roles.CONTRIBUTOR], self.people[roles.EDITOR]
        for step in (publish, schedule):
            article = ready_article(created_by=mia, publish_at="2099-01-01T00:00Z" if step is schedule else None)
            step(article, ana)
            unpublish(article, ana)
            self.client.force_login(mia)
            self.assertEqual(self.client.post(url_of(article, "delete"), {"post": "yes"}).status_code, 403)
            data = {"action": "delete_selected", "_selected_action": [article.pk], "post": "yes"}
            self.client.post(list_of(article), data)
            article.refresh_from_db()

    def test_a_writers_list_asks_as_often_for_many_drafts_that_shall_go_as_for_few(self):
        mia = self.people[roles.CONTRIBUTOR]
        self.client.force_login(mia)
        numbers = []
        for count in (1, 8):
            drafts = [ready_article(created_by=mia) for _number in range(count)]
            chosen = {"action": "delete_selected", "_selected_action": [draft.pk for draft in drafts]}
            with CaptureQueriesContext(connection) as queries:
                self.assertContains(self.client.post(list_of(drafts[0]), chosen), drafts[0].title)
            numbers.append(len(queries))
        self.assertEqual(*numbers)

    def test_superusers_may_do_what_editors_may(self):
        for kind, item in self.items.items():
            bring_to(item, "draft")
            response = self.client.get(url_of(item))
            self.assertEqual(
                [action.value for action, _label in response.context["transitions"]],
                [action for action in ACTIONS if self.expected(roles.EDITOR, kind, "draft", action)],
            )

    def test_visitors_change_nothing(self):
        self.client.logout()
        item = self.items["article"]
        bring_to(item, "draft")
        for action in ACTIONS:
            self.client.post(url_of(item), {f"_{action}": "1"})
        self.assertEqual(standing_of(item), "draft")
