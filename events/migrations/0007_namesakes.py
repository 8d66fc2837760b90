"""Partners in two countries, or with two grants, may have one name; and indexes for the newsroom's lists."""

from django.db import migrations, models

from civitas_cms.postgresql.folding import folded_index
from civitas_cms.publishing.plain_text import LineField


class Migration(migrations.Migration):
    dependencies = [("events", "0006_public_while_named"), ("postgresql", "0001_fold")]

    operations = [
        migrations.AlterField("organisation", "name", LineField(max_length=200, verbose_name="name")),
        migrations.AddConstraint(
            "organisation",
            models.UniqueConstraint(
                fields=("name", "country"),
                name="one_organisation_of_a_name_in_a_country",
                violation_error_message="We already have an organisation of this name in this country.",
            ),
        ),
        migrations.AlterField(
            "project",
            "acronym",
            LineField(help_text="What everybody calls it, as in UPPER.", max_length=100, verbose_name="acronym"),
        ),
        migrations.AddConstraint(
            "project",
            models.UniqueConstraint(
                fields=("acronym", "grant_number"),
                name="one_project_of_an_acronym_and_grant",
                violation_error_message="We already have a project with this acronym and grant number.",
            ),
        ),
        migrations.AddIndex("conference", folded_index("title", name="conference_by_folded_title")),
        migrations.AddIndex("day", folded_index("title", name="day_by_folded_title")),
        migrations.AddIndex("room", folded_index("name", name="room_by_folded_name")),
        migrations.AddIndex("track", folded_index("name", name="track_by_folded_name")),
    ]
