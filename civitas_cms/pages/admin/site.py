"""Menus and site settings in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from solo.admin import SingletonModelAdmin

from civitas_cms.newsroom.model_admin import NewsroomAdmin, NewsroomInline
from civitas_cms.pages.models import FooterBadge, MenuItem, SiteSettings, SocialLink


class FooterBadgeInline(NewsroomInline, admin.TabularInline):
    """Badges at the foot of every page."""

    model = FooterBadge
    autocomplete_fields = ["picture"]


class SocialLinkInline(NewsroomInline, admin.TabularInline):
    """The initiative's accounts elsewhere."""

    model = SocialLink


@admin.register(SiteSettings)
class SiteSettingsAdmin(NewsroomAdmin, SingletonModelAdmin):
    """The one page of settings."""

    fieldsets = [
        (_("The initiative"), {"fields": ["name", "tagline", "introduction", "shows_numbers"]}),
        (_("Foot of every page"), {"fields": ["funding_statement", "hosting_note"]}),
        (_("Contact"), {"fields": ["contact_email", "contact_address"]}),
    ]
    inlines = [FooterBadgeInline, SocialLinkInline]


@admin.register(MenuItem)
class MenuItemAdmin(NewsroomAdmin):
    """Entries of the menus."""

    list_display = ["title", "order", "menu", "page", "address"]
    list_display_links = ["title"]
    list_editable = ["order"]
    list_filter = ["menu"]
    list_select_related = ["page"]
    search_fields = ["title", "address", "page__title"]
    autocomplete_fields = ["page"]
    fields = ["menu", "title", "page", "address", "order"]
