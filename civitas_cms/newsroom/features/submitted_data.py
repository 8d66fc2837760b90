"""What was typed into a form that cannot be saved as it was sent: all of it, to be sent again."""

from civitas_cms.publishing.models import Transition

SUBMITTED_SNAPSHOT_FIELD = "_typed"
CHOICE_PREFIX = "_choice-"
#: What a form sends beside what was typed into it.
BUTTON_NAMES = {"_save", "_continue", "_addanother", "_compare", "_preview", "_mine", "_theirs", "_chosen"}
STEP_NAMES = {f"_{action}" for action in Transition.Action}


def submitted_fields(data):
    """Return the names and values that a form has sent, so that it can be shown again."""
    left_out = {"csrfmiddlewaretoken", SUBMITTED_SNAPSHOT_FIELD} | BUTTON_NAMES | STEP_NAMES
    return [
        (name, value)
        for name, values in data.lists()
        if name not in left_out and not name.startswith(CHOICE_PREFIX)
        for value in values
    ]
