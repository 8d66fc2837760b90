"""The parts that partners have in conferences."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from civitas_cms.delivery.choices import ChoiceField
from civitas_cms.delivery.contracts import HiddenWith

from .conference import Conference
from .partners import Organisation, PartnerRole, Project


class PartInConference(HiddenWith, models.Model):
    """The part that a partner has in a conference."""

    hidden_with = "conference"

    conference = models.ForeignKey(Conference, verbose_name=_("conference"), on_delete=models.CASCADE)
    role = ChoiceField(_("role"), choices=PartnerRole, default=PartnerRole.PARTNER)
    order = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("Lower numbers come first."))

    class Meta:
        abstract = True
        ordering = ["order", "pk"]


class ConferenceOrganisation(PartInConference):
    """An organisation's part in a conference."""

    organisation = models.ForeignKey(Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT)

    class Meta(PartInConference.Meta):
        verbose_name = _("organisation's part")
        verbose_name_plural = _("organisations")
        default_related_name = "organisation_roles"
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "organisation", "role"],
                name="one_part_per_organisation_and_role",
                deferrable=models.Deferrable.IMMEDIATE,  # so that partners can change places
                violation_error_message=_("This organisation already has this role."),
            )
        ]

    def __str__(self):
        return f"{self.organisation}, {self.get_role_display()}"


class ConferenceProject(PartInConference):
    """A project's part in a conference."""

    project = models.ForeignKey(Project, verbose_name=_("project"), on_delete=models.PROTECT)

    class Meta(PartInConference.Meta):
        verbose_name = _("project's part")
        verbose_name_plural = _("projects")
        default_related_name = "project_roles"
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "project", "role"],
                name="one_part_per_project_and_role",
                deferrable=models.Deferrable.IMMEDIATE,  # so that partners can change places
                violation_error_message=_("This project already has this role."),
            )
        ]

    def __str__(self):
        return f"{self.project}, {self.get_role_display()}"
