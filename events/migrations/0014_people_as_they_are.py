"""Let people be hidden at their request, written as they write themselves, and asked; and appearances be withdrawn."""

import datetime

from django.db import migrations, models

import civitas_cms.publishing.models.plausible
import civitas_cms.publishing.plain_text


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0013_unplaced_sessions"),
        ("library", "0004_checksums"),
    ]

    operations = [
        migrations.AddField(
            model_name="appearance",
            name="is_withdrawn",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="They cannot come after all. The session's page says so; nothing else names them any more.",
                verbose_name="withdrawn",
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="consent_note",
            field=civitas_cms.publishing.plain_text.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="What was agreed, with whom, and where that is kept. Only the newsroom reads it.",
                verbose_name="note on consent",
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="hidden",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "No"),
                    ("words_stay", "Yes: their words stay in quotes, as those of “a participant”"),
                    ("words_go", "Yes, and their quotes are left out"),
                ],
                db_default="",
                default="",
                help_text="Nothing public names them any more; the newsroom still does. Texts in which somebody has typed the name stay.",
                max_length=20,
                verbose_name="hidden at their request",
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="is_family_name_first",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="The name is written that way, as in Nagy Anna or Li Wei.",
                verbose_name="family name first",
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="picture_consent",
            field=models.CharField(
                blank=True,
                choices=[("", "Not asked"), ("given", "Given"), ("refused", "Refused")],
                db_default="",
                default="",
                max_length=20,
                verbose_name="consent to pictures",
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="picture_consent_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[civitas_cms.publishing.models.plausible.validate_plausible_date],
                verbose_name="asked about pictures on",
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="pronouns",
            field=civitas_cms.publishing.plain_text.LineField(
                blank=True,
                db_default="",
                default="",
                help_text="As in she/her. Visitors see them: only if the person wants it.",
                max_length=50,
                verbose_name="pronouns",
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="recording_consent",
            field=models.CharField(
                blank=True,
                choices=[("", "Not asked"), ("given", "Given"), ("refused", "Refused")],
                db_default="",
                default="",
                max_length=20,
                verbose_name="consent to recordings",
            ),
        ),
        migrations.AddField(
            model_name="speaker",
            name="recording_consent_on",
            field=models.DateField(
                blank=True,
                null=True,
                validators=[civitas_cms.publishing.models.plausible.validate_plausible_date],
                verbose_name="asked about recordings on",
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=models.Q(("hidden__in", ["", "words_stay", "words_go"])),
                name="speaker_is_hidden_in_a_way_we_know",
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("portrait", None), models.Q(("picture_consent", "refused"), _negated=True), _connector="OR"
                ),
                name="no_portrait_of_who_refuses_pictures",
                violation_error_message="They have refused pictures: leave the portrait empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("picture_consent_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                    ("recording_consent_on__range", (datetime.date(1990, 1, 1), datetime.date(2100, 12, 31))),
                ),
                name="speaker_consent_dates_are_plausible",
                violation_error_message="Give a year from 1990 to 2100. For what has no end, take the last day that is known, or leave this empty.",
            ),
        ),
    ]
