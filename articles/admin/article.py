"""Articles in the admin."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import Tag
from typing_extensions import override

from articles.models import BLOCKS, Article
from civitas_cms.newsroom.columns import IN_PANEL
from civitas_cms.newsroom.model_admin import PublishableAdmin
from civitas_cms.pages.admin import BlockEditor, block_inlines

from .from_text import FromText
from .recognised_quotes import RecognisedQuotes
from .tags import TagListField


@admin.register(Article)
class ArticleAdmin(PublishableAdmin, BlockEditor):
    """Articles with their blocks."""

    features = [*PublishableAdmin.features, FromText, RecognisedQuotes]
    list_display = ["title", "kind", "visibility", "publish_at"]
    list_filter = [*PublishableAdmin.list_filter, "kind"]
    autocomplete_fields = [
        "lead_picture",
        "author_organisation",
        "authors",
        "conferences",
        "projects",
        "related_articles",
    ]
    formfield_overrides = PublishableAdmin.formfield_overrides | {TaggableManager: {"form_class": TagListField}}
    fieldsets = [
        (None, {"fields": ["title", "strapline", "summary"]}),
        PublishableAdmin.publication_fieldset,
        (_("Lead picture"), {"fields": ["lead_picture", "lead_caption", "lead_credit"], "classes": [IN_PANEL]}),
        (_("Who wrote it"), {"fields": ["author_organisation", "authors"], "classes": [IN_PANEL]}),
        (
            _("What it is about"),
            {"fields": ["conferences", "projects", "tags", "related_articles"], "classes": [IN_PANEL]},
        ),
        (_("Kind and address"), {"fields": ["kind", "slug"], "classes": [IN_PANEL]}),
        PublishableAdmin.history_fieldset,
    ]
    inlines = block_inlines(
        BLOCKS,
        Quote={
            "icon": "format_quote",
            "autocomplete_fields": ["speaker", "organisation_then", "session"],
            "fields": ["words", "speaker", "session", "position_then", "organisation_then", "region", "ordering"],
        },
        PartnerProjects={"icon": "hub", "autocomplete_fields": ["projects"]},
    )

    @override
    def save_parts(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save blocks and relations; a project that a block shows is a partner of the article.

        The log has who has made up which tag.
        """
        are_tags_changed = "tags" in form.changed_data
        newest_tag = are_tags_changed and Tag.objects.order_by("-pk").values_list("pk", flat=True).first()
        super().save_parts(request, form, formsets, change)
        form.instance.add_projects_of_blocks()
        for tag in form.instance.tags.filter(pk__gt=newest_tag or 0) if are_tags_changed else []:
            self.log_addition(request, tag, [{"added": {}}])
