"""What was typed into a form that cannot be saved as it was sent: to be read, and to be sent again."""

from django.utils.text import capfirst

from civitas_cms.publishing.models import Transition
from civitas_cms.publishing.rich_text import plain_text

TYPED = "_typed"
CHOICE = "_choice-"
#: What a form sends beside what was typed into it.
BUTTONS = {"_save", "_continue", "_addanother", "_compare", "_preview", "_mine", "_theirs", "_chosen"}
STEPS = {f"_{action}" for action in Transition.Action}
#: How the names of fields end that people do not type into.
NOT_TYPED = ("csrfmiddlewaretoken", "_FORMS", "-id", "-parent", "-region", "-ordering")


def typed_fields(data):
    """Return the names and values that a form has sent, so that it can be shown again."""
    left_out = {"csrfmiddlewaretoken", TYPED} | BUTTONS | STEPS
    return [
        (name, value)
        for name, values in data.lists()
        if name not in left_out and not name.startswith(CHOICE)
        for value in values
    ]


def typed_words(data, model):
    """Return the words that a form of ``model`` has sent, as pairs of a field's name and the text, to be copied."""
    names = {field.name: field.verbose_name for field in model._meta.fields}
    return [
        (
            capfirst(names.get(name) or name.rpartition("-")[2].replace("_", " ")),
            plain_text(text.replace("</p>", "</p>\n")).strip(),
        )
        for name, values in data.lists()
        if not name.startswith("_") and not name.endswith(NOT_TYPED) and "__prefix__" not in name
        for text in values
        if text.strip() and not text.isdigit()
    ]
