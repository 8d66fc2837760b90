"""Readiness checks of pictures, for the rooms above."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from civitas_cms.publishing.workflow.readiness import Finding, advice

# What cameras and programs call files, and how descriptions begin that only say what everybody knows.
FILE_NAME = re.compile(r"\.(jpe?g|png|webp|avif|gif|tiff?)$|^(img|dsc|pic|image|photo)[-_ ]?\d+$", re.IGNORECASE)
SAYS_NOTHING = re.compile(r"^(an? |the )?(image|picture|photo|photograph) of\b", re.IGNORECASE)


def lead_picture(item: Any) -> Iterator[Finding]:
    """Find fault with the ``lead_picture`` of ``item``, or that there is none."""
    if item.lead_picture is None:
        yield advice(_("It has no lead picture. Lists and social media show one."), "lead_picture")
    elif item.lead_picture.is_decorative:
        text = _("The lead picture is marked as decorative: people who do not see it learn nothing of it.")
        yield advice(text, "lead_picture")
    else:
        yield from alternative_text(item.lead_picture.alternative_text, field="lead_picture")


def alternative_text(text: str, **where: Any) -> Iterator[Finding]:
    """Find fault with a picture's alternative ``text``; ``where`` says where it is, as for ``readiness.advice``."""
    if FILE_NAME.search(text.strip()):
        yield advice(_("The alternative text “%(text)s” looks like the name of a file.") % {"text": text}, **where)
    elif SAYS_NOTHING.search(text.strip()):
        message = _("The alternative text “%(text)s” need not say that it is a picture: say what it shows.")
        yield advice(message % {"text": text}, **where)
