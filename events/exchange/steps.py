"""How far an import is, in words for whoever waits for it."""

from django.db.models import TextChoices
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from civitas_cms.postgresql.progress import Progress


class Step(TextChoices):
    """What is being done, in this order. ``CHECKING`` compares once more, in the transaction that writes."""

    READING = "reading", gettext_lazy("Reading the file")
    COMPARING = "comparing", gettext_lazy("Comparing with what is here")
    CHECKING = "checking", gettext_lazy("Checking that nothing has changed meanwhile")
    WRITING = "writing", gettext_lazy("Importing")
    FINISHING = "finishing", gettext_lazy("Noting it in the history and for the search")


def in_words(progress: Progress) -> str:
    """Return what is being done, as in "Importing: 640 of 2,000 sessions"."""
    label = Step(progress.step).label
    if not progress.total:
        return f"{label} …"
    numbers = {"step": label, "done": _grouped(progress.done), "total": _grouped(progress.total)}
    return _("%(step)s: %(done)s of %(total)s sessions") % numbers


def _grouped(number: int) -> str:
    return str(number_format(number, force_grouping=True))
