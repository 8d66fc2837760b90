"""What people say about items, and whom that concerns."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import civitas_cms.delivery.contracts
import civitas_cms.publishing.plain_text

NEVER_ON_PAGES = (civitas_cms.delivery.contracts.NeverOnPages, models.Model)


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def person(**options):
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.SET_NULL,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        **options,
    )


def kind(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="contenttypes.contenttype", **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("newsroom", "0001_accounts_and_sign_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CommentThread",
            fields=[
                ("id", key()),
                ("item_id", models.BigIntegerField()),
                ("block_id", models.BigIntegerField(null=True)),
                ("passage", civitas_cms.publishing.plain_text.TextField(blank=True, max_length=500)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(null=True)),
                ("item_type", kind()),
                ("block_type", kind(null=True)),
                ("resolved_by", person(db_index=False)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["item_type", "item_id"], name="comment_thread_of_an_item"),
                    models.Index(
                        fields=["-started_at"],
                        condition=models.Q(("resolved_at", None)),
                        name="comment_thread_unresolved",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("block_id__isnull", True), ("block_type__isnull", True)),
                            models.Q(("block_id__isnull", False), ("block_type__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_thread_names_a_block_or_none",
                    )
                ],
            },
            bases=NEVER_ON_PAGES,
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", key()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("text", civitas_cms.publishing.plain_text.TextField(max_length=2000, verbose_name="comment")),
                ("requests_changes", models.BooleanField(db_default=False, default=False)),
                ("by", person()),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="newsroom.commentthread",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "ordering": ["at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="comment_says_something"
                    )
                ],
            },
            bases=NEVER_ON_PAGES,
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", key()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("review", "Review asked"),
                            ("changes", "Changes requested"),
                            ("published", "Published"),
                            ("mention", "You are mentioned"),
                            ("answer", "Comment answered"),
                            ("comment", "Comment on yours"),
                        ],
                        max_length=20,
                    ),
                ),
                ("item_id", models.BigIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen_at", models.DateTimeField(null=True)),
                ("mailed_at", models.DateTimeField(null=True)),
                ("item_type", kind(db_index=False)),
                ("by", person(db_index=False)),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="newsroom.comment",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["user", "-at"], name="notification_of_a_person"),
                    models.Index(fields=["item_type", "item_id"], name="notification_about_an_item"),
                ],
            },
            bases=NEVER_ON_PAGES,
        ),
        migrations.CreateModel(
            name="MailPreference",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mail_preference",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "choice",
                    models.CharField(
                        choices=[
                            ("at_once", "At once"),
                            ("daily", "In one message a day"),
                            ("never", "Never: the desk is enough"),
                        ],
                        db_default="at_once",
                        default="at_once",
                        max_length=10,
                        verbose_name="E-mail",
                    ),
                ),
            ],
            options={"default_permissions": ()},
            bases=NEVER_ON_PAGES,
        ),
    ]
