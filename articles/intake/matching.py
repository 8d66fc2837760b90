"""The names that the site knows, loaded for the rules: a fixed number of queries, however much a text names."""

from taggit.models import Tag

from civitas_cms.library.models import Picture
from events.models import Conference, Organisation, Project, Session, Speaker

from .known import Known, KnownPerson, KnownThing


def load_known() -> Known:
    """Return all that a text may name: seven queries, one for each kind."""
    people = Speaker.objects.values_list("pk", "given_name", "family_name", "position", "organisation__name")
    organisations = Organisation.objects.values_list("pk", "name", "full_name", "website")
    projects = Project.objects.values_list("pk", "acronym", "full_name", "website")
    conferences = Conference.objects.originals().order_by("pk").values_list("pk", "title", "starts_on", "ends_on")
    sessions = Session.objects.order_by("pk").values_list("pk", "title", "conference_id")
    tags = Tag.objects.order_by("pk").values_list("pk", "name")
    pictures = Picture.objects.order_by("pk").values_list("pk", "title", "caption")
    return Known(
        people=[
            KnownPerson(key, given_name, family_name, position, organisation or "")
            for key, given_name, family_name, position, organisation in people
        ],
        organisations=[
            KnownThing(key, name, _other(full_name), website) for key, name, full_name, website in organisations
        ],
        projects=[
            KnownThing(key, acronym, _other(full_name), website) for key, acronym, full_name, website in projects
        ],
        conferences=[
            KnownThing(key, title, years=tuple({first.year, last.year})) for key, title, first, last in conferences
        ],
        sessions=[KnownThing(key, title, belongs_to=conference) for key, title, conference in sessions],
        tags=[KnownThing(key, name) for key, name in tags],
        pictures=[KnownThing(key, title, _other(caption)) for key, title, caption in pictures],
    )


def _other(name: str) -> tuple[str, ...]:
    return (name,) if name else ()
