"""The URLs of the newsroom's own pages."""

from django.db import models
from django.urls import reverse


def admin_url(model: type[models.Model] | models.Model, page: str, *arguments: object) -> str:
    """Return the URL of the admin's ``page`` ("changelist", "add", "history" …) about ``model``."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def change_url(item: models.Model) -> str:
    """Return the URL of the admin's page where ``item`` is changed."""
    return admin_url(item, "change", item.pk)
