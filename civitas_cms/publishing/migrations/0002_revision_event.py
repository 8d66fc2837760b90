"""Call what made a revision its event. The column keeps its name, so that the former release goes on beside this one."""

from django.db import migrations, models

CHOICES = [
    ("found", "As it was found"),
    ("created", "Created"),
    ("changed", "Changed"),
    ("working_copy_made", "Working copy made"),
    ("merged", "Newer changes of the live version taken over"),
    ("changes_published", "Changes published"),
    ("detached", "Made a draft of its own"),
    ("submit", "Submitted for review"),
    ("request_changes", "Changes requested"),
    ("publish", "Published"),
    ("schedule", "Scheduled"),
    ("unpublish", "Unpublished"),
    ("archive", "Archived"),
    ("restore", "Restored as a draft"),
    ("reverted", "An older version restored"),
    ("deleted", "Deleted"),
    ("discarded", "Discarded"),
    ("recovered", "Recovered"),
]


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_release_0_1")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("revision", "happened", "event"),
                migrations.AlterField(
                    "revision",
                    "event",
                    models.CharField(
                        choices=CHOICES, db_column="happened", max_length=30, verbose_name="what happened"
                    ),
                ),
            ]
        )
    ]
