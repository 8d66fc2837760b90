"""Every role, every standing, every step: by button, list action and direct request."""

from itertools import product

from civitas_cms import roles
from civitas_cms.publishing.models import Standing, Transition
from tests.factories import ready_article, ready_conference, ready_page, staff
from tests.newsroom.base import AdminTestCase, address_of, list_of
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


class TableTests(AdminTestCase):
    """Every role, every standing, every action: for articles, conferences and pages."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.items = {"article": ready_article(), "page": ready_page(), "conference": ready_conference()}
        cls.people = {role: staff(role) for role in ALLOWED}

    def expected(self, role, kind, standing, action):
        """Return where it leads, or None if it cannot be done."""
        allowed = ALLOWED[role][kind]
        if allowed == LOOK or (allowed == WRITE and (standing, action) not in WRITERS_MAY):
            return None
        return LEADS.get((standing, action))

    def test_buttons_and_direct_requests(self):
        for (role, kind), standing in product(product(ALLOWED, self.items), Standing.values):
            item = self.items[kind]
            self.client.force_login(self.people[role])
            bring_to(item, standing)
            response = self.client.get(address_of(item))
            offered = [action.value for action, _label in response.context["transitions"]]
            possible = [action for action in ACTIONS if self.expected(role, kind, standing, action)]
            with self.subTest(role=role, kind=kind, standing=standing):
                self.assertEqual(offered, possible)
                for action in possible:
                    self.assertContains(response, f'name="_{action}"')
            fields = self.fields_of(response)
            fields.pop("_version", None)  # below, the item changes behind the form's back
            for action in ACTIONS:
                with self.subTest(role=role, kind=kind, standing=standing, action=action):
                    bring_to(item, standing)
                    data = fields | {"comment": "Because.", f"_{action}": "1"}
                    self.client.post(address_of(item), data)
                    self.assertEqual(standing_of(item), self.expected(role, kind, standing, action) or standing)

    def test_list_actions(self):
        makers = {"article": ready_article, "page": ready_page, "conference": ready_conference}
        for kind, make in makers.items():
            items = {standing: make() for standing in Standing.values}
            for role, action in product(ALLOWED, ACTIONS):
                for standing, item in items.items():
                    bring_to(item, standing)
                self.client.force_login(self.people[role])
                data = {"action": action, "comment": "Because.", "_selected_action": [i.pk for i in items.values()]}
                self.client.post(list_of(items["draft"]), data)
                for standing, item in items.items():
                    with self.subTest(role=role, kind=kind, standing=standing, action=action):
                        self.assertEqual(standing_of(item), self.expected(role, kind, standing, action) or standing)

    def test_superusers_may_do_what_editors_may(self):
        for kind, item in self.items.items():
            bring_to(item, "draft")
            response = self.client.get(address_of(item))
            self.assertEqual(
                [action.value for action, _label in response.context["transitions"]],
                [action for action in ACTIONS if self.expected(roles.EDITOR, kind, "draft", action)],
            )

    def test_visitors_change_nothing(self):
        self.client.logout()
        item = self.items["article"]
        bring_to(item, "draft")
        for action in ACTIONS:
            self.client.post(address_of(item), {f"_{action}": "1"})
        self.assertEqual(standing_of(item), "draft")
