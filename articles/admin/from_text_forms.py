"""The forms of an article from a text: the text, and what was understood of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from typing_extensions import override

from articles.intake.drafts import picture_of
from articles.intake.files import MAX_FILE_BYTES, SUFFIXES, Source, Unreadable, read_bytes
from articles.intake.pictures import FilePicture
from articles.intake.proposal import Block, Understood
from articles.intake.writing import MAX_QUOTE_LENGTH
from articles.models import Article, Quote
from civitas_cms.library.models import Picture
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
                self.source = read_bytes(content, name or "")
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
            data,
            initial=initial | {name: [_key(each) for each in of] for name, (_label, of) in things.items()},
            label_suffix="",
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
        initial["speaker"] = known[0][0] if known else ""
        super().__init__(data, prefix=prefix, initial=initial, label_suffix="")
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
        super().__init__(data, prefix=prefix, initial=initial, label_suffix="")
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
        if not may_name(values["organisation"], request):
            # Organisations are for others to add: what the text says of somebody stays in the position.
            position = ", ".join(filter(None, [values["position"], values["organisation"]]))
            self.block |= {"position": position, "organisation": ""}
        if not person["id"]:
            person |= {name: self.block[name] for name in ("position", "organisation")}
        return False


class PictureForm(forms.Form):
    """A picture of the file: what it shows, for the library."""

    alternative_text = _line(gettext_lazy("Alternative text"), Picture, "alternative_text")
    is_decorative = forms.BooleanField(label=gettext_lazy("Decorative: it tells nothing"), required=False)
    caption = _line(gettext_lazy("Caption"), Picture, "caption")
    credit = _line(gettext_lazy("Credit"), Picture, "credit")
    is_left_out = forms.BooleanField(label=gettext_lazy("Leave it out"), required=False)

    def __init__(self, block: Block, data: Any, prefix: str, file: FilePicture) -> None:
        initial = {name: block[name] for name in ("alternative_text", "caption")}
        super().__init__(data, prefix=prefix, initial=initial, label_suffix="")
        self.block, self.file = block, file
        self.picture: Picture | None = None

    @override
    def clean(self) -> dict[str, Any]:
        """Look at the file, and ask for words for those who do not see it."""
        values = self.cleaned_data
        if values["is_left_out"] or self.errors:
            return values
        described = "" if values["is_decorative"] else values["alternative_text"]
        if not described and not values["is_decorative"]:
            self.add_error(
                "alternative_text", _("Describe the picture in a sentence, mark it as decorative, or leave it out.")
            )
            return values
        try:
            self.picture = picture_of(self.file, described, values["caption"], values["credit"])
        except ValidationError as error:
            self.add_error("is_left_out", error)
        return values

    def apply(self) -> None:
        """Change the block as the form says; without its picture, it has its caption only."""
        self.block["caption"] = "" if self.cleaned_data["is_left_out"] else self.cleaned_data["caption"]


def may_name(organisation: str, request: HttpRequest) -> bool:
    """Tell whether an organisation is there already, or may be added."""
    return (
        not organisation
        or request.user.has_perm("events.add_organisation")
        or Organisation.objects.filter(name__iexact=organisation).exists()
    )


class Proposal:
    """What was understood of a text, with the forms in which it can be changed."""

    def __init__(self, understood: Understood, data: Any = None, pictures: Sequence[FilePicture] = ()) -> None:
        self.understood = understood
        self.item = ItemForm(understood, data)
        self.people = {
            each["name"]: PersonForm(each, data, f"person-{number}")
            for number, each in reversed(list(enumerate(understood.people)))
            if any(block.get("speaker") == each["name"] for block in understood.blocks)
        }
        self.people = dict(reversed(self.people.items()))
        self.blocks: list[tuple[Block, QuoteForm | PictureForm | None]] = []
        for number, block in enumerate(understood.blocks):
            form: QuoteForm | PictureForm | None = None
            if block["kind"] == "quote":
                form = QuoteForm(block, data, f"block-{number}")
            elif block["kind"] == "picture" and not block["picture"] and block["file"] in range(len(pictures)):
                form = PictureForm(block, data, f"block-{number}", pictures[block["file"]])
            self.blocks.append((block, form))
        self.unknown_projects = [each["name"] for each in understood.projects if not each["id"]]

    def is_valid(self) -> bool:
        """Tell whether all can be saved; each form has its errors then."""
        forms = [self.item, *self.people.values(), *(form for _block, form in self.blocks if form)]
        return all([form.is_valid() for form in forms])  # noqa: C419 - all of them speak

    @property
    def pictures(self) -> dict[int, Picture]:
        """The pictures that go into the library, by their number in the file."""
        forms = (form for _block, form in self.blocks if isinstance(form, PictureForm))
        return {form.block["file"]: form.picture for form in forms if form.picture}

    def apply(self, request: HttpRequest) -> int:
        """Change what was understood as the forms say; return how many quotes had to become text."""
        self.item.apply(self.understood)
        organisation = self.understood.author_organisation
        if organisation and not organisation["id"] and not may_name(organisation["name"], request):
            self.understood.author_organisation = None
        for person in self.people.values():
            person.apply()
        turned = 0
        for block, form in self.blocks:
            if isinstance(form, PictureForm):
                form.apply()
            elif form is not None:
                turned += form.apply(self.people[block["speaker"]].person, request)
        return turned
