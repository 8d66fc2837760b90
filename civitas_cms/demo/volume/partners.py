"""The invented organisations, projects and people of the large site."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from random import Random

from django.utils.text import slugify
from taggit.models import Tag

from civitas_cms.library.models import Picture
from events.models import Organisation, Project, Speaker

from .language import PREFIX, Writer, vocabulary

PEOPLE = 400
PROJECTS = 60
ORGANISATIONS = {  # what there is in each town: the kind, and what it is called
    Organisation.Kind.CITY: "City of {}",
    Organisation.Kind.COMPANY: "{} Public Transport",
    Organisation.Kind.UNIVERSITY: "University of {}",
}
NOT_FOR_ARTICLES = ("Logo:", "Badge:")  # how the titles of other pictures begin


@dataclass
class Partners:
    """Who and what can take part in generated conferences and articles."""

    organisations: list[Organisation]
    projects: list[Project]
    people: list[Speaker]
    pictures: list[Picture]
    tags: list[Tag]


def make_partners() -> Partners:
    """Return the partners of the large site, making them if there are none."""
    random = Random("partners")  # noqa: S311 - nothing here is secret
    organisations = _existing(Organisation) or _make(Organisation, _organisations())
    projects = _existing(Project) or _make(Project, _projects(random, organisations))
    people = _existing(Speaker) or _make(Speaker, _people(random, organisations))
    pictures = Picture.objects.order_by("title")
    for beginning in NOT_FOR_ARTICLES:
        pictures = pictures.exclude(title__startswith=beginning)
    tags = [Tag.objects.get_or_create(name=name)[0] for name in vocabulary()["tags"]]
    return Partners(organisations, projects, people, list(pictures), tags)


def _existing(model):
    return list(model.objects.filter(slug__startswith=PREFIX).order_by("pk"))


def _make(model, rows):
    return model.objects.bulk_create(list(rows))


def _organisations():
    for town, (kind, pattern) in product(vocabulary()["towns"], ORGANISATIONS.items()):
        name = pattern.format(town)
        yield Organisation(
            name=name,
            slug=PREFIX + slugify(name),
            kind=kind,
            city=town,
            description=f"<p>An invented organisation in {town}, a town that is on no map.</p>",
        )


def _projects(random, organisations):
    for acronym in vocabulary()["acronyms"][:PROJECTS]:
        writer = Writer(random)
        starts_on = date(random.randint(2014, 2026), random.randint(1, 12), 1)
        yield Project(
            acronym=acronym,
            full_name=writer.write("project_name"),
            slug=PREFIX + slugify(acronym),
            summary=writer.write("project_summary"),
            description=f"<p>{writer.write('project_summary')} Invented for the demonstration.</p>",
            starts_on=starts_on,
            ends_on=starts_on + timedelta(days=random.choice([730, 1095, 1460])),
            website=f"https://{slugify(acronym)}.example/",
            coordinator=random.choice(organisations),
        )


def _people(random, organisations):
    names = list(product(vocabulary()["given_names"], vocabulary()["family_names"]))
    for given_name, family_name in random.sample(names, PEOPLE):
        organisation = random.choice(organisations)
        position = random.choice(vocabulary()["positions"])
        yield Speaker(
            given_name=given_name,
            family_name=family_name,
            academic_title=random.choice(["", "", "", "", "Dr", "Prof."]),
            slug=PREFIX + slugify(f"{given_name} {family_name}"),
            position=position,
            organisation=organisation,
            biography=f"<p>{given_name} {family_name} is an invented person, at home in {organisation.city}.</p>",
        )
