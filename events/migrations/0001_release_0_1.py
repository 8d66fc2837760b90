"""The tables as they were in release 0.1, with all that made them so."""

import django.contrib.postgres.constraints
from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.operations import BtreeGistExtension, UnaccentExtension
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django_countries.fields
import events.models.sorting
import sortedm2m.fields
import timezone_field.fields
from django.conf import settings
from django.db import migrations, models


# The text by which a name is sorted. `unaccent` itself is not immutable, because its dictionary could be changed; named
# explicitly, and not changed by us, it may serve in indexes and generated columns.
CREATE_SORT_KEY = """
CREATE FUNCTION sort_key(name text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN lower(unaccent('unaccent'::regdictionary, name));
"""

# The time from a session's start to its end, on an arbitrary day: sessions are compared only within their day. A range
# that ended before it starts would be an error; it is empty instead, for another rule to refuse with a kind message.
CREATE_SESSION_PERIOD = """
CREATE FUNCTION session_period(starts_at time, ends_at time, ends_next_day boolean) RETURNS tsrange
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN tsrange(
        date '2000-01-01' + starts_at,
        greatest(
            date '2000-01-01' + starts_at,
            date '2000-01-01' + ends_at + CASE WHEN ends_next_day THEN interval '1 day' ELSE interval '0' END
        )
    );
"""

# A day, a room and a track belong to the conference of the sessions that use them. A composite foreign key says so; the
# unique constraint is what it refers to. They are checked at the end of the transaction, as Django's own foreign keys.
COMPOSITE_KEYS = [
    (
        f"""
        ALTER TABLE events_{place} ADD CONSTRAINT {place}_and_its_conference UNIQUE (id, conference_id);
        ALTER TABLE events_session ADD CONSTRAINT session_{place}_is_of_its_conference
            FOREIGN KEY ({place}_id, conference_id) REFERENCES events_{place} (id, conference_id)
            DEFERRABLE INITIALLY DEFERRED;
        """,
        f"""
        ALTER TABLE events_session DROP CONSTRAINT session_{place}_is_of_its_conference;
        ALTER TABLE events_{place} DROP CONSTRAINT {place}_and_its_conference;
        """,
    )
    for place in ("day", "room", "track")
]

# A day lies within its conference. The check waits for the end of the transaction, so that a conference can be moved
# together with its days, and locks the conference's row, so that nobody can shorten it at the same moment.
CREATE_DAY_GUARD = """
CREATE FUNCTION day_lies_within_its_conference() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked_id bigint;
BEGIN
    IF TG_TABLE_NAME = 'events_day' THEN
        checked_id := NEW.conference_id;
    ELSE
        checked_id := NEW.id;
    END IF;
    PERFORM 1 FROM events_conference WHERE id = checked_id FOR SHARE;
    IF EXISTS (
        SELECT 1 FROM events_day AS day JOIN events_conference AS conference ON conference.id = day.conference_id
        WHERE conference.id = checked_id AND day.date NOT BETWEEN conference.starts_on AND conference.ends_on
    ) THEN
        RAISE EXCEPTION 'a day of conference % lies outside of its dates', checked_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'day_lies_within_its_conference';
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER day_lies_within_its_conference
    AFTER INSERT OR UPDATE OF date, conference_id ON events_day
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION day_lies_within_its_conference();

CREATE CONSTRAINT TRIGGER conference_contains_its_days
    AFTER UPDATE OF starts_on, ends_on ON events_conference
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION day_lies_within_its_conference();
"""

DROP_DAY_GUARD = """
DROP TRIGGER conference_contains_its_days ON events_conference;
DROP TRIGGER day_lies_within_its_conference ON events_day;
DROP FUNCTION day_lies_within_its_conference();
"""


class SessionPeriod(models.Func):
    """What the constraint on rooms was made with."""

    function = "session_period"
    output_field = DateTimeRangeField()

    def __init__(self, *expressions, **extra):
        super().__init__(*expressions or (models.F("starts_at"), models.F("ends_at"), models.F("ends_next_day")), **extra)


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('events', '0001_database_functions'),
        ('events', '0002_initial'),
        ('events', '0003_database_guards'),
        ('events', '0004_publish_permission'),
        ('events', '0005_indexes_of_lists'),
        ('events', '0006_working_copy'),
        ('events', '0007_revised_at'),
    ]

    dependencies = [
        ('library', '0001_release_0_1'),
        ('publishing', '0001_release_0_1'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        BtreeGistExtension(),
        UnaccentExtension(),
        migrations.RunSQL(CREATE_SORT_KEY, 'DROP FUNCTION sort_key(text)'),
        migrations.RunSQL(CREATE_SESSION_PERIOD, 'DROP FUNCTION session_period(time, time, boolean)'),
        migrations.CreateModel(
            name='Conference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('slug', models.SlugField(error_messages={'unique': 'Another page already has this address. Change a word to make it different.'}, help_text="The last part of the page's web address. Filled in from the title; avoid changing it later.", max_length=200, unique=True, verbose_name='address')),
                ('summary', models.TextField(blank=True, help_text='One to three sentences for lists, search engines and social media. At most 500 characters.', max_length=500, verbose_name='summary')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('archived', 'Archived')], default='draft', help_text='Visitors see an item when it is published and its publication time has come.', max_length=20, verbose_name='state')),
                ('publish_at', models.DateTimeField(blank=True, help_text='Leave empty to publish at once. With a future time, the item appears then by itself.', null=True, verbose_name='publish at')),
                ('expire_at', models.DateTimeField(blank=True, help_text='From this time on, visitors no longer see the item. Leave empty to keep it for good.', null=True, verbose_name='expire at')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                ('revised_at', models.DateTimeField(editable=False, null=True, verbose_name='revised')),
                ('working_copy_keys', models.JSONField(default=dict, editable=False)),
                ('status', models.CharField(choices=[('as_planned', 'As planned'), ('cancelled', 'Cancelled'), ('postponed', 'Postponed'), ('full', 'Fully booked')], default='as_planned', max_length=20, verbose_name='status')),
                ('kind', models.CharField(choices=[('conference', 'Conference'), ('forum', 'Forum'), ('workshop', 'Workshop'), ('webinar', 'Webinar'), ('training', 'Training'), ('meeting', 'Meeting'), ('other', 'Event')], default='conference', max_length=20, verbose_name='kind')),
                ('tagline', models.CharField(blank=True, help_text='Its motto, as in “Small communities, big ideas”.', max_length=200, verbose_name='theme')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('starts_on', models.DateField(help_text='Move it, and the days of the programme move with it, each with its sessions.', verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('timezone', timezone_field.fields.TimeZoneField(choices_display='WITH_GMT_OFFSET', default='Europe/Brussels', help_text='Session times are entered and shown in this zone.', verbose_name='time zone')),
                ('format', models.CharField(choices=[('on_site', 'On site'), ('online', 'Online'), ('hybrid', 'On site and online')], default='on_site', max_length=20, verbose_name='format')),
                ('status_note', models.CharField(blank=True, help_text='Shown beside the status: the reason, the new date, what to do.', max_length=250, verbose_name='note to the public')),
                ('venue_name', models.CharField(blank=True, max_length=200, verbose_name='venue')),
                ('venue_address', models.CharField(blank=True, max_length=250, verbose_name='street address')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, help_text='In degrees, as in 50.866049. With both coordinates, the page links to a map.', max_digits=8, null=True, validators=[django.core.validators.MinValueValidator(-90), django.core.validators.MaxValueValidator(90)], verbose_name='latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, help_text='In degrees, as in 4.350311.', max_digits=9, null=True, validators=[django.core.validators.MinValueValidator(-180), django.core.validators.MaxValueValidator(180)], verbose_name='longitude')),
                ('website', models.URLField(blank=True, max_length=500, verbose_name='website')),
                ('livestream_url', models.URLField(blank=True, max_length=500, verbose_name='livestream')),
                ('registration_url', models.URLField(blank=True, max_length=500, verbose_name='registration')),
                ('registration_closes_on', models.DateField(blank=True, help_text='The last day on which people can register.', null=True, verbose_name='registration closes on')),
                ('hashtag', models.CharField(blank=True, max_length=50, validators=[django.core.validators.RegexValidator('^#?\\w+\\Z', 'A hashtag is one word of letters, digits and underscores.')], verbose_name='hashtag')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='contact e-mail')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('lead_picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.picture', verbose_name='lead picture')),
                ('updated_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='last changed by')),
                ('working_copy_basis', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.revision')),
                ('working_copy_of', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='working_copy', to='events.conference', verbose_name='working copy of')),
            ],
            options={
                'verbose_name': 'conference',
                'verbose_name_plural': 'conferences',
                'ordering': ['-starts_on', '-pk'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
            },
        ),
        migrations.CreateModel(
            name='Day',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField(verbose_name='date')),
                ('title', models.CharField(blank=True, help_text="The day's theme.", max_length=200, verbose_name='title')),
                ('audience', models.CharField(blank=True, help_text='As in “mayors and city practitioners”.', max_length=200, verbose_name='who it is for')),
                ('summary', models.TextField(blank=True, max_length=500, verbose_name='summary')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='events.conference', verbose_name='conference')),
            ],
            options={
                'verbose_name': 'day',
                'verbose_name_plural': 'days',
                'ordering': ['date'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(error_messages={'unique': 'We already have this organisation.'}, max_length=200, unique=True, verbose_name='name')),
                ('full_name', models.CharField(blank=True, help_text='Only if the name is an abbreviation, as in UITP.', max_length=250, verbose_name='full name')),
                ('slug', models.SlugField(help_text="The last part of the page's web address. Filled in from the name.", max_length=200, unique=True, verbose_name='address')),
                ('kind', models.CharField(choices=[('city', 'City or region'), ('network', 'Network'), ('association', 'Association'), ('institution', 'Public institution'), ('university', 'University or research centre'), ('company', 'Company'), ('initiative', 'Initiative or platform'), ('other', 'Other')], default='other', max_length=20, verbose_name='kind')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('country', django_countries.fields.CountryField(blank=True, max_length=2, verbose_name='country')),
                ('website', models.URLField(blank=True, max_length=500, verbose_name='website')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='library.picture', verbose_name='logo')),
                ('parent', models.ForeignKey(blank=True, help_text='The larger organisation that it belongs to.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='parts', to='events.organisation', verbose_name='part of')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': [events.models.sorting.SortKey('name')],
            },
        ),
        migrations.CreateModel(
            name='ConferenceOrganisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('organiser', 'Organiser'), ('host', 'Host'), ('partner', 'Partner'), ('funder', 'Funder'), ('participant', 'Participant')], default='partner', max_length=20, verbose_name='role')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Lower numbers come first.', verbose_name='order')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='events.conference', verbose_name='conference')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='events.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': "organisation's part",
                'verbose_name_plural': 'organisations',
                'ordering': ['order', 'pk'],
                'abstract': False,
                'default_related_name': 'organisation_roles',
            },
        ),
        migrations.AddField(
            model_name='conference',
            name='organisations',
            field=models.ManyToManyField(related_name='conferences', through='events.ConferenceOrganisation', to='events.organisation', verbose_name='organisations'),
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('acronym', models.CharField(error_messages={'unique': 'We already have a project with this acronym.'}, help_text='What everybody calls it, as in UPPER.', max_length=100, unique=True, verbose_name='acronym')),
                ('full_name', models.CharField(blank=True, max_length=300, verbose_name='full name')),
                ('slug', models.SlugField(help_text="The last part of the page's web address. Filled in from the acronym.", max_length=200, unique=True, verbose_name='address')),
                ('summary', models.TextField(blank=True, help_text="One or two sentences, shown on the project's card.", max_length=300, verbose_name='summary')),
                ('description', models.TextField(blank=True, verbose_name='description')),
                ('programme', models.CharField(blank=True, help_text='As in Horizon Europe.', max_length=150, verbose_name='funding programme')),
                ('grant_number', models.CharField(blank=True, max_length=50, verbose_name='grant number')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('website', models.URLField(blank=True, max_length=500, verbose_name='website')),
                ('coordinator', models.ForeignKey(blank=True, help_text='The organisation that leads the project.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='coordinated_projects', to='events.organisation', verbose_name='coordinator')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='library.picture', verbose_name='logo')),
            ],
            options={
                'verbose_name': 'project',
                'verbose_name_plural': 'projects',
                'ordering': [events.models.sorting.SortKey('acronym'), 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ConferenceProject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('organiser', 'Organiser'), ('host', 'Host'), ('partner', 'Partner'), ('funder', 'Funder'), ('participant', 'Participant')], default='partner', max_length=20, verbose_name='role')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Lower numbers come first.', verbose_name='order')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='events.conference', verbose_name='conference')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='events.project', verbose_name='project')),
            ],
            options={
                'verbose_name': "project's part",
                'verbose_name_plural': 'projects',
                'ordering': ['order', 'pk'],
                'abstract': False,
                'default_related_name': 'project_roles',
            },
        ),
        migrations.AddField(
            model_name='conference',
            name='projects',
            field=models.ManyToManyField(related_name='conferences', through='events.ConferenceProject', to='events.project', verbose_name='projects'),
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Lower numbers come first.', verbose_name='order')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rooms', to='events.conference', verbose_name='conference')),
            ],
            options={
                'verbose_name': 'room',
                'verbose_name_plural': 'rooms',
                'ordering': ['order', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('as_planned', 'As planned'), ('cancelled', 'Cancelled'), ('postponed', 'Postponed'), ('full', 'Fully booked')], default='as_planned', max_length=20, verbose_name='status')),
                ('title', models.CharField(max_length=250, verbose_name='title')),
                ('slug', models.SlugField(blank=True, help_text="The last part of the page's web address. Left empty, it is made from the title.", max_length=200, verbose_name='address')),
                ('kind', models.CharField(choices=[('plenary', 'Plenary'), ('keynote', 'Keynote'), ('panel', 'Panel discussion'), ('talk', 'Talk'), ('workshop', 'Workshop'), ('world_cafe', 'World café'), ('visit', 'Site visit'), ('ceremony', 'Ceremony'), ('networking', 'Networking'), ('break', 'Break')], default='talk', max_length=20, verbose_name='kind')),
                ('starts_at', models.TimeField(help_text="In the conference's time zone.", verbose_name='start')),
                ('ends_at', models.TimeField(verbose_name='end')),
                ('ends_next_day', models.BooleanField(default=False, verbose_name='ends after midnight')),
                ('abstract', models.TextField(blank=True, verbose_name='abstract')),
                ('livestream_url', models.URLField(blank=True, max_length=500, verbose_name='livestream')),
                ('recording_url', models.URLField(blank=True, max_length=500, verbose_name='recording')),
                ('conference', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='events.conference', verbose_name='conference')),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='events.day', verbose_name='day')),
                ('materials', sortedm2m.fields.SortedManyToManyField(blank=True, help_text='Slides and papers to download, in the order in which you choose them.', related_name='sessions', to='library.document', verbose_name='materials')),
                ('room', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='sessions', to='events.room', verbose_name='room')),
            ],
            options={
                'verbose_name': 'session',
                'verbose_name_plural': 'sessions',
                'ordering': ['starts_at', 'ends_next_day', 'ends_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Appearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position_then', models.CharField(blank=True, help_text="At that time. Left empty, it is filled in with today's position.", max_length=200, verbose_name='position then')),
                ('role', models.CharField(choices=[('speaker', 'Speaker'), ('moderator', 'Moderator'), ('panellist', 'Panellist'), ('host', 'Host')], default='speaker', max_length=20, verbose_name='role')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Lower numbers come first.', verbose_name='order')),
                ('organisation_then', models.ForeignKey(blank=True, help_text="At that time. Left empty, it is filled in with today's organisation.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.organisation', verbose_name='organisation then')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appearances', to='events.session', verbose_name='session')),
            ],
            options={
                'verbose_name': 'appearance',
                'verbose_name_plural': 'appearances',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Speaker',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('given_name', models.CharField(blank=True, max_length=100, verbose_name='given names')),
                ('family_name', models.CharField(help_text='Lists are sorted by it. Put the only name here if there is one.', max_length=100, verbose_name='family name')),
                ('academic_title', models.CharField(blank=True, help_text='As in Dr or Prof.', max_length=50, verbose_name='title')),
                ('sorted_by', models.CharField(blank=True, help_text='Only if it is not the family name: “Gogh” for Vincent van Gogh.', max_length=200, verbose_name='sorted by')),
                ('sort_name', models.GeneratedField(db_persist=True, expression=events.models.sorting.SortKey(django.db.models.functions.text.Concat(django.db.models.functions.comparison.Coalesce(django.db.models.functions.comparison.NullIf(models.F('sorted_by'), models.Value('')), models.F('family_name')), models.Value(' '), models.F('given_name'), output_field=models.TextField())), output_field=models.TextField())),
                ('slug', models.SlugField(help_text="The last part of the page's web address. Filled in from the names.", max_length=200, unique=True, verbose_name='address')),
                ('position', models.CharField(blank=True, help_text="Today's, as in “Director”. Appearances keep older ones.", max_length=200, verbose_name='position')),
                ('biography', models.TextField(blank=True, verbose_name='biography')),
                ('website', models.URLField(blank=True, max_length=500, verbose_name='website')),
                ('linkedin', models.URLField(blank=True, max_length=500, verbose_name='LinkedIn')),
                ('mastodon', models.URLField(blank=True, max_length=500, verbose_name='Mastodon')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='events.organisation', verbose_name='organisation')),
                ('portrait', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='library.picture', verbose_name='portrait')),
            ],
            options={
                'verbose_name': 'speaker',
                'verbose_name_plural': 'speakers',
                'ordering': ['sort_name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='session',
            name='speakers',
            field=models.ManyToManyField(related_name='sessions', through='events.Appearance', to='events.speaker'),
        ),
        migrations.AddField(
            model_name='appearance',
            name='speaker',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appearances', to='events.speaker', verbose_name='speaker'),
        ),
        migrations.CreateModel(
            name='Track',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Lower numbers come first.', verbose_name='order')),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tracks', to='events.conference', verbose_name='conference')),
            ],
            options={
                'verbose_name': 'track',
                'verbose_name_plural': 'tracks',
                'ordering': ['order', 'name'],
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='session',
            name='track',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='sessions', to='events.track', verbose_name='track'),
        ),
        migrations.AddConstraint(
            model_name='day',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('conference', 'date'), name='one_day_per_date', violation_error_message='The conference already has a day on this date.'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(events.models.sorting.SortKey('name'), name='organisation_by_name'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('pk')), _negated=True), _connector='OR'), name='organisation_is_not_part_of_itself', violation_error_message='An organisation cannot be a part of itself.'),
        ),
        migrations.AddConstraint(
            model_name='conferenceorganisation',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('conference', 'organisation', 'role'), name='one_part_per_organisation_and_role', violation_error_message='This organisation already has this role.'),
        ),
        migrations.AddIndex(
            model_name='project',
            index=models.Index(events.models.sorting.SortKey('acronym'), models.F('id'), name='project_by_acronym'),
        ),
        migrations.AddConstraint(
            model_name='project',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='project_ends_after_it_starts', violation_error_message='The last day cannot come before the first.'),
        ),
        migrations.AddConstraint(
            model_name='conferenceproject',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('conference', 'project', 'role'), name='one_part_per_project_and_role', violation_error_message='This project already has this role.'),
        ),
        migrations.AddIndex(
            model_name='conference',
            index=models.Index(fields=['-starts_on', '-id'], name='conference_latest_first'),
        ),
        migrations.AddIndex(
            model_name='conference',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['starts_on', 'ends_on', 'id'], include=('kind', 'timezone', 'publish_at', 'expire_at'), name='conference_public_by_date'),
        ),
        migrations.AddIndex(
            model_name='conference',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['ends_on'], name='conference_ends'),
        ),
        migrations.AddIndex(
            model_name='conference',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['publish_at'], name='conference_appears'),
        ),
        migrations.AddIndex(
            model_name='conference',
            index=models.Index(condition=models.Q(('state', 'published'), ('expire_at__isnull', False)), fields=['expire_at'], name='conference_expires'),
        ),
        migrations.AddConstraint(
            model_name='conference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='events_conference_published_at_some_time', violation_error_message='A published item needs the time since when it is public.'),
        ),
        migrations.AddConstraint(
            model_name='conference',
            constraint=models.CheckConstraint(condition=models.Q(('expire_at__isnull', True), ('publish_at__isnull', True), ('expire_at__gt', models.F('publish_at')), _connector='OR'), name='events_conference_expires_after_it_is_published', violation_error_message='An item cannot expire before it is published.'),
        ),
        migrations.AddConstraint(
            model_name='conference',
            constraint=models.CheckConstraint(condition=models.Q(('working_copy_of__isnull', True), models.Q(('state__in', ['draft', 'in_review']), models.Q(('working_copy_of', models.F('pk')), _negated=True)), _connector='OR'), name='events_conference_working_copy_is_never_public', violation_error_message='A working copy is not published itself: publish its changes.'),
        ),
        migrations.AddConstraint(
            model_name='conference',
            constraint=models.CheckConstraint(condition=models.Q(('slug', 'calendar'), _negated=True), name='conference_is_not_at_the_address_of_the_calendar', violation_error_message='The address “calendar” belongs to the calendar of all events.'),
        ),
        migrations.AddConstraint(
            model_name='conference',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='conference_ends_after_it_starts', violation_error_message='The last day cannot come before the first.'),
        ),
        migrations.AddConstraint(
            model_name='conference',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('longitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__range', (-180, 180))), _connector='OR'), name='conference_coordinates_are_a_place_on_earth', violation_error_message='Give both latitude and longitude, or neither.'),
        ),
        migrations.AddConstraint(
            model_name='room',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('conference', 'name'), name='one_room_per_name', violation_error_message='The conference already has a room with this name.'),
        ),
        migrations.AddIndex(
            model_name='speaker',
            index=models.Index(fields=['sort_name', 'id'], name='speaker_by_name'),
        ),
        migrations.AddConstraint(
            model_name='appearance',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('session', 'speaker', 'role'), name='one_appearance_per_session_and_role', violation_error_message='This person already appears in this session in this role.'),
        ),
        migrations.AddConstraint(
            model_name='track',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('conference', 'name'), name='one_track_per_name', violation_error_message='The conference already has a track with this name.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], fields=('conference', 'slug'), name='one_session_per_address', violation_error_message='Another session of this conference already has this address.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ends_at__gt', models.F('starts_at')), ('ends_next_day', False)), models.Q(('ends_at__lte', models.F('starts_at')), ('ends_next_day', True)), _connector='OR'), name='session_ends_after_it_starts', violation_error_message='A session ends after it starts. If it ends after midnight, say so with the tick box.'),
        ),
        migrations.AddConstraint(
            model_name='session',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('status__in', ['cancelled', 'postponed']), _negated=True), deferrable=django.db.models.constraints.Deferrable['IMMEDIATE'], expressions=[('day', '='), ('room', '='), (SessionPeriod(), '&&')], name='one_session_at_a_time_in_a_room', violation_error_message='Another session is in this room at that time.'),
        ),
        *(migrations.RunSQL(create, drop) for create, drop in COMPOSITE_KEYS),
        migrations.RunSQL(CREATE_DAY_GUARD, DROP_DAY_GUARD),
    ]
