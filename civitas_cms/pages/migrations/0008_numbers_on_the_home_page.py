"""Show numbers on the home page only where editors have chosen to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0007_texts_with_documents")]

    operations = [
        migrations.AddField(
            model_name="sitesettings",
            name="shows_numbers",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="How many articles, events, people and projects there are.",
                verbose_name="numbers on the home page",
            ),
        ),
    ]
