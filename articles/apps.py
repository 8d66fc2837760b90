"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from taggit.apps import TaggitAppConfig


class ArticlesConfig(AppConfig):
    """News and event reports."""

    name = "articles"
    verbose_name = _("News")


class TagsConfig(TaggitAppConfig):
    """django-taggit under a name that means something to editors."""

    verbose_name = _("Tags")
    default = False
