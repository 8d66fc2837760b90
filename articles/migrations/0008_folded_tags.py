"""An index for the newsroom's list of tags and the field that chooses them."""

from django.db import migrations

FOLDED_NAMES = "CREATE INDEX tag_by_folded_name ON taggit_tag USING gin (fold(name::text) gin_trgm_ops)"


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0007_incomplete_blocks"),
        ("postgresql", "0001_fold"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [migrations.RunSQL(FOLDED_NAMES, "DROP INDEX tag_by_folded_name")]
