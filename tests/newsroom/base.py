"""The admin in tests: forms are filled from the page itself, as a browser would."""

from html.parser import HTMLParser

from django.test import TestCase
from django.urls import reverse

from tests.factories import UserFactory


class _FormFields(HTMLParser):
    """Collects what a browser would send of the form ``id``, without pressing any button."""

    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.inside, self.fields = form_id, False, {}
        self.select = self.textarea = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.inside = attrs.get("id") == self.form_id
        if not self.inside or attrs.get("form", self.form_id) != self.form_id:
            return
        if tag == "select":
            self.select = (attrs.get("name"), "multiple" in attrs)
            self.first_option = True
        elif tag == "option" and self.select:
            name, multiple = self.select
            if "selected" in attrs:
                self.fields.setdefault(name, [])
                self.fields[name] = [*self.fields[name], attrs["value"]] if multiple else [attrs["value"]]
            elif self.first_option and not multiple:
                self.fields[name] = [attrs.get("value", "")]
            self.first_option = False
        elif tag == "textarea":
            self.textarea = attrs["name"]
            self.fields[self.textarea] = [""]
        elif tag == "input" and "name" in attrs and attrs.get("type") not in ("submit", "file"):
            if attrs.get("type") in ("checkbox", "radio") and "checked" not in attrs:
                return
            what_a_box_says = "on" if attrs.get("type") in ("checkbox", "radio") else ""
            self.fields.setdefault(attrs["name"], []).append(attrs.get("value", what_a_box_says))

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea:
            first = self.fields[self.textarea]
            first[0] = first[0].removeprefix("\n")  # which is not part of the text, say the rules of HTML
            self.textarea = None

    def handle_data(self, data):
        if self.textarea:
            self.fields[self.textarea][0] += data


def fields_of_form(response, form_id):
    """Return what the form ``form_id`` in ``response`` would send, without any button; values are lists."""
    parser = _FormFields(form_id)
    parser.feed(response.text)
    return {name: values for name, values in parser.fields.items() if "__prefix__" not in name}


def url_of(item, page="change", *arguments):
    """Return the address of a page about ``item``."""
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_{page}", args=[item.pk, *arguments])


def list_of(item):
    """Return the address of the list that ``item`` stands in."""
    return reverse(f"admin:{item._meta.app_label}_{item._meta.model_name}_changelist")


class AdminTestCase(TestCase):
    """Tests of an editor's pages; ``self.client`` is signed in as an administrator."""

    @classmethod
    def setUpTestData(cls):
        cls.administrator = UserFactory(is_staff=True, is_superuser=True)

    def setUp(self):
        self.client.force_login(self.administrator)

    def form_fields(self, address):
        """Return what the form at ``address`` would send if an editor pressed Save at once; also of what is public."""
        return self.fields_of(self.client.get(address))

    def fields_of(self, response):
        """Return what the form in ``response`` would send."""
        return fields_of_form(response, f"{response.context['opts'].model_name}_form")

    def save(self, address, fields, **changes):
        """Send ``fields`` with ``changes`` to the form at ``address``, and return the response."""
        return self.client.post(address, fields | changes | {"_continue": "1"}, follow=True)

    def messages(self, response):
        """Return what the admin tells the editor."""
        return [str(message) for message in response.context["messages"]]
