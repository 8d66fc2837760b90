"""What people and partners are made of, when somebody types one into a chooser."""

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from civitas_cms.newsroom.autocompletes import option_label
from civitas_cms.newsroom.create_named import CreatedWhereNamed, Reading, called
from events.models import Organisation, Project, Speaker
from events.names import parts_of_name, split_title


def read_person(site: AdminSite, words: str) -> Reading:
    """Return the person in "name", "name, organisation" or "name, position, organisation"; a title may come first."""
    name, *others = [part.strip() for part in words.split(",")]
    others = [part for part in others if part]
    title, name = split_title(name)
    given_name, family_name = parts_of_name(name)
    if not family_name:
        raise ValidationError(_("Type the name first, then a comma, and the organisation."))
    speaker = Speaker(
        academic_title=title, given_name=given_name, family_name=family_name, position=", ".join(others[:-1])
    )
    named = [_said(speaker, field) for field in ("academic_title", "given_name", "family_name", "position")]
    reading = Reading(speaker, understood=[text for text in named if text])
    if speaker.position:
        reading.fills["position_then"] = speaker.position
    if others:
        _add_organisation(site, reading, others[-1])
    return reading


def _add_organisation(site: AdminSite, reading: Reading, name: str) -> None:
    """Let the person in ``reading`` be of the organisation called ``name``, which may be a new one."""
    admin = cast(CreatedWhereNamed, site.get_model_admin(Organisation))
    keys = called(admin, name)
    if len(set(keys)) > 1:
        text = _("We have several called “%(name)s”: leave it out here, and choose it in its own field.")
        raise ValidationError(text % {"name": name})
    if keys:
        organisation = Organisation.objects.get(pk=keys[0])
        reading.row.organisation = organisation  # type: ignore[attr-defined] # a Speaker
        said = option_label(organisation)
    else:
        organisation = Organisation(name=name)
        reading.parts["organisation"] = organisation
        said = _("%(name)s (new)") % {"name": name}
    reading.fills["organisation_then"] = organisation
    reading.understood.append(f"{_label(Speaker, 'organisation')}: {said}")


def read_organisation(words: str) -> Reading:
    """Return the organisation that is called ``words``."""
    organisation = Organisation(name=words)
    return Reading(organisation, understood=[_said(organisation, "name")])


def read_project(words: str) -> Reading:
    """Return the project in "acronym" or "acronym, full name"."""
    acronym, _comma, full_name = words.partition(",")
    project = Project(acronym=acronym.strip(), full_name=full_name.strip())
    named = [_said(project, field) for field in ("acronym", "full_name")]
    return Reading(project, understood=[text for text in named if text])


def _label(model: type[Model], field: str) -> str:
    return str(capfirst(model._meta.get_field(field).verbose_name))  # type: ignore[union-attr] # of a field


def _said(row: Any, field: str) -> str:
    value = getattr(row, field)
    return f"{_label(type(row), field)}: {value}" if value else ""
