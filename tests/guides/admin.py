from django.contrib import admin

from civitas_cms.newsroom.model_admin import PublishableAdmin

from .models import Guide


@admin.register(Guide)
class GuideAdmin(PublishableAdmin):
    list_display = ["title", "visibility"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "steps"]}),
        PublishableAdmin.publication_fieldset,
        PublishableAdmin.history_fieldset,
    ]
