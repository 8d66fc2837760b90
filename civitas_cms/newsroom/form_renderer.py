"""How the widgets of forms find their templates."""

from typing import Any

from django.forms.renderers import Jinja2, TemplatesSetting
from django.template.loader import get_template
from django.utils.functional import cached_property


class FormRenderer(TemplatesSetting):
    """Widgets may use our own templates, and all are the admin's, but for Django's own.

    The public site's engine, which comes first in the settings, looks on the disk for each widget, every time. Django's
    own widgets and labels, of which a long form has hundreds, are compiled: each comes in Jinja's language as well.
    """

    @cached_property
    def compiled(self) -> Jinja2:
        """Return the renderer of Django's own widgets."""
        return Jinja2()

    def render(self, template_name: str, context: Any, request: Any = None) -> Any:
        """Return the template's text; a list without errors, of which a long form has hundreds, has none."""
        if template_name.startswith("django/forms/errors/") and not context["errors"]:
            return ""
        return super().render(template_name, context, request)

    def get_template(self, template_name: str) -> Any:
        """Return the compiled template of a widget of Django's, or that of the admin's engine."""
        if template_name.startswith("django/forms/"):
            return self.compiled.get_template(template_name)
        return get_template(template_name, using="django")
