"""Importing and exporting the programme of a conference, on pages of its own."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from civitas_cms.newsroom.features import Feature
from civitas_cms.newsroom.links import change_url
from civitas_cms.postgresql.progress import Report, progress_of, reporting
from events.exchange.applying import NotPossible, apply
from events.exchange.columns import FIELDS
from events.exchange.kinds import simple
from events.exchange.plan import Action, Plan, WhatIsGone
from events.exchange.planning import plan
from events.exchange.reading import MAX_FILE_BYTES, Frame, Unreadable, read_bytes, too_large
from events.exchange.schedules import schedule_json, schedule_xml
from events.exchange.steps import Step, in_words
from events.exchange.table_files import as_csv, as_xlsx, people_table, sessions_table
from events.models import Conference, ImportMapping, ReceivedProgramme, Session
from events.models.importing import KEPT_FOR

#: More lines nobody reads; what is left out is counted.
MAX_LINES = 500
NEEDED_PERMISSIONS = [
    f"events.{action}_{model}"
    for model in ("day", "room", "furtherroom", "track", "session", "sessionitem", "sessionlink", "appearance")
    for action in ("add", "change", "delete")
] + ["events.add_speaker", "events.change_speaker", "events.add_organisation"]
#: Sent by the script of these pages: the key by which it asks how far the work is.
PROGRESS_HEADER = "X-Progress"
SUFFIXES = (".xml", ".json", ".ics", ".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
#: In which forms a programme goes out: by the end of the URL, the type of the content and what makes it.
EXPORTS: dict[str, tuple[str, Callable[[Conference, Callable[[str], str]], bytes]]] = {
    "schedule.xml": ("application/xml", schedule_xml),
    "schedule.json": ("application/json", schedule_json),
    "sessions.xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda conference, _absolute: as_xlsx(
            {"Sessions": sessions_table(conference), "People": people_table(conference)}
        ),
    ),
    "sessions.csv": ("text/csv; charset=utf-8", lambda conference, _absolute: as_csv(sessions_table(conference))),
    "people.csv": ("text/csv; charset=utf-8", lambda conference, _absolute: as_csv(people_table(conference))),
}


class FileForm(forms.Form):
    """A programme, in a file or pasted."""

    file = forms.FileField(
        label=gettext_lazy("Choose a file"),
        required=False,
        help_text=gettext_lazy(
            "What frab, pretalx or Indico export, a calendar (.ics), a table (Excel, LibreOffice, .csv); up to 20 MB."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste a table"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("From a spreadsheet or a text, with its first row, which says what each column is."),
    )
    content: bytes

    @override
    def clean(self) -> dict[str, Any]:
        """Ask for one of both."""
        values = self.cleaned_data
        file = values.get("file")
        self.content = file.read(MAX_FILE_BYTES + 1) if file else values.get("text", "").encode()
        if len(self.content) > MAX_FILE_BYTES:
            self.add_error("file", too_large())
        elif not self.content and not self.errors:
            self.add_error("file", _("Choose a file, or paste a table."))
        return values


class Importing(Feature):
    """Takes a programme in, after its editor has seen what would become of it, and gives it out."""

    templates = {"tools": "admin/programme/importing/tools.html"}

    @override
    def urls(self) -> list[URLPattern]:
        return [
            self.path("<path:object_id>/import/<uuid:received>/", self.plan_view, "import_plan"),
            self.path("<path:object_id>/import/progress/<uuid:key>/", self.progress_view, "import_progress"),
            self.path("<path:object_id>/import/", self.file_view, "import"),
            self.path("<path:object_id>/export/<str:form>", self.export_view, "export"),
        ]

    @override
    def context(self, request: HttpRequest, obj: Model | None, context: dict) -> dict[str, Any]:
        may = obj is not None and self._may_import(request, obj)
        return {"import_url": self.url("import", obj.pk) if obj is not None and may else None}

    def _may_import(self, request: HttpRequest, obj: Model) -> bool:
        return self.admin.has_change_permission(request, obj) and request.user.has_perms(NEEDED_PERMISSIONS)

    def _conference(self, request: HttpRequest, object_id: str) -> Any:
        conference = self.item(request, object_id)
        if not self._may_import(request, conference):
            raise PermissionDenied
        return conference

    def file_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask for a file, and keep it until it is imported; 403 to those who may not change the programme."""
        conference = self._conference(request, object_id)
        form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
        if form.is_bound and form.is_valid():
            name = form.cleaned_data["file"].name if form.cleaned_data["file"] else ""
            try:
                with _reporting(request) as report:
                    report(Step.READING, 0, 0)
                    read_bytes(form.content, name, Frame.of(conference))
            except Unreadable as error:
                form.add_error("file" if name else "text", str(error))
            else:
                ReceivedProgramme.objects.filter(received_at__lt=timezone.now() - KEPT_FOR).delete()
                received = ReceivedProgramme.objects.create(
                    conference=conference, name=name[:200], content=form.content, received_by_id=request.user.pk
                )
                return HttpResponseRedirect(self.url("import_plan", conference.pk, received.uuid))
        exports = [{"name": name, "url": self.url("export", conference.pk, name)} for name in EXPORTS]
        return self.page(
            request,
            "admin/programme/importing/file.html",
            conference,
            title=_("Import a programme"),
            form=form,
            exports=exports,
            **self._progress(conference),
        )

    def plan_view(self, request: HttpRequest, object_id: str, received: UUID) -> HttpResponse:
        """Show what would become of a file; keep what is chosen for its words; import it."""
        conference = self._conference(request, object_id)
        file = ReceivedProgramme.objects.filter(uuid=received, received_by_id=request.user.pk).first()
        if file is None:
            messages.warning(request, _("The file is not kept that long. Choose it again, please."))
            return HttpResponseRedirect(self.url("import", conference.pk))
        if "mapping" in request.POST:
            _keep_mapping(conference, request)
            return HttpResponseRedirect(request.path)
        with _reporting(request) as report:
            try:
                report(Step.READING, 0, 0)
                programme = read_bytes(bytes(file.content), file.name, Frame.of(conference))
            except Unreadable as error:
                messages.error(request, str(error))
                return HttpResponseRedirect(self.url("import", conference.pk))
            planned = plan(programme, conference, report=partial(report, Step.COMPARING))
            if request.method == "POST" and (done := self._import(request, planned, file, report)):
                return done
        return self.page(
            request,
            "admin/programme/importing/plan.html",
            conference,
            title=_("What would become of it"),
            file=file,
            **_shown(planned),
            **self._progress(conference),
        )

    def progress_view(self, request: HttpRequest, object_id: str, key: UUID) -> JsonResponse:
        """Say how far the import with the ``key`` is, in words and numbers; no words if none goes on (any more)."""
        self._conference(request, object_id)
        if (progress := progress_of(key)) is None:
            return JsonResponse({"words": ""})
        return JsonResponse({"words": in_words(progress)} | progress._asdict())

    def _progress(self, conference: Conference) -> dict[str, Any]:
        """Return with which key a page's forms are sent, and where it asks how far they are."""
        key = uuid4()
        return {"progress_key": key, "progress_url": self.url("import_progress", conference.pk, key)}

    def _import(
        self, request: HttpRequest, planned: Plan, file: ReceivedProgramme, report: Report
    ) -> HttpResponse | None:
        """Import what ``planned`` says if that was seen, and go to what was changed; None to show it once more."""
        if request.POST.get("seen") != _fingerprint(planned):
            messages.warning(
                request, _("The programme has been changed meanwhile. Look at what would become of it now.")
            )
            return None
        gone = request.POST.get("gone", WhatIsGone.LEAVE)
        if gone in WhatIsGone.values and gone != WhatIsGone.LEAVE:
            comparing = partial(report, Step.COMPARING)
            planned = plan(planned.programme, planned.target, WhatIsGone(gone), comparing)
        comment = _("Programme imported from %s") % (file.name or _("a table that was pasted"))
        try:
            skip_errors = "skip_errors" in request.POST
            done = apply(planned, request.user, skip_errors=skip_errors, comment=comment, report=report)
        except NotPossible as error:
            messages.error(request, str(error))
            return None
        except IntegrityError:
            messages.error(request, _("Somebody changed what belongs to it at the same moment. Please try again."))
            return None
        file.delete()
        if done.changes_nothing:
            messages.info(request, _("All is as in the file already: nothing was changed."))
        else:
            messages.success(request, _("The programme is imported: %s.") % _counted(done))
        if done.target.working_copy_of_id:
            messages.info(request, _("These are changes of the working copy: visitors see them once you publish it."))
        address = change_url(done.target)
        if PROGRESS_HEADER in request.headers:  # a script would follow a redirect unseen, and take the messages with it
            return JsonResponse({"location": address})
        return HttpResponseRedirect(address)

    def export_view(self, request: HttpRequest, object_id: str, form: str) -> HttpResponse:
        """Answer with the programme in one of ``EXPORTS``, for everybody who may see the conference here."""
        item = self.item(request, object_id)
        if form not in EXPORTS:
            raise Http404
        content_type, write = EXPORTS[form]
        conference = get_object_or_404(Conference.objects.for_export(), pk=item.pk)
        name = f"{conference.slug}-{form}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(write(conference, request.build_absolute_uri), content_type=content_type, headers=headers)


def _reporting(request: HttpRequest) -> AbstractContextManager[Report]:
    """Let the page that has sent ``request`` ask how far the block is, if its script wants to know."""
    try:
        return reporting(UUID(request.headers.get(PROGRESS_HEADER, "")))
    except ValueError:
        return reporting(None)


def _shown(planned: Plan) -> dict[str, Any]:
    """Return what the page shows of a plan."""
    lines = [line for line in planned.sorted_lines() if line.action != Action.UNCHANGED or line.note]
    programme = planned.programme
    counts = planned.counts("session")
    return {
        "plan": planned,
        "seen": _fingerprint(planned),
        "lines": lines[:MAX_LINES],
        "more_lines": max(len(lines) - MAX_LINES, 0),
        "counts": [(action.label, counts[action]) for action in Action if counts[action]],
        "columns": [
            {"number": number, "heading": heading, "field": field}
            for number, (heading, field) in enumerate(programme.columns)
            if heading
        ],
        "fields": [("", _("– left out –")), *FIELDS.items()],
        "unknown_kinds": list(enumerate(programme.unknown_kinds)),
        "kinds": Session.Kind.choices,
        "ways_with_gone": WhatIsGone.choices,
    }


def _counted(planned: Plan) -> str:
    counts = planned.counts("session")
    return ", ".join(f"{counts[action]} {action.label}" for action in Action if counts[action])


def _fingerprint(planned: Plan) -> str:
    """Return what stands for what a plan says."""
    return hashlib.sha256(repr([*planned.lines, *planned.problems]).encode()).hexdigest()


def _keep_mapping(conference: Conference, request: HttpRequest) -> None:
    """Keep what was chosen for headings and for words for kinds, for this file and for the next time."""
    original = conference.working_copy_of or conference
    mapping, _made = ImportMapping.objects.get_or_create(conference=original)
    for name, value in request.POST.items():
        if name.startswith("column-") and (value == "" or value in FIELDS):
            mapping.columns[simple(request.POST.get(f"heading-{name.removeprefix('column-')}", ""))] = value
        elif name.startswith("kind-") and value in Session.Kind.values:
            mapping.kinds[simple(request.POST.get(f"word-{name.removeprefix('kind-')}", ""))] = value
    mapping.save()
