"""How the widgets of forms find their templates."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.template.loader import get_template


class FormRenderer(TemplatesSetting):
    """Widgets may use our own templates, and all are the admin's.

    The public site's engine, which comes first in the settings, looks on the disk for each widget, every time.
    """

    def get_template(self, template_name: str) -> Any:
        """Return the template of the admin's engine."""
        return get_template(template_name, using="django")
