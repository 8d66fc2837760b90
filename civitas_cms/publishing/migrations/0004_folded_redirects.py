"""An index for the newsroom's list of redirects."""

from django.db import migrations

from civitas_cms.postgresql.folding import folded_index


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_plain_text"), ("postgresql", "0001_fold")]

    operations = [
        migrations.AddIndex("redirect", folded_index("old_path", name="redirect_by_folded_old_path")),
        migrations.AddIndex("redirect", folded_index("new_path", name="redirect_by_folded_new_path")),
    ]
