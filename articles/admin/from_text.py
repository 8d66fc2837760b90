"""An article from a text that somebody sent: what was understood of it is shown before anything is saved."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID, uuid4

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone
from django.utils.translation import gettext as _
from typing_extensions import override

from articles.intake.drafts import make_draft
from articles.intake.matching import load_known
from articles.intake.pictures import FilePicture, without_marks
from articles.intake.proposal import Understood
from articles.intake.understanding import understand
from articles.models import Article, ReceivedPicture, RichText
from articles.models.received_pictures import KEPT_FOR
from civitas_cms.library.uploads import read_picture
from civitas_cms.newsroom.features import Feature
from civitas_cms.newsroom.links import change_url
from civitas_cms.publishing.workflow.transitions import Refused, submit

from .from_text_forms import Proposal, SourceForm

PREVIEW_SIDE_PIXELS = 480


class FromText(Feature):
    """Makes an article of a text, after its editor has seen what would become of it."""

    templates = {"notices": "admin/articles/from_text/notices.html"}

    @override
    def urls(self) -> list[URLPattern]:
        return [
            self.path("from-text/", self.view, "from_text"),
            self.path("from-text/<uuid:file>/<int:number>/", self.picture_view, "from_text_picture"),
        ]

    @override
    def beginnings(self) -> list[dict[str, str]]:
        return [{"name": _("Article from a text"), "url": self.url("from_text")}]

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
        kept = {
            "understood": asdict(understood),
            "source": _cleaned(without_marks(form.source.html, _("[Picture]"))),
            "file": _keep(form.source.pictures, request),
        }
        proposal = Proposal(understood, None, form.source.pictures if kept["file"] else ())
        return self._proposal(request, proposal, kept, signing.dumps(kept, salt=_salt(request), compress=True))

    def picture_view(self, request: HttpRequest, file: UUID, number: int) -> HttpResponse:
        """Show a picture of a file, small, to whoever has sent it: what it shows has to be said. 404 without one."""
        picture = get_object_or_404(ReceivedPicture, file=file, number=number, received_by_id=request.user.pk)
        try:
            image = read_picture(ContentFile(bytes(picture.content), picture.name), PREVIEW_SIDE_PIXELS)
        except ValidationError as error:
            raise Http404 from error
        answer = HttpResponse(content_type="image/webp")
        image.save(answer, "WEBP")
        return answer

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            kept = signing.loads(request.POST["proposal"], salt=_salt(request))
        except signing.BadSignature:
            messages.error(request, _("The page could not be read any more. Please paste the text again."))
            return HttpResponseRedirect(self.url("from_text"))
        received = ReceivedPicture.objects.filter(file=kept["file"], received_by_id=request.user.pk)
        pictures = [FilePicture(each.name, bytes(each.content)) for each in received]
        proposal = Proposal(Understood(**kept["understood"]), request.POST, pictures)
        if not proposal.is_valid():
            return self._proposal(request, proposal, kept, request.POST["proposal"])
        turned = proposal.apply(request)
        try:
            article = make_draft(proposal.understood, request.user, _("Made from a text"), proposal.pictures)
        except (ObjectDoesNotExist, IntegrityError):
            messages.error(
                request, _("A person or a subject named here was deleted meanwhile. Choose another, please.")
            )
            shown = Proposal(Understood(**kept["understood"]), request.POST, pictures)
            return self._proposal(request, shown, kept, request.POST["proposal"])
        self._tell(request, turned, is_file_gone=bool(kept["file"]) and not pictures)
        if "submit" in request.POST:
            self._submit(request, article)
        received.delete()
        return HttpResponseRedirect(change_url(article))

    def _tell(self, request: HttpRequest, turned: int, *, is_file_gone: bool) -> None:
        messages.success(request, _("The draft is made. Read it through."))
        if turned:
            messages.warning(
                request, _("Quotes of people whom the site does not know are plain text: you may not add people.")
            )
        if is_file_gone:
            messages.warning(request, _("The pictures of the file are not kept that long: choose them in the draft."))

    def _submit(self, request: HttpRequest, article: Article) -> None:
        """Hand the new draft over for review, and say what came of that."""
        try:
            messages.success(request, submit(article, request.user))
        except (Refused, PermissionDenied) as refusal:
            messages.warning(request, str(refusal) or _("You may not submit it for review."))

    def _proposal(self, request: HttpRequest, proposal: Proposal, kept: dict, signed: str) -> HttpResponse:
        return self.page(
            request,
            "admin/articles/from_text/proposal.html",
            None,
            title=_("What was understood"),
            proposal=proposal,
            source=kept["source"],
            file=kept["file"],
            signed=signed,
        )


def _keep(pictures: Sequence[FilePicture], request: HttpRequest) -> str | None:
    """Keep pictures for whoever sends them, if they may add some, and return their file; what is too old goes."""
    ReceivedPicture.objects.filter(received_at__lt=timezone.now() - KEPT_FOR).delete()
    if not pictures or not request.user.has_perm("library.add_picture"):
        return None
    file = uuid4()
    ReceivedPicture.objects.bulk_create(
        ReceivedPicture(
            file=file, number=number, name=each.name[-250:], content=each.content, received_by_id=request.user.pk
        )
        for number, each in enumerate(pictures)
    )
    return str(file)


def _salt(request: HttpRequest) -> str:
    """Return what binds a proposal that travels in a form to whom it was shown to."""
    return f"articles.from_text.{request.user.pk}"


def _cleaned(html: str) -> str:
    """Return ``html`` as a text block may have it."""
    return RichText._meta.get_field("text").clean_text(html)
