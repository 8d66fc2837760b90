"""Tags in the admin: existing ones are offered while an editor types, and new ones may have several words."""

# ruff: noqa: ANN201

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.core.validators import validate_slug
from django.db.models import Count, Exists, OuterRef, Q
from django.forms import Media
from django.http import JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField
from taggit.models import Tag

from articles.models import Article, public_tags
from articles.models.tags import MAX_TAG_LENGTH
from civitas_cms.delivery.redirects import leave_redirect
from civitas_cms.newsroom.constraint_forms import ConstraintForm
from civitas_cms.newsroom.features.usage import Usage, usage_link
from civitas_cms.newsroom.named import NamedAdmin
from civitas_cms.newsroom.searching import matching
from civitas_cms.publishing.models import State
from civitas_cms.publishing.plain_text import LineFormField, clean_line


class TagSelect(AutocompleteSelectMultiple):
    """Django's autocomplete with names for values, so that a tag can be typed that does not exist yet."""

    def __init__(self, attrs=None):
        super().__init__(Article._meta.get_field("tags"), admin.site, attrs)

    def get_url(self):
        """Return where names are looked up."""
        return reverse("admin:taggit_tag_names")

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Leave the set-up to our own script, which offers existing tags before new ones."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        attrs["class"] = attrs["class"].replace("admin-autocomplete", "tag-autocomplete")
        return attrs | {"data-allow-clear": "false", "data-new-tag": _("Add the new tag “%s”")}

    def optgroups(self, name, value, attr=None):
        """Return the chosen tags as options."""
        return [(None, [self.create_option(name, tag, tag, value, index) for index, tag in enumerate(value)], 0)]

    def format_value(self, value):
        """Return the names of the chosen tags."""
        return [tag if isinstance(tag, str) else tag.name for tag in value or []]

    @property
    def media(self):
        """Add our script."""
        return super().media + Media(js=["js/admin-tags.js"])


class TagListField(TagField):
    """A list of tag names, each as it was typed or chosen."""

    widget = TagSelect

    def clean(self, value):
        """Return the names cleaned, each once; raises ValidationError for a name too long."""
        names = {name.casefold(): name for name in map(clean_line, value or []) if name}
        if self.required and not names:
            raise ValidationError(self.error_messages["required"], code="required")
        if too_long := [name for name in names.values() if len(name) > MAX_TAG_LENGTH]:
            message = _("A tag has at most %(limit)s characters: “%(tag)s”.")
            raise ValidationError(message % {"limit": MAX_TAG_LENGTH, "tag": too_long[0]}, code="too_long")
        return list(names.values())

    def has_changed(self, initial, data):
        """Tell whether other tags are chosen than before; their order means nothing."""
        return {tag.name for tag in initial or []} != set(data or [])


def _address(slug):
    return reverse("tag", args=[slug])


def _tags_of_published(*conditions):
    """Return the tags of published articles that meet the conditions."""
    articles = Article.objects.filter(*conditions, state=State.PUBLISHED)
    return Tag.objects.filter(Exists(articles.filter(tags=OuterRef("pk"))))


admin.site.unregister(Tag)


class TagForm(ConstraintForm):
    """A tag: its name, whose looks decide, and its address."""

    class Meta:
        field_classes = {"name": LineFormField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].validators.append(validate_slug)
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("The last part of the page's web address. Filled in from the name.")

    def clean_name(self):
        """Refuse a name that differs from another one's by nothing, or by capital letters only."""
        name = self.cleaned_data["name"]
        if Tag.objects.filter(name__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("We already have this tag."), code="unique")
        return name


@admin.register(Tag)
class TagAdmin(NamedAdmin):
    """The subjects that articles are tagged with."""

    form = TagForm
    features = [*NamedAdmin.features, Usage]
    list_display = ["name", "slug", "number_of_articles", "visibility", usage_link]
    search_fields = ["name"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_urls(self):
        """Add the URL where forms look names up."""
        names = path("names/", self.admin_site.admin_view(self.names_view), name="taggit_tag_names")
        return [names, *super().get_urls()]

    def names_view(self, request):
        """Return the names that contain the words typed, in the form that Select2 asks for."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        tags = matching(Tag.objects.order_by("name"), request.GET.get("term", ""), self.search_fields)
        page = Paginator(tags, 20).get_page(request.GET.get("page"))
        results = [{"id": tag.name, "text": tag.name} for tag in page]
        return JsonResponse({"results": results, "pagination": {"more": page.has_next()}})

    def save_model(self, request, obj, form, change):
        """Save it; a page that there has been leaves a redirect where it was."""
        old_path = _address(form.initial["slug"]) if change and "slug" in form.changed_data else None
        super().save_model(request, obj, form, change)
        if old_path and _tags_of_published().filter(pk=obj.pk).exists():
            leave_redirect(old_path, _address(obj.slug))

    def keys_others_rely_on(self, user, keys):
        """Return those that a published article has, perhaps for a time to come, which somebody else has made."""
        return set(_tags_of_published(~Q(created_by=user.pk)).filter(pk__in=keys).values_list("pk", flat=True))

    def get_queryset(self, request):
        """Count how often each tag is used, and find out whether visitors see it."""
        is_public = Exists(public_tags().filter(pk=OuterRef("pk")))
        return super().get_queryset(request).annotate(use_count=Count("taggit_taggeditem_items"), is_public=is_public)

    @admin.display(description=_("visitors see it"), boolean=True)
    def visibility(self, tag):
        """Whether a public article has the tag."""
        return tag.is_public

    @admin.display(description=_("articles"), ordering="use_count")
    def number_of_articles(self, tag):
        """How many articles have the tag."""
        return tag.use_count
