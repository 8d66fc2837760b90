"""Comments on the page of an item: said, answered and resolved there, without leaving the form.

``static/js/admin-comments.js`` sends them and puts in what the site answers; without it, the page is loaded anew.
"""

from typing import Any

from content_editor.admin import ContentEditorInline
from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_GET, require_POST
from typing_extensions import override

from civitas_cms.newsroom import comments
from civitas_cms.newsroom.autocompletes import is_key
from civitas_cms.newsroom.colleagues import colleagues, name_of
from civitas_cms.newsroom.links import change_url
from civitas_cms.newsroom.models import MAX_COMMENT_LENGTH, MAX_PASSAGE_LENGTH, CommentThread, Notification
from civitas_cms.publishing.models import Publishable
from civitas_cms.publishing.plain_text import TextFormField
from civitas_cms.publishing.workflow.permissions import has_permission

from . import Feature

COLLEAGUES_OFFERED = 8
MAX_NAME_LENGTH = 150  # characters that are looked for


class CommentForm(forms.Form):
    """What somebody says."""

    text = TextFormField(
        label=_lazy("Comment"),
        max_length=MAX_COMMENT_LENGTH,
        error_messages={"required": _lazy("Write what you want to say.")},
    )


class Comments(Feature):
    """What people say about an item, beside its form."""

    templates = {
        "status": "admin/features/comments/number.html",
        "before_form": "admin/features/comments/before_form.html",
        "panel": "admin/features/comments/panel.html",
    }

    @override
    def urls(self):
        return [
            self.path("<path:object_id>/comments/", require_POST(self.comments_view), "comments"),
            self.path("<path:object_id>/comments/colleagues/", require_GET(self.colleagues_view), "colleagues"),
        ]

    @override
    def context(self, request, obj, context):
        """Show what is said, and offer to say more; who opens the page has seen what concerns them there."""
        if not obj or context["is_popup"]:
            return {}
        if request.method == "GET":
            Notification.objects.about(obj).filter(user=request.user).note_seen()
        return self._shown(request, obj) | {
            "comments_url": self.url("comments", obj.pk),
            "colleagues_url": self.url("colleagues", obj.pk),
            "commentable_blocks": _blocks(context.get("inline_admin_formsets", ())),
        }

    def comments_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Do what the button says that was pressed: "say", or with the key of a thread "answer", "resolve", "reopen".

        Answers with the threads as they are now if the script asks, else with the form's page. 400 for an empty
        comment, 403 for who may not, 404 if the item or the thread is not there.
        """
        item = self.item(request, object_id)
        try:
            said = self._act(request, item)
        except comments.ItemGone as gone:
            raise Http404 from gone
        except forms.ValidationError as error:
            return self._answer(request, item, [], error=" ".join(error.messages))
        return self._answer(request, item, said.notices if said else [])

    def colleagues_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Answer with colleagues who may see the item, and whose names have the beginning ``q``, as JSON."""
        item = self.item(request, object_id)
        found = colleagues(item).exclude(pk=request.user.pk)
        for word in request.GET.get("q", "")[:MAX_NAME_LENGTH].split():
            found = found.filter(_has(word))
        people = [{"username": user.get_username(), "name": name_of(user)} for user in found[:COLLEAGUES_OFFERED]]
        return JsonResponse({"colleagues": people})

    def _act(self, request: HttpRequest, item: Publishable) -> comments.Said | None:
        """Do what was asked for; raises ValidationError for words that cannot be kept."""
        data, user = request.POST, _user(request)
        if "answer" in data:
            thread = self._thread(item, data["answer"])
            return comments.answer(thread, item, user, _text(data.get(f"answer-{thread.pk}", "")))
        for action in ("resolve", "reopen"):
            if action in data:
                thread = self._thread(item, data[action])
                comments.resolve(thread, item, user, is_done=action == "resolve")
                return None
        text, block = _text(data.get("comment-text", "")), self._block(item, data.get("comment-block", ""))
        passage = " ".join(data.get("comment-passage", "").split())
        return comments.start_thread(
            item, user, text, block=block, passage=Truncator(passage).chars(MAX_PASSAGE_LENGTH, truncate="")
        )

    def _thread(self, item: Publishable, key: str) -> CommentThread:
        """Return the thread with this ``key`` that the page of ``item`` shows; raises Http404."""
        shown = comments.threads_of(item) if is_key(key) else []
        thread = next((each.thread for each in shown if str(each.thread.pk) == key), None)
        if thread is None:
            raise Http404
        return thread

    def _block(self, item: Publishable, place: str) -> Any:
        """Return the block that ``place`` names as "articles.quote:7"; None for another place, or where it is gone."""
        label, _colon, key = place.partition(":")
        app_label, _dot, model = label.partition(".")
        content_type = ContentType.objects.filter(app_label=app_label, model=model).first()
        return comments.block_of(item, content_type, int(key)) if content_type and is_key(key) else None

    def _shown(self, request: HttpRequest, item: Publishable) -> dict[str, Any]:
        threads = comments.threads_of(item)
        may_change = has_permission(request.user, "change", item)
        return {
            "comment_threads": [
                {
                    "shown": shown,
                    "may_resolve": may_change or shown.comments[0].by_id == request.user.pk,
                    "is_of_copy": bool(not item.working_copy_of_id and shown.thread.item_id != item.pk),
                }
                for shown in threads
                if shown.comments
            ],
            "unresolved_comments": comments.number_unresolved(threads),
        }

    def _answer(self, request: HttpRequest, item: Publishable, notices: list[str], error: str = "") -> HttpResponse:
        if request.headers.get("Accept") == "application/json":
            shown = self._shown(request, item)
            html = render_to_string("admin/features/comments/threads.html", shown, request)
            answer = {"html": html, "unresolved": shown["unresolved_comments"], "notices": notices, "error": error}
            return JsonResponse(answer, status=400 if error else 200)
        for notice in notices:
            messages.warning(request, notice)
        if error:
            messages.error(request, error)
        return HttpResponseRedirect(f"{change_url(item)}#comments")


def _text(words: str) -> str:
    """Return what somebody wants to say, cleaned; raises ValidationError."""
    form = CommentForm({"text": words})
    if not form.is_valid():
        raise forms.ValidationError(form.errors["text"].as_data())
    return form.cleaned_data["text"]


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _has(word: str) -> Q:
    fields = ("first_name", "last_name", "username")  # however they are written
    return Q(*((f"{field}__contains_folded", word) for field in fields), _connector=Q.OR)


def _blocks(inlines: Any) -> list[tuple[str, str]]:
    """Return the saved blocks in the form, as what names each in a request and what people call it."""
    blocks = []
    for inline in inlines:
        if isinstance(inline.opts, ContentEditorInline):
            model = inline.opts.model
            for form in inline.formset.initial_forms:
                words = Truncator(" ".join(comments.words_of(form.instance).split())).chars(60)
                name = f"{capfirst(model._meta.verbose_name)}: {words}" if words else capfirst(model._meta.verbose_name)
                blocks.append((form.instance.ordering, f"{model._meta.label_lower}:{form.instance.pk}", str(name)))
    return [(place, name) for _ordering, place, name in sorted(blocks)]
