"""Text is clean, and redirects begin at a path, in letters as requests have it: what never led anywhere does or is gone."""

import re

import django.core.validators
from django.db import migrations, models

import civitas_cms.delivery.redirects
import civitas_cms.publishing.plain_text
from civitas_cms.delivery.redirects import PATH_PATTERN, UNREQUESTED_PATTERN, requested_path
from civitas_cms.publishing.migrations._cleaning import add_checks, clean_rows


def decode_redirects(apps, schema_editor):
    """Take redirects for what was meant by them; those that no request can ever meet are deleted."""
    redirects = apps.get_model("publishing", "Redirect").objects
    for redirect in redirects.all():
        path = redirect.old_path if re.search("[?#]", redirect.old_path) else requested_path(redirect.old_path)
        if path == redirect.old_path and not re.search(UNREQUESTED_PATTERN, path):
            continue
        redirect.delete()
        is_taken = redirects.filter(old_path=path).exists() or path == redirect.new_path
        if not is_taken and re.search(PATH_PATTERN, path) and not re.search(UNREQUESTED_PATTERN, path):
            redirects.create(old_path=path, new_path=redirect.new_path)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0002_revision_event"),
    ]

    operations = [
        clean_rows("publishing"),
        migrations.RunPython(decode_redirects, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="redirect",
            name="old_path",
            field=models.CharField(
                error_messages={"unique": "There is a redirect from this address already. Change that one."},
                help_text="What comes after the site's name, as in /news/old-title/. What is below it leads on too.",
                max_length=500,
                unique=True,
                validators=[
                    django.core.validators.RegexValidator(
                        "[?#]|/\\.\\.?(/|$)",
                        "Leave out ? or # and what follows, and parts such as “..”: only the path is looked at.",
                        inverse_match=True,
                    ),
                    civitas_cms.delivery.redirects.validate_depth,
                ],
                verbose_name="old address",
            ),
        ),
        migrations.AlterField(
            model_name="transition",
            name="comment",
            field=civitas_cms.publishing.plain_text.TextField(blank=True, max_length=1000, verbose_name="comment"),
        ),
        migrations.AddConstraint(
            model_name="redirect",
            constraint=models.CheckConstraint(
                condition=models.Q(("old_path__regex", "[?#]|/\\.\\.?(/|$)"), _negated=True),
                name="redirect_begins_at_a_path",
                violation_error_message="Leave out ? or # and what follows, and parts such as “..”: only the path is looked at.",
            ),
        ),
        add_checks("publishing"),
    ]
