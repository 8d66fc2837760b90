"""Let what is saved while somebody writes be one revision, which counts how often it was written anew.

And let windows say where in the form somebody is.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_folded_redirects")]

    operations = [
        migrations.AddField(
            model_name="presence",
            name="place",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        migrations.AlterField(
            model_name="presence",
            name="is_editing",
            field=models.BooleanField(default=False, verbose_name="is writing, or has unsaved changes"),
        ),
        migrations.AddField(
            model_name="revision",
            name="rewrites",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="revision",
            name="event",
            field=models.CharField(
                choices=[
                    ("found", "As it was found"),
                    ("created", "Created"),
                    ("changed", "Changed"),
                    ("saved_as_written", "Saved as you wrote"),
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
                ],
                db_column="happened",
                max_length=30,
                verbose_name="what happened",
            ),
        ),
    ]
