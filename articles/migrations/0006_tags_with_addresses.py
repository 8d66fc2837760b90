"""Each tag has an address, and what looks alike is one tag."""

from django.core.validators import slug_re
from django.db import migrations

from civitas_cms.publishing.plain_text import clean_line
from civitas_cms.publishing.slugs import free_slug, make_slug

MAX_TAG_LENGTH = 100


def complete_tags(apps, schema_editor):
    """Clean the names, bring together the tags that are one then, and make the addresses that are missing."""
    tags = apps.get_model("taggit", "Tag").objects.order_by("pk")
    changed = set()
    for tag in tags:
        name = clean_line(tag.name)[:MAX_TAG_LENGTH]
        if name == tag.name and slug_re.fullmatch(tag.slug):
            continue
        twin = tags.filter(name__iexact=name).exclude(pk=tag.pk).first()
        if twin or not name:
            changed |= _move_items(apps, tag, twin)
            tag.delete()
            continue
        if not slug_re.fullmatch(tag.slug):
            tag.slug = free_slug(tags, make_slug(name, MAX_TAG_LENGTH) or "tag", MAX_TAG_LENGTH)
        tag.name = name
        tag.save()
        changed |= set(_items(apps).filter(tag=tag).values_list("content_type_id", "object_id"))
    for content_type, key in sorted(changed):  # what visitors narrow their search by
        named = tags.filter(taggit_taggeditem_items__content_type=content_type, taggit_taggeditem_items__object_id=key)
        entries = apps.get_model("search", "IndexEntry").objects.filter(content_type=content_type, object_id=key)
        entries.update(tags=dict(named.values_list("slug", "name")))


def _move_items(apps, tag, twin):
    """Give what has ``tag`` the tag ``twin`` instead (None: nothing), and return what it is."""
    found = set()
    for item in _items(apps).filter(tag=tag):
        key = (item.content_type_id, item.object_id)
        found.add(key)
        if twin and not _items(apps).filter(tag=twin, content_type=key[0], object_id=key[1]).exists():
            item.tag = twin
            item.save()
    return found


def _items(apps):
    return apps.get_model("taggit", "TaggedItem").objects


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0005_plain_text"),
        ("search", "0002_kinds_are_registered"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [migrations.RunPython(complete_tags, migrations.RunPython.noop)]
