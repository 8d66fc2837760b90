"""Tags: what looks alike is one tag, and each has an address."""

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from taggit.managers import _TaggableManager
from taggit.models import Tag
from typing_extensions import override

from civitas_cms.publishing.plain_text import clean_line
from civitas_cms.publishing.slugs import free_slug, make_slug

MAX_TAG_LENGTH: int = Tag._meta.get_field("name").max_length


class TagManager(_TaggableManager):
    """The tags of an item, which are added by their names."""

    @override
    def _to_tag_model_instances(self, tags: Iterable[Tag | str], tag_kwargs: dict[str, Any]) -> list[Tag]:
        cleaned = (clean_line(tag) if isinstance(tag, str) else tag for tag in tags)
        found: list[Tag] = super()._to_tag_model_instances(list(filter(None, cleaned)), tag_kwargs)
        return found


@receiver(pre_save, sender=Tag)
def complete_tag(instance: Tag, **kwargs: Any) -> None:
    """Clean the name, and make the address of it as for everything else, unless an editor has chosen one."""
    instance.name = clean_line(instance.name)
    if not instance.slug or (instance._state.adding and instance.slug == instance.slugify(instance.name)):
        wanted = make_slug(instance.name, MAX_TAG_LENGTH) or "tag"
        instance.slug = free_slug(Tag.objects.exclude(pk=instance.pk), wanted, MAX_TAG_LENGTH)
