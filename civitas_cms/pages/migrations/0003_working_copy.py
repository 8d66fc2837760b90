import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0002_publish_permission"),
        ("publishing", "0005_revision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="working_copy_basis",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="publishing.revision",
            ),
        ),
        migrations.AddField(
            model_name="page",
            name="working_copy_keys",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="page",
            name="working_copy_of",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="working_copy",
                to="pages.page",
                verbose_name="working copy of",
            ),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("working_copy_of__isnull", True),
                    models.Q(
                        ("state__in", ["draft", "in_review"]),
                        models.Q(("working_copy_of", models.F("pk")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="pages_page_working_copy_is_never_public",
                violation_error_message="A working copy is not published itself: publish its changes.",
            ),
        ),
    ]
