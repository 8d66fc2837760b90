"""The tables as they were in release 0.1, with all that made them so."""

import django.core.validators
import django.db.models.deletion
import sortedm2m.fields
import taggit.managers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('articles', '0001_initial'),
        ('articles', '0002_publish_permission'),
        ('articles', '0003_indexes_of_lists'),
        ('articles', '0004_working_copy'),
        ('articles', '0005_revised_at'),
        ('articles', '0006_texts_with_own_links'),
    ]

    dependencies = [
        ('events', '0001_release_0_1'),
        ('library', '0001_release_0_1'),
        ('publishing', '0001_release_0_1'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Article',
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
                ('kind', models.CharField(choices=[('news', 'News'), ('event_report', 'Event report'), ('interview', 'Interview'), ('announcement', 'Announcement'), ('press_release', 'Press release'), ('call', 'Call')], default='news', max_length=20, verbose_name='kind')),
                ('strapline', models.CharField(blank=True, help_text='One sentence below the headline that draws people in.', max_length=250, verbose_name='strapline')),
                ('lead_caption', models.CharField(blank=True, help_text='Left empty, the caption from the library is shown.', max_length=250, verbose_name='caption')),
                ('lead_credit', models.CharField(blank=True, help_text='Left empty, the credit from the library is shown.', max_length=150, verbose_name='credit')),
                ('author_organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='events.organisation', verbose_name='author organisation')),
                ('authors', sortedm2m.fields.SortedManyToManyField(blank=True, help_text='People to be named as authors, in this order.', related_name='authored_articles', to='events.speaker', verbose_name='authors')),
                ('conferences', models.ManyToManyField(blank=True, help_text='The conferences that the article reports on.', related_name='articles', to='events.conference', verbose_name='conferences')),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('lead_picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.picture', verbose_name='lead picture')),
                ('projects', sortedm2m.fields.SortedManyToManyField(blank=True, help_text='The projects that took part or that the article is about, in this order.', related_name='articles', to='events.project', verbose_name='partner projects')),
                ('related_articles', sortedm2m.fields.SortedManyToManyField(blank=True, help_text=None, related_name='+', to='articles.article', verbose_name='related articles')),
                ('tags', taggit.managers.TaggableManager(blank=True, help_text='Subjects. Choose from those we have before you add a new one.', through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                ('updated_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='last changed by')),
                ('working_copy_basis', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.revision')),
                ('working_copy_of', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='working_copy', to='articles.article', verbose_name='working copy of')),
            ],
            options={
                'verbose_name': 'article',
                'verbose_name_plural': 'articles',
                'ordering': ['-publish_at', '-pk'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
            },
        ),
        migrations.CreateModel(
            name='ArticlePicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alternative_text', models.CharField(blank=True, help_text='Only if the picture means something else on this page than what the library says.', max_length=250, verbose_name='alternative text here')),
                ('is_decorative', models.BooleanField(default=False, help_text='Screen readers skip the picture on this page.', verbose_name='decorative here')),
                ('caption', models.CharField(blank=True, help_text='Left empty, the caption from the library is shown.', max_length=250, verbose_name='caption')),
                ('credit', models.CharField(blank=True, help_text='Left empty, the credit from the library is shown.', max_length=150, verbose_name='credit')),
                ('region', models.CharField(max_length=255)),
                ('ordering', models.IntegerField(default=0)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='articles.article')),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.picture', verbose_name='picture')),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'ordering': ['ordering'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Download',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, help_text="Left empty, the document's title is shown.", max_length=200, verbose_name='title')),
                ('region', models.CharField(max_length=255)),
                ('ordering', models.IntegerField(default=0)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.document', verbose_name='document')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='articles.article')),
            ],
            options={
                'verbose_name': 'file to download',
                'verbose_name_plural': 'files to download',
                'ordering': ['ordering'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Gallery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('region', models.CharField(max_length=255)),
                ('ordering', models.IntegerField(default=0)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='articles.article')),
                ('pictures', sortedm2m.fields.SortedManyToManyField(help_text='Shown in the order in which you choose them.', related_name='%(app_label)s_%(class)s_set', to='library.picture', verbose_name='pictures')),
            ],
            options={
                'verbose_name': 'picture gallery',
                'verbose_name_plural': 'picture galleries',
                'ordering': ['ordering'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(help_text='Say where the link leads, as in “Learn more about NetZeroCities”, never “click here”.', max_length=150, verbose_name='text')),
                ('url', models.URLField(help_text='In full, as in https://netzerocities.eu/', max_length=500, validators=[django.core.validators.URLValidator(schemes=['http', 'https'])], verbose_name='address')),
                ('region', models.CharField(max_length=255)),
                ('ordering', models.IntegerField(default=0)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='articles.article')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
                'ordering': ['ordering'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PartnerProjects',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('region', models.CharField(max_length=255)),
                ('ordering', models.IntegerField(default=0)),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='articles.article')),
                ('projects', sortedm2m.fields.SortedManyToManyField(blank=True, help_text='Left empty, all partner projects of the article are shown here.', related_name='+', to='events.project', verbose_name='projects')),
            ],
            options={
                'verbose_name': 'partner projects',
                'verbose_name_plural': 'partner projects',
                'ordering': ['ordering'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Quote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position_then', models.CharField(blank=True, help_text="At that time. Left empty, it is filled in with today's position.", max_length=200, verbose_name='position then')),
                ('region', models.CharField(max_length=255)),
                ('ordering', models.IntegerField(default=0)),
                ('words', models.TextField(help_text='Exactly what was said, without quotation marks: the page adds them.', max_length=1000, verbose_name='words')),
                ('organisation_then', models.ForeignKey(blank=True, help_text="At that time. Left empty, it is filled in with today's organisation.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='events.organisation', verbose_name='organisation then')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='articles.article')),
                ('session', models.ForeignKey(blank=True, help_text='Where it was said, if it was in a session of a conference.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='quotes', to='events.session', verbose_name='session')),
                ('speaker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotes', to='events.speaker', verbose_name='speaker')),
            ],
            options={
                'verbose_name': 'quote',
                'verbose_name_plural': 'quotes',
                'ordering': ['ordering'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RichText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='text')),
                ('region', models.CharField(max_length=255)),
                ('ordering', models.IntegerField(default=0)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='articles.article')),
            ],
            options={
                'verbose_name': 'text',
                'verbose_name_plural': 'texts',
                'ordering': ['ordering'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Video',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='What the video shows.', max_length=200, verbose_name='title')),
                ('url', models.URLField(help_text="The video's page on YouTube or Vimeo, as your browser shows it.", max_length=500, verbose_name='address')),
                ('region', models.CharField(max_length=255)),
                ('ordering', models.IntegerField(default=0)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='articles.article')),
                ('poster', models.ForeignKey(blank=True, help_text='Shown until the video is loaded.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.picture', verbose_name='still picture')),
            ],
            options={
                'verbose_name': 'video',
                'verbose_name_plural': 'videos',
                'ordering': ['ordering'],
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['-publish_at', '-id'], name='article_newest_first'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['-publish_at', '-id'], include=('kind', 'expire_at'), name='article_public_newest_first'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('state', 'published')), fields=['kind', '-publish_at', '-id'], include=('expire_at',), name='article_public_by_kind'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('state', 'published'), ('expire_at__isnull', False)), fields=['expire_at'], name='article_expires'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='articles_article_published_at_some_time', violation_error_message='A published item needs the time since when it is public.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('expire_at__isnull', True), ('publish_at__isnull', True), ('expire_at__gt', models.F('publish_at')), _connector='OR'), name='articles_article_expires_after_it_is_published', violation_error_message='An item cannot expire before it is published.'),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('working_copy_of__isnull', True), models.Q(('state__in', ['draft', 'in_review']), models.Q(('working_copy_of', models.F('pk')), _negated=True)), _connector='OR'), name='articles_article_working_copy_is_never_public', violation_error_message='A working copy is not published itself: publish its changes.'),
        ),
        migrations.AddIndex(
            model_name='richtext',
            index=models.Index(condition=models.Q(('text__contains', 'href="/')), fields=['parent'], name='articles_text_with_own_links'),
        ),
    ]
