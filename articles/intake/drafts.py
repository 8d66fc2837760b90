"""From what was understood of a text to a draft: in one transaction, with a revision and a line in the log."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.models import Article, ArticlePicture, Link, Quote, RichText, Table, Video
from civitas_cms.delivery.unit_of_work import unit_of_work
from civitas_cms.library.models import Picture
from civitas_cms.library.uploads import prepare_picture
from civitas_cms.pages.blocks import Block as ArticleBlock
from civitas_cms.publishing.models import RevisionEvent
from civitas_cms.publishing.revisions.saving import save_revision
from civitas_cms.publishing.workflow.ownership import create_as
from events.models import Organisation, Speaker

from .pictures import FilePicture
from .proposal import Block, Understood
from .words import plain

Row = TypeVar("Row", bound=Model)


def make_draft(
    understood: Understood, by: User | None, comment: str = "", pictures: Mapping[int, Picture] | None = None
) -> Article:
    """Make a draft of what was understood, and return it; people and organisations that are new are made with it.

    ``by`` is whose draft it is, None if nobody's. ``comment`` is for the history. ``pictures`` of the file go into the
    library, by their number; of the others only the caption is kept. All or nothing is saved.
    """
    with unit_of_work():
        for number, picture in (pictures or {}).items():
            _created(picture, by)
            for described in understood.blocks:
                if described["kind"] == "picture" and described["file"] == number:
                    described["picture"] = {"name": picture.title, "id": picture.pk}
        article = _make_article(understood, by)
        _connect(article, understood)
        for ordering, block in enumerate(_Blocks(article, understood).made(), start=1):
            block.region, block.ordering = "main", 10 * ordering  # type: ignore[attr-defined] # of the plugin's base
            block.save()
        save_revision(article, by, RevisionEvent.CREATED, comment)
        if by is not None:
            LogEntry.objects.log_actions(by.pk, [article], ADDITION, comment, single_object=True)
    return article


def described_pictures(understood: Understood, pictures: Sequence[FilePicture]) -> dict[int, Picture]:
    """Return the pictures of a file that its text describes, by their number, not saved yet.

    The others, and what is no picture that the library takes, are named in ``left_out``.
    """
    made = {}
    for block in understood.blocks:
        if block["kind"] != "picture" or block["file"] is None or block["picture"]:
            continue
        described = block["alternative_text"] or block["caption"]
        reason = _("no text describes it to those who do not see it")
        try:
            if described:
                made[block["file"]] = picture_of(pictures[block["file"]], described, block["caption"])
                continue
        except ValidationError as error:
            reason = " ".join(error.messages)
        understood.left_out.append({"text": described or _("a picture"), "reason": reason})
    return made


def picture_of(picture: FilePicture, alternative_text: str, caption: str = "", credit: str = "") -> Picture:
    """Return a picture for the library, not saved yet; raises ValidationError if it takes no such file."""
    title = caption or alternative_text or picture.name
    return Picture(
        image=prepare_picture(ContentFile(picture.content, picture.name or "picture")),
        title=_fitting(Picture, "title", title),
        alternative_text=_fitting(Picture, "alternative_text", alternative_text),
        is_decorative=not alternative_text,
        caption=_fitting(Picture, "caption", caption),
        credit=_fitting(Picture, "credit", credit),
    )


def _make_article(understood: Understood, by: User | None) -> Article:
    article = Article(
        title=_fitting(Article, "title", understood.title),
        strapline=_fitting(Article, "strapline", understood.strapline),
        summary=_fitting(Article, "summary", understood.summary),
        kind=understood.kind,
        created_by=by,
        updated_by=by,
    )
    if understood.author_organisation:
        key, name = understood.author_organisation["id"], understood.author_organisation["name"]
        article.author_organisation = _organisation(name, key, by)
    article.save()
    return article


def _connect(article: Article, understood: Understood) -> None:
    article.conferences.set([conference["id"] for conference in understood.conferences])
    article.projects.set([project["id"] for project in understood.projects if project["id"]])
    article.authors.set([author["id"] for author in understood.authors if author["id"]])
    article.tags.set([tag["name"] for tag in understood.tags])


def _fitting(model: type[Model], field: str, text: str) -> str:
    """Return ``text`` as long as a field may be."""
    return text[: model._meta.get_field(field).max_length]  # type: ignore[union-attr] # these have one


def _organisation(name: str, key: int | None, by: User | None) -> Organisation | None:
    """Return the organisation with this key or name (in any case), or a new one of ``by``; None without a name."""
    if key:
        return Organisation.objects.get(pk=key)
    name = _fitting(Organisation, "name", " ".join(name.split()))
    if not name:
        return None
    known = Organisation.objects.filter(name__iexact=name).first()
    return known or _created(Organisation(name=name), by)


def _created(row: Row, by: User | None) -> Row:
    """Save a new ``row``, which is the own of ``by``, and return it."""
    if by is None:
        row.save()
    else:
        create_as(by, row)
    return row


class _Blocks:
    """Makes the blocks of an article, and whoever speaks in them."""

    def __init__(self, article: Article, understood: Understood) -> None:
        self._article = article
        self._understood = understood
        self._speakers: dict[str, Speaker] = {}
        self._is_text_made = False

    def made(self) -> list[ArticleBlock]:
        """Return the blocks, not saved yet."""
        blocks = [made for block in self._understood.blocks if (made := self._block(block)) is not None]
        for block in blocks:
            block.parent = self._article  # type: ignore[attr-defined] # of the plugin's base
        return blocks

    def _block(self, block: Block) -> ArticleBlock | None:
        match block["kind"]:
            case "quote":
                return self._quote(block)
            case "table":
                return self._table(block)
            case "picture":
                return self._picture(block)
            case "link":
                return self._checked(Link(text=_fitting(Link, "text", block["text"]), url=block["url"]), block["text"])
            case "video":
                title = block["title"] or self._article.title
                return self._checked(Video(title=_fitting(Video, "title", title), url=block["url"]), block["url"])
        self._is_text_made = True
        return RichText(text=block["html"])

    def _quote(self, block: Block) -> Quote:
        quote = Quote(words=block["words"], speaker=self._speaker(block["speaker"]))
        quote.position_then = _fitting(Quote, "position_then", block["position"])
        quote.organisation_then = self._organisation_of(block["organisation"])
        return quote

    def _organisation_of(self, name: str) -> Organisation | None:
        known = next(
            (each["organisation_id"] for each in self._understood.people if each["organisation"] == name), None
        )
        return _organisation(name, known, self._article.created_by)

    def _speaker(self, name: str) -> Speaker:
        if name not in self._speakers:
            person = next(each for each in self._understood.people if each["name"] == name)
            self._speakers[name] = self._known_speaker(person) or self._new_speaker(person)
        return self._speakers[name]

    def _known_speaker(self, person: dict[str, Any]) -> Speaker | None:
        """Return whom the site knows; of several with one name, the one of the same organisation or else the first."""
        if person["id"]:
            return Speaker.objects.get(pk=person["id"])
        candidates = sorted(
            person["candidates"], key=lambda each: plain(each["organisation"]) != plain(person["organisation"])
        )
        return Speaker.objects.get(pk=candidates[0]["key"]) if candidates else None

    def _new_speaker(self, person: dict[str, Any]) -> Speaker:
        speaker = Speaker(
            given_name=_fitting(Speaker, "given_name", person["given_name"]),
            family_name=_fitting(Speaker, "family_name", person["family_name"]),
            academic_title=_fitting(Speaker, "academic_title", person["title"]),
            position=_fitting(Speaker, "position", person["position"]),
            organisation=self._organisation_of(person["organisation"]),
        )
        return _created(speaker, self._article.created_by)

    def _table(self, block: Block) -> ArticleBlock:
        rows = "\n".join(" | ".join(cell.replace("|", "\\|") for cell in row) for row in block["rows"])
        table = Table(
            caption=_fitting(Table, "caption", block["caption"]),
            content=rows,
            has_header_row=block["has_header_row"],
            has_header_column=block["has_header_column"],
        )
        return self._checked(table, " ".join(" ".join(row) for row in block["rows"]))

    def _picture(self, block: Block) -> ArticleBlock | None:
        """Return a picture of the library; above the text it is the lead picture. Without one, its caption is kept."""
        picture, caption = block["picture"], block["caption"]
        if not self._is_text_made and not self._article.lead_caption and not self._article.lead_picture_id:
            self._article.lead_caption = _fitting(Article, "lead_caption", caption)
            self._article.lead_picture_id = picture["id"] if picture else None
            self._article.save(update_fields=["lead_caption", "lead_picture"])
            return None
        if picture:
            return ArticlePicture(picture_id=picture["id"], caption=_fitting(ArticlePicture, "caption", caption))
        return RichText(text=f"<p><em>{escape(caption)}</em></p>") if caption else None

    def _checked(self, block: ArticleBlock, words: str) -> ArticleBlock:
        """Return ``block`` if it can be saved, or its words as a text."""
        try:
            block.clean_fields(exclude=["parent", "region", "ordering", "poster"])
            block.clean()
        except ValidationError:
            return RichText(text=f"<p>{escape(words)}</p>")
        return block
