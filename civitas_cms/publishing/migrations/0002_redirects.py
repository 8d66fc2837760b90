"""Old addresses that lead on to new ones."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0001_content_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Redirect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "old_path",
                    models.CharField(
                        error_messages={"unique": "There is a redirect from this address already. Change that one."},
                        help_text=(
                            "What comes after the site's name, as in /news/old-title/. What is below it leads on too."
                        ),
                        max_length=500,
                        unique=True,
                        verbose_name="old address",
                    ),
                ),
                (
                    "new_path",
                    models.CharField(
                        help_text="An address on this site, as in /news/new-title/.",
                        max_length=500,
                        verbose_name="new address",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
            ],
            options={
                "verbose_name": "redirect",
                "verbose_name_plural": "redirects",
                "ordering": ["old_path"],
                "indexes": [models.Index(fields=["new_path"], name="redirect_by_new_path")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("new_path__regex", "^/([^/\\\\[:cntrl:]][^\\\\[:cntrl:]]*)?$"),
                            ("old_path__regex", "^/([^/\\\\[:cntrl:]][^\\\\[:cntrl:]]*)?$"),
                        ),
                        name="redirect_stays_on_this_site",
                        violation_error_message="Addresses begin with one slash, as in /news/title/.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("old_path", models.F("new_path")), _negated=True),
                            models.Q(
                                ("new_path__startswith", models.F("old_path")),
                                ("old_path__endswith", "/"),
                                _negated=True,
                            ),
                        ),
                        name="redirect_leads_elsewhere",
                        violation_error_message="An address cannot lead to itself or to something below it.",
                    ),
                ],
            },
        ),
    ]
