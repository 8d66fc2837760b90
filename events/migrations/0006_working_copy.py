import django.db.models.constraints
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0005_indexes_of_lists"),
        ("library", "0001_initial"),
        ("publishing", "0005_revision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="appearance",
            name="one_appearance_per_session_and_role",
        ),
        migrations.RemoveConstraint(
            model_name="conferenceorganisation",
            name="one_part_per_organisation_and_role",
        ),
        migrations.RemoveConstraint(
            model_name="conferenceproject",
            name="one_part_per_project_and_role",
        ),
        migrations.RemoveConstraint(
            model_name="room",
            name="one_room_per_name",
        ),
        migrations.RemoveConstraint(
            model_name="session",
            name="one_session_per_address",
        ),
        migrations.RemoveConstraint(
            model_name="track",
            name="one_track_per_name",
        ),
        migrations.AddField(
            model_name="conference",
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
            model_name="conference",
            name="working_copy_keys",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="conference",
            name="working_copy_of",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="working_copy",
                to="events.conference",
                verbose_name="working copy of",
            ),
        ),
        migrations.AddConstraint(
            model_name="appearance",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("session", "speaker", "role"),
                name="one_appearance_per_session_and_role",
                violation_error_message="This person already appears in this session in this role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("working_copy_of__isnull", True),
                    models.Q(
                        ("state__in", ["draft", "in_review"]),
                        models.Q(("working_copy_of", models.F("pk")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="events_conference_working_copy_is_never_public",
                violation_error_message="A working copy is not published itself: publish its changes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conferenceorganisation",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("conference", "organisation", "role"),
                name="one_part_per_organisation_and_role",
                violation_error_message="This organisation already has this role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="conferenceproject",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("conference", "project", "role"),
                name="one_part_per_project_and_role",
                violation_error_message="This project already has this role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="room",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("conference", "name"),
                name="one_room_per_name",
                violation_error_message="The conference already has a room with this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("conference", "slug"),
                name="one_session_per_address",
                violation_error_message="Another session of this conference already has this address.",
            ),
        ),
        migrations.AddConstraint(
            model_name="track",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["IMMEDIATE"],
                fields=("conference", "name"),
                name="one_track_per_name",
                violation_error_message="The conference already has a track with this name.",
            ),
        ),
    ]
