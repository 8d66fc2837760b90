"""Generated articles with their bodies."""

from bisect import bisect_right
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from random import Random

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from taggit.models import TaggedItem
from tqdm import tqdm

from articles import models
from articles.models import Article
from civitas_cms.library.models import Document
from civitas_cms.publishing.models import State
from events.models import Appearance, Conference

from .language import PREFIX, Writer, address, in_batches, spread, vocabulary
from .partners import Partners

FIRST_DAY = datetime(2015, 1, 5, 9, tzinfo=UTC)
BATCH = 250  # articles to insert at once
KINDS = {"news": 10, "event_report": 5, "interview": 2, "announcement": 3, "press_release": 2, "call": 1}
REPORTED_WITHIN = timedelta(days=90)  # after a conference
DEMONSTRATION_VIDEO = "https://vimeo.com/76979871"


def enlarge_articles(count: int, partners: Partners) -> None:
    """Generate articles until there are ``count`` generated ones."""
    existing = Article.objects.filter(slug__startswith=PREFIX).values_list("slug", "pk")
    keys = {int(slug.removeprefix(PREFIX).partition("-")[0]): key for slug, key in existing}
    missing = [number for number in range(1, count + 1) if number not in keys]
    if not missing:
        return
    archive = Archive()
    with tqdm(total=len(missing), desc="Articles", unit="article", disable=None) as progress:
        for batch in in_batches(missing, BATCH):
            makers = [ArticleMaker(number, partners, archive) for number in batch]
            articles = Article.objects.bulk_create([maker.article for maker in makers])
            keys |= {number: article.pk for number, article in zip(batch, articles, strict=True)}
            rows = Rows()
            for maker in makers:
                maker.add_to(rows, earlier=keys)
            rows.insert()
            progress.update(len(batch))


class Archive:
    """What articles can report on: the generated conferences that are over, and who spoke there."""

    def __init__(self):
        # Generated ones only: nobody who exists is to be quoted with words out of chance.
        conferences = Conference.objects.public().past().filter(slug__startswith=PREFIX)
        self.conferences = sorted(conferences, key=lambda conference: conference.ends_on)
        self.ends = [conference.ends_on for conference in self.conferences]
        self.documents = list(Document.objects.order_by("title"))
        self.article_type = ContentType.objects.get_for_model(Article)
        self.appearances = defaultdict(list)
        appearances = Appearance.objects.filter(session__conference__in=self.conferences).order_by("pk")
        for appearance in appearances.select_related("session"):
            self.appearances[appearance.session.conference_id].append(appearance)

    def last_before(self, moment: datetime) -> Conference | None:
        """Return the conference that ended last before ``moment``, unless that was long ago."""
        day = moment.date()
        position = bisect_right(self.ends, day)
        if position and day - self.ends[position - 1] < REPORTED_WITHIN:
            return self.conferences[position - 1]
        return None


class Rows:
    """Rows that belong to articles, and what leads from them to other rows, collected by model."""

    def __init__(self):
        self.by_model = defaultdict(list)
        self.galleries = []  # pairs of gallery and pictures

    def add(self, row) -> None:
        """Insert ``row`` with the others of its model."""
        self.by_model[type(row)].append(row)

    def connect(self, relation, **keys) -> None:
        """Insert a row of a many-to-many relation, with the keys at its two ends and, if it is sorted, its place."""
        self.add(relation.through(**keys))

    def insert(self) -> None:
        """Insert all rows."""
        for model, rows in self.by_model.items():
            model.objects.bulk_create(rows)
        through = models.Gallery.pictures.through
        through.objects.bulk_create(
            through(gallery_id=gallery.pk, picture_id=picture.pk, sort_value=place)
            for gallery, pictures in self.galleries
            for place, picture in enumerate(pictures, start=1)
        )


class ArticleMaker:
    """Makes the article with a number, always the same one."""

    def __init__(self, number: int, partners: Partners, archive: Archive):
        self.number = number
        self.partners = partners
        self.archive = archive
        self.random = random = Random(f"article {number}")  # noqa: S311 - nothing here is secret
        days = (timezone.now() - FIRST_DAY).days - 1
        self.moment = FIRST_DAY + timedelta(days=round(spread(number) * days), hours=random.randint(0, 8))
        self.kind = random.choices(list(KINDS), weights=list(KINDS.values()))[0]
        self.conference = archive.last_before(self.moment) if self.kind == Article.Kind.EVENT_REPORT else None
        self.projects = random.sample(partners.projects, random.choice([1, 1, 2, 3]))
        self.organisation = random.choice(partners.organisations)
        self.writer = Writer(
            random,
            city=(self.conference and self.conference.city) or random.choice(vocabulary()["cities"])[0],
            organisation=_in_a_sentence(self.organisation),
            project=self.projects[0].acronym,
        )
        self.article = self._article()

    def _article(self):
        write = self.writer.write
        title = write("article_title")
        return Article(
            title=title,
            slug=address(self.number, title),
            summary=write("summary"),
            strapline=write("strapline") if self.random.random() < 0.7 else "",
            kind=self.kind,
            lead_picture=self.random.choice(self.partners.pictures) if self.random.random() < 0.9 else None,
            author_organisation=self.organisation,
            **_publication(self.number, self.moment),
        )

    def add_to(self, rows: Rows, earlier: dict[int, int]) -> None:
        """Add the article's body and relations; ``earlier`` are the keys of the articles so far, by number."""
        random, key = self.random, self.article.pk
        for position, block in enumerate(self._body(rows), start=1):
            block.parent_id, block.region, block.ordering = key, "main", position * 10
            rows.add(block)
        for place, project in enumerate(self.projects, start=1):
            rows.connect(Article.projects, article_id=key, project_id=project.pk, sort_value=place)
        if self.conference:
            rows.connect(Article.conferences, article_id=key, conference_id=self.conference.pk)
        if random.random() < 0.3:
            for place, person in enumerate(random.sample(self.partners.people, random.randint(1, 2)), start=1):
                rows.connect(Article.authors, article_id=key, speaker_id=person.pk, sort_value=place)
        related = {random.randint(1, self.number) for _choice in range(3)} - {self.number}
        for place, number in enumerate(sorted(related & earlier.keys()), start=1):
            rows.connect(Article.related_articles, from_article_id=key, to_article_id=earlier[number], sort_value=place)
        for tag in random.sample(self.partners.tags, random.randint(1, 4)):
            rows.add(TaggedItem(tag=tag, content_type=self.archive.article_type, object_id=key))

    def _body(self, rows):
        """Return the blocks: three stretches of text, and between and after them other kinds by chance."""
        random, writer = self.random, self.writer
        sentences = iter(writer.write_several("sentence", 22))
        headings = writer.write_several("heading", 4)
        opening = [writer.write("lead"), next(sentences), next(sentences)]
        yield self._text(_paragraph(opening), self._paragraph(sentences))
        if random.random() < 0.4:
            yield models.ArticlePicture(picture=random.choice(self.partners.pictures), caption=writer.write("caption"))
        yield self._text(f"<h2>{headings[0]}</h2>", self._paragraph(sentences), self._list())
        if random.random() < 0.5:
            yield self._quote()
        middle = [f"<h2>{headings[1]}</h2>", self._paragraph(sentences)]
        if random.random() < 0.5:
            middle += [f"<h3>{headings[2]}</h3>", self._paragraph(sentences)]
        project = self.projects[0]
        middle.append(f'<p>More about <a href="{project.get_absolute_url()}">{project.acronym}</a>.</p>')
        yield self._text(*middle)
        if random.random() < 0.1:
            yield self._gallery(rows)
        if random.random() < 0.4:
            yield self._text(f"<h2>{headings[3]}</h2>", self._paragraph(sentences))
        if random.random() < 0.3:
            yield models.PartnerProjects()
        if random.random() < 0.04:
            yield models.Video(title="Demonstration of an embedded film", url=DEMONSTRATION_VIDEO)
        if random.random() < 0.06 and self.archive.documents:
            yield models.Download(document=random.choice(self.archive.documents))
        if random.random() < 0.4:
            yield models.Link(text=writer.write("link_text"), url=project.website)

    def _text(self, *parts):
        return models.RichText(text="".join(parts))

    def _paragraph(self, sentences):
        return _paragraph([next(sentences) for _sentence in range(self.random.randint(2, 4))])

    def _list(self):
        if self.random.random() < 0.5:
            return ""
        kind = self.random.choice(["ul", "ol"])
        items = "".join(f"<li>{item}</li>" for item in self.writer.write_several("list_item", 3))
        return f"<p>{self.writer.write('list_lead')}</p><{kind}>{items}</{kind}>"

    def _quote(self):
        words = self.writer.write("quote")
        if self.conference and (appearances := self.archive.appearances[self.conference.pk]):
            said = self.random.choice(appearances)
            return models.Quote(
                words=words,
                speaker_id=said.speaker_id,
                session_id=said.session_id,
                position_then=said.position_then,
                organisation_then_id=said.organisation_then_id,
            )
        speaker = self.random.choice(self.partners.people)
        return models.Quote(
            words=words,
            speaker=speaker,
            position_then=speaker.position,
            organisation_then_id=speaker.organisation_id,
        )

    def _gallery(self, rows):
        gallery = models.Gallery(title=self.writer.write("conference_theme"))
        rows.galleries.append((gallery, self.random.sample(self.partners.pictures, self.random.randint(2, 6))))
        return gallery


def _in_a_sentence(organisation):
    takes_article = organisation.kind != organisation.Kind.COMPANY
    return f"the {organisation}" if takes_article else str(organisation)


def _paragraph(sentences):
    return f"<p>{' '.join(sentences)}</p>"


def _publication(number, moment):
    """Return state and times: nearly all are public, a few are in each of the other states."""
    unusual = {
        9: {"state": State.DRAFT},
        19: {"state": State.IN_REVIEW},
        29: {"state": State.PUBLISHED, "publish_at": timezone.now() + timedelta(days=number % 60 + 1)},
        39: {"state": State.PUBLISHED, "publish_at": moment, "expire_at": moment + timedelta(days=30)},
        49: {"state": State.ARCHIVED, "publish_at": moment},
    }
    return unusual.get(number % 100, {"state": State.PUBLISHED, "publish_at": moment})
