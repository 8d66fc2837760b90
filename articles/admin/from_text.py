"""An article from a text that somebody sent: what was understood of it is shown before anything is saved."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import IntegrityError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from articles.intake.drafts import make_draft
from articles.intake.files import MAX_FILE_BYTES, SUFFIXES, Source, Unreadable, read_bytes
from articles.intake.matching import load_known
from articles.intake.proposal import Block, Understood
from articles.intake.understanding import understand
from articles.intake.writing import MAX_QUOTE_LENGTH
from articles.models import Article, Quote, RichText
from civitas_cms.newsroom.features import Feature
from civitas_cms.newsroom.links import change_url
from events.models import Organisation, Speaker


def _max_length(model: Any, field: str) -> int:
    return model._meta.get_field(field).max_length


def _line(label: Any, model: Any, field: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=_max_length(model, field), required=required)


class SourceForm(forms.Form):
    """A text, pasted or in a file; ``source`` is what was read of it."""

    text = forms.CharField(
        label=gettext_lazy("Paste the text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=gettext_lazy("With its headings, links and tables. What you paste here is read at once."),
    )
    html = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=gettext_lazy("Or choose a file"),
        required=False,
        help_text=gettext_lazy("Word (.docx), .odt, .rtf, .html, .eml, .txt or .md, up to 20 MB."),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )
    source: Source

    @override
    def clean(self) -> dict[str, Any]:
        """Read the file, or else what was pasted; a reason why that cannot be done stands beside the field."""
        values = self.cleaned_data
        file, field = values.get("file"), "text"
        if file:
            field, content, name = "file", file.read(MAX_FILE_BYTES + 1), file.name
        elif values.get("html"):
            content, name = values["html"].encode(), "pasted.html"
        else:
            content, name = values.get("text", "").encode(), "pasted.txt"
        if not content and not self.errors:
            self.add_error("text", _("Paste a text here, or choose a file."))
        elif not self.errors:
            try:
                self.source = read_bytes(content, name)
            except Unreadable as error:
                self.add_error(field, str(error))
        return values


class ItemForm(forms.Form):
    """What an article is called, and what it is about."""

    title = _line(gettext_lazy("Title"), Article, "title", required=True)
    strapline = _line(gettext_lazy("Strapline"), Article, "strapline")
    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        max_length=_max_length(Article, "summary"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"))

    def __init__(self, understood: Understood, data: Any) -> None:
        things = {
            "conferences": (_("Conferences"), understood.conferences),
            "projects": (_("Projects"), [each for each in understood.projects if each["id"]]),
            "tags": (_("Tags"), understood.tags),
            "authors": (_("Authors"), [each for each in understood.authors if each["id"]]),
            "author_organisation": (
                _("Organisation that wrote it"),
                [understood.author_organisation] if understood.author_organisation else [],
            ),
        }
        initial = {name: getattr(understood, name) for name in ("title", "strapline", "summary", "kind")}
        super().__init__(
            data, initial=initial | {name: [_key(each) for each in of] for name, (_l, of) in things.items()}
        )
        self.fields["kind"].choices = Article._meta.get_field("kind").choices  # type: ignore[attr-defined] # it is one of choices
        for name, (label, of) in things.items():
            if of:
                self.fields[name] = forms.MultipleChoiceField(
                    label=label,
                    choices=[(_key(each), each["name"]) for each in of],
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )

    def apply(self, understood: Understood) -> None:
        """Change what was understood as the form says."""
        values = self.cleaned_data
        for name in ("title", "strapline", "summary", "kind"):
            setattr(understood, name, values[name])
        for name in ("conferences", "projects", "tags", "authors"):
            chosen = values.get(name, [])
            setattr(understood, name, [each for each in getattr(understood, name) if _key(each) in chosen])
        if not values.get("author_organisation"):
            understood.author_organisation = None


def _key(thing: dict[str, Any]) -> str:
    return str(thing["id"] or "")


class PersonForm(forms.Form):
    """Who somebody is that is quoted: a person whom the site knows, or a new one."""

    speaker = forms.ChoiceField(label=gettext_lazy("Who it is"), required=False)
    given_name = _line(gettext_lazy("Given name, if new"), Speaker, "given_name")
    family_name = _line(gettext_lazy("Family name, if new"), Speaker, "family_name")

    def __init__(self, person: dict[str, Any], data: Any, prefix: str) -> None:
        known = [(str(each["key"]), _described(each)) for each in person["candidates"]]
        if person["id"]:
            known = [(str(person["id"]), _described(person))]
        initial = {name: person[name] for name in ("given_name", "family_name")}
        super().__init__(data, prefix=prefix, initial=initial | {"speaker": known[0][0] if known else ""})
        self.person = person
        self.fields["speaker"].choices = [*known, ("", _("A new person"))]  # type: ignore[attr-defined] # it is one of choices

    @override
    def clean(self) -> dict[str, Any]:
        """Ask for the name of a new person."""
        values = self.cleaned_data
        if not values.get("speaker") and not values.get("family_name") and "family_name" not in self.errors:
            self.add_error("family_name", _("A new person needs a family name."))
        return values

    def apply(self) -> None:
        """Change the person as the form says."""
        chosen = self.cleaned_data["speaker"]
        self.person |= {"id": int(chosen) if chosen else None, "candidates": []}
        self.person |= {name: self.cleaned_data[name] for name in ("given_name", "family_name")}


def _described(person: dict[str, Any]) -> str:
    """Return a person's name with what tells namesakes apart."""
    name = person.get("name") or f"{person['given_name']} {person['family_name']}"
    return ", ".join(filter(None, [name, person["position"], person["organisation"]]))


class QuoteForm(forms.Form):
    """The words of somebody, and what they were then."""

    words = forms.CharField(
        label=gettext_lazy("Words"), max_length=MAX_QUOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )
    position = _line(gettext_lazy("Position then"), Quote, "position_then")
    organisation = _line(gettext_lazy("Organisation then"), Organisation, "name")
    is_text = forms.BooleanField(label=gettext_lazy("Turn back into plain text"), required=False)

    def __init__(self, block: Block, data: Any, prefix: str) -> None:
        initial = {name: block[name] for name in ("words", "position", "organisation")}
        super().__init__(data, prefix=prefix, initial=initial)
        self.block = block

    def apply(self, person: dict[str, Any], request: HttpRequest) -> bool:
        """Change the block as the form says; tell whether it had to become text, as whoever asks may add no people."""
        values = self.cleaned_data
        self.block |= {name: values[name] for name in ("words", "position", "organisation")}
        is_stranger = not person["id"] and not request.user.has_perm("events.add_speaker")
        if values["is_text"] or is_stranger:
            who = ", ".join(filter(None, [person["name"], values["position"], values["organisation"]]))
            html = linebreaks(f"“{values['words']}”", autoescape=True) + f"<p>{escape(who)}</p>"
            self.block |= {"kind": "text", "html": html}
            return is_stranger and not values["is_text"]
        if not _may_name(values["organisation"], request):
            # Organisations are for others to add: what the text says of somebody stays in the position.
            position = ", ".join(filter(None, [values["position"], values["organisation"]]))
            self.block |= {"position": position, "organisation": ""}
        if not person["id"]:
            person |= {name: self.block[name] for name in ("position", "organisation")}
        return False


def _may_name(organisation: str, request: HttpRequest) -> bool:
    """Tell whether an organisation is there already, or may be added."""
    return (
        not organisation
        or request.user.has_perm("events.add_organisation")
        or Organisation.objects.filter(name__iexact=organisation).exists()
    )


class Proposal:
    """What was understood of a text, with the forms in which it can be changed."""

    def __init__(self, understood: Understood, data: Any = None) -> None:
        self.understood = understood
        self.item = ItemForm(understood, data)
        self.people = {
            each["name"]: PersonForm(each, data, f"person-{number}")
            for number, each in reversed(list(enumerate(understood.people)))
            if any(block.get("speaker") == each["name"] for block in understood.blocks)
        }
        self.people = dict(reversed(self.people.items()))
        self.blocks = [
            (block, QuoteForm(block, data, f"block-{number}") if block["kind"] == "quote" else None)
            for number, block in enumerate(understood.blocks)
        ]
        self.unknown_projects = [each["name"] for each in understood.projects if not each["id"]]

    def is_valid(self) -> bool:
        """Tell whether all can be saved; each form has its errors then."""
        quotes = [form for _block, form in self.blocks if form]
        return all([form.is_valid() for form in (self.item, *self.people.values(), *quotes)])  # noqa: C419 - all of them speak

    def apply(self, request: HttpRequest) -> int:
        """Change what was understood as the forms say; return how many quotes had to become text."""
        self.item.apply(self.understood)
        organisation = self.understood.author_organisation
        if organisation and not organisation["id"] and not _may_name(organisation["name"], request):
            self.understood.author_organisation = None
        for person in self.people.values():
            person.apply()
        return sum(
            form.apply(self.people[block["speaker"]].person, request) for block, form in self.blocks if form is not None
        )


class FromText(Feature):
    """Makes an article of a text, after its editor has seen what would become of it."""

    templates = {"notices": "admin/articles/from_text/notices.html"}

    @override
    def urls(self) -> list[URLPattern]:
        return [self.path("from-text/", self.view, "from_text")]

    @override
    def context(self, request: HttpRequest, obj: Model | None, context: dict) -> dict:
        return {"from_text_url": None if obj else self.url("from_text")}

    def view(self, request: HttpRequest) -> HttpResponse:
        """Ask for a text, show what was understood of it, and make a draft of that; 403 to those who may add none."""
        if not self.admin.has_add_permission(request):
            raise PermissionDenied
        if "proposal" in request.POST:
            return self._answer(request)
        form = SourceForm(request.POST or None, request.FILES or None)
        if not form.is_bound or not form.is_valid():
            return self.page(request, "admin/articles/from_text/source.html", None, title=_("From a text"), form=form)
        understood = understand(form.source, load_known())
        for block in understood.blocks:
            if block["kind"] == "text":
                block["html"] = _cleaned(block["html"])
        kept = {"understood": asdict(understood), "source": _cleaned(form.source.html)}
        return self._proposal(
            request, Proposal(understood), kept["source"], signing.dumps(kept, salt=_salt(request), compress=True)
        )

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            kept = signing.loads(request.POST["proposal"], salt=_salt(request))
        except signing.BadSignature:
            messages.error(request, _("The page could not be read any more. Please paste the text again."))
            return HttpResponseRedirect(self.url("from_text"))
        proposal = Proposal(Understood(**kept["understood"]), request.POST)
        if not proposal.is_valid():
            return self._proposal(request, proposal, kept["source"], request.POST["proposal"])
        turned = proposal.apply(request)
        try:
            article = make_draft(proposal.understood, request.user, _("Made from a text"))
        except (ObjectDoesNotExist, IntegrityError):
            messages.error(
                request, _("A person or a subject named here was deleted meanwhile. Choose another, please.")
            )
            shown = Proposal(Understood(**kept["understood"]), request.POST)
            return self._proposal(request, shown, kept["source"], request.POST["proposal"])
        messages.success(request, _("The draft is made. Read it through, then save it."))
        if turned:
            messages.warning(
                request, _("Quotes of people whom the site does not know are plain text: you may not add people.")
            )
        return HttpResponseRedirect(change_url(article))

    def _proposal(self, request: HttpRequest, proposal: Proposal, source: str, signed: str) -> HttpResponse:
        return self.page(
            request,
            "admin/articles/from_text/proposal.html",
            None,
            title=_("What was understood"),
            proposal=proposal,
            source=source,
            signed=signed,
        )


def _salt(request: HttpRequest) -> str:
    """Return what binds a proposal that travels in a form to whom it was shown to."""
    return f"articles.from_text.{request.user.pk}"


def _cleaned(html: str) -> str:
    """Return ``html`` as a text block may have it."""
    return RichText._meta.get_field("text").clean_text(html)
