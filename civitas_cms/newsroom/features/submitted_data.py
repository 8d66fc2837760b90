"""What was typed into a form that cannot be saved as it was sent: all of it, to be sent again."""

from civitas_cms.publishing.models import Transition

TYPED = "_typed"
CHOICE = "_choice-"
#: What a form sends beside what was typed into it.
BUTTONS = {"_save", "_continue", "_addanother", "_compare", "_preview", "_mine", "_theirs", "_chosen"}
STEPS = {f"_{action}" for action in Transition.Action}


def typed_fields(data):
    """Return the names and values that a form has sent, so that it can be shown again."""
    left_out = {"csrfmiddlewaretoken", TYPED} | BUTTONS | STEPS
    return [
        (name, value)
        for name, values in data.lists()
        if name not in left_out and not name.startswith(CHOICE)
        for value in values
    ]
