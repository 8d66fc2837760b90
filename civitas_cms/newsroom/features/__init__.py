"""What the newsroom's pages can do, one feature in each module of this package.

An admin class lists its features: ``features = [Preview, Workflow, …]``. ``NewsroomAdmin`` asks each of them, in the
order of the list. Only what they show stands in that order: what they do is the same in any.
"""

from collections.abc import Callable
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms import BaseInlineFormSet, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from civitas_cms.newsroom.links import admin_url, change_url


class Feature:
    """One thing that the pages of a model can do in the admin: below is all that it may have a say in.

    ``admin`` is the admin of the model. In the hooks, ``obj`` is an instance of the model, None for one that is not
    saved yet. Nothing here does anything, so a feature defines only what it needs.
    """

    #: Templates that the form's page includes, by their place: ``title``, ``notices`` (below the title) and
    #: ``before_form``; within the form, ``form_top``, ``status`` (always in sight, above the buttons), ``buttons``
    #: (“Save” and the like), ``steps`` (apart from those), ``tools`` (links to other pages, each a list item),
    #: ``beside_buttons`` (what goes with pressing them), ``panel`` (a section of the panel, which is ``<details
    #: class="panel-section" data-section="name">`` with a ``<summary>``; below the rows of forms of one column), and
    #: ``scripts``. A form of its own stands in ``before_form``, and its button names it with the attribute ``form``.
    templates: dict[str, str] = {}

    #: Where its section stands in the panel: sections with a higher number below those with a lower one, and below the
    #: fields those from 0 on.
    panel_order = 50

    def __init__(self, admin: ModelAdmin):
        self.admin = admin

    # What there is beside the form ----------------------------------------------------------------------------------

    def urls(self) -> list[URLPattern]:
        """Return the URLs of pages of its own, each made with ``path``."""
        return []

    def actions(self, request: HttpRequest) -> dict[str, tuple[Callable, str, str]]:
        """Return what can be done with many in the list: by name, a function, the name and a label."""
        return {}

    def beginnings(self) -> list[dict[str, str]]:
        """Return other ways to begin an item than its empty form, for the desk: each a ``name`` and a ``url``."""
        return []

    def searched(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Return those of ``queryset`` that are looked through when somebody searches in a list or a field."""
        return queryset

    def permits(self, request: HttpRequest, action: str, obj: models.Model) -> bool:
        """Tell whether ``obj`` may be an object of the ``action`` ("change" or "delete"); all features must agree."""
        return True

    def explain_missing(self, key: str) -> str | None:
        """Say what has become of the row with the ``key`` in a URL, which is not there (any more); None if unknown."""
        return None

    # The form -------------------------------------------------------------------------------------------------------

    def fieldsets(self, request: HttpRequest, obj: models.Model | None, fieldsets: list) -> list:
        """Return ``fieldsets`` with what it adds or leaves out."""
        return fieldsets

    def readonly_fields(self, request: HttpRequest, obj: models.Model | None) -> list:
        """Return names of fields that are shown and cannot be changed, or functions that show something."""
        return []

    def context(self, request: HttpRequest, obj: models.Model | None, context: dict) -> dict:
        """Return what its templates need, under names of its own.

        ``context`` is what Django's template gets. The forms in it may be adapted.
        """
        return {}

    def finish(self, request: HttpRequest, response: HttpResponse) -> None:
        """Add headers or cookies to the form's page, or to whatever answers a form that was sent."""

    # Saving ---------------------------------------------------------------------------------------------------------

    def refuse(self, request: HttpRequest, obj: models.Model | None) -> HttpResponse | None:
        """Return an answer to a form that was sent, instead of reading it; None to let it be saved.

        A transaction is open. Only one feature may have a reason at a time.
        """
        return None

    def before_save(self, request: HttpRequest, obj: models.Model, form: ModelForm, change: bool) -> None:
        """Do what comes before ``obj`` is saved as the valid ``form`` says; also in a dry run, which is undone."""

    def after_save(
        self,
        request: HttpRequest,
        obj: models.Model,
        form: ModelForm,
        formsets: list[BaseInlineFormSet],
        change: bool,
    ) -> None:
        """Do what comes after ``obj`` is saved with all that belongs to it; not in a dry run."""

    def respond(self, request: HttpRequest, obj: models.Model, change: bool) -> HttpResponse | None:
        """Return where to go after a save because of the button that was pressed; None if it is not its own."""
        return None

    # Deleting -------------------------------------------------------------------------------------------------------

    def before_delete(self, request: HttpRequest, obj: models.Model) -> None:
        """Do what comes before ``obj`` is deleted."""

    def after_delete(self, request: HttpRequest, obj: models.Model) -> None:
        """Do what comes after ``obj`` is deleted."""

    # Tools for features ---------------------------------------------------------------------------------------------

    def path(self, route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
        """Return the URL pattern of a page for people with accounts, which ``url`` finds by its ``name``."""
        view, options = self.admin.admin_site.admin_view(view), self.admin.opts
        return path(route, view, name=f"{options.app_label}_{options.model_name}_{name}")

    def url(self, name: str, *arguments: object) -> str:
        """Return the URL of the page ``name`` of the model's admin."""
        return admin_url(self.admin.model, name, *arguments)

    def item(self, request: HttpRequest, object_id: str) -> models.Model:
        """Return the object that a URL names; raises Http404 if there is none, PermissionDenied if it is not shown."""
        item = self.admin.get_object(request, unquote(object_id))
        if not self.admin.has_view_or_change_permission(request, item):
            raise PermissionDenied
        if item is None:
            raise Http404
        return item

    def page(
        self, request: HttpRequest, template: str, item: models.Model | None, status: int = 200, **context: Any
    ) -> TemplateResponse:
        """Return a page about ``item`` (None: about all of them); ``template`` extends ``admin/item_page.html``."""
        request.current_app = self.admin.admin_site.name
        context |= {
            "opts": self.admin.opts,
            "item": item,
            "list_url": self.url("changelist"),
            "change_url": item and change_url(item),
            "history_url": item and self.url("history", item.pk),
        }
        return TemplateResponse(request, template, self.admin.admin_site.each_context(request) | context, status=status)
