"""The tables as they were in release 0.1, with all that made them so."""

import django.core.validators
import django.db.models.deletion
import sortedm2m.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('pages', '0001_initial'),
        ('pages', '0002_publish_permission'),
        ('pages', '0003_working_copy'),
        ('pages', '0004_revised_at'),
        ('pages', '0005_texts_with_own_links'),
    ]

    dependencies = [
        ('library', '0001_release_0_1'),
        ('publishing', '0001_release_0_1'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Page',
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
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ('updated_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='last changed by')),
                ('working_copy_basis', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.revision')),
                ('working_copy_of', models.OneToOneField(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='working_copy', to='pages.page', verbose_name='working copy of')),
            ],
            options={
                'verbose_name': 'page',
                'verbose_name_plural': 'pages',
                'ordering': ['title'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
            },
        ),
        migrations.CreateModel(
            name='MenuItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('menu', models.CharField(choices=[('main', 'Main menu, at the top'), ('footer', 'Footer, at the foot of every page')], default='main', max_length=20, verbose_name='menu')),
                ('title', models.CharField(max_length=50, verbose_name='title')),
                ('address', models.CharField(blank=True, help_text='As in /news/ or https://example.org/', max_length=500, validators=[django.core.validators.RegexValidator('^(/(?![/\\\\])|https?://)\\S*\\Z', 'Start with / for this site, or with https:// for another.')], verbose_name='or an address')),
                ('order', models.PositiveSmallIntegerField(default=0, help_text='Lower numbers come first.', verbose_name='order')),
                ('page', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='pages.page', verbose_name='page')),
            ],
            options={
                'verbose_name': 'menu item',
                'verbose_name_plural': 'menu items',
                'ordering': ['menu', 'order', 'pk'],
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
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='pages.page')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
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
                ('pictures', sortedm2m.fields.SortedManyToManyField(help_text='Shown in the order in which you choose them.', related_name='%(app_label)s_%(class)s_set', to='library.picture', verbose_name='pictures')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='pages.page')),
            ],
            options={
                'verbose_name': 'picture gallery',
                'verbose_name_plural': 'picture galleries',
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
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='pages.page')),
            ],
            options={
                'verbose_name': 'file to download',
                'verbose_name_plural': 'files to download',
                'ordering': ['ordering'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PagePicture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('alternative_text', models.CharField(blank=True, help_text='Only if the picture means something else on this page than what the library says.', max_length=250, verbose_name='alternative text here')),
                ('is_decorative', models.BooleanField(default=False, help_text='Screen readers skip the picture on this page.', verbose_name='decorative here')),
                ('caption', models.CharField(blank=True, help_text='Left empty, the caption from the library is shown.', max_length=250, verbose_name='caption')),
                ('credit', models.CharField(blank=True, help_text='Left empty, the credit from the library is shown.', max_length=150, verbose_name='credit')),
                ('region', models.CharField(max_length=255)),
                ('ordering', models.IntegerField(default=0)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='pages.page')),
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
            name='RichText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='text')),
                ('region', models.CharField(max_length=255)),
                ('ordering', models.IntegerField(default=0)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='pages.page')),
            ],
            options={
                'verbose_name': 'text',
                'verbose_name_plural': 'texts',
                'ordering': ['ordering'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='CIVITAS CMS', help_text='The name of the initiative.', max_length=100, verbose_name='name')),
                ('tagline', models.CharField(blank=True, help_text='One line on what the initiative is for.', max_length=200, verbose_name='tagline')),
                ('introduction', models.TextField(blank=True, help_text='A few sentences on the home page.', max_length=600, verbose_name='introduction')),
                ('funding_statement', models.TextField(blank=True, help_text='Who funds the initiative, at the foot of every page.', verbose_name='funding statement')),
                ('hosting_note', models.CharField(blank=True, help_text='How the site is hosted, at the foot of every page.', max_length=250, verbose_name='hosting note')),
                ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='contact e-mail')),
                ('contact_address', models.TextField(blank=True, max_length=300, verbose_name='postal address')),
            ],
            options={
                'verbose_name': 'site settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='only_one_row_of_site_settings')],
            },
        ),
        migrations.CreateModel(
            name='FooterBadge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=100, verbose_name='title')),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='link')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('picture', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.picture', verbose_name='picture')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='badges', to='pages.sitesettings')),
            ],
            options={
                'verbose_name': 'footer badge',
                'verbose_name_plural': 'footer badges',
                'ordering': ['order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SocialLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='As in “Mastodon” or “LinkedIn”.', max_length=50, verbose_name='network')),
                ('url', models.URLField(max_length=500, verbose_name='link')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='social_links', to='pages.sitesettings')),
            ],
            options={
                'verbose_name': 'social link',
                'verbose_name_plural': 'social links',
                'ordering': ['order', 'pk'],
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
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(app_label)s_%(class)s_set', to='pages.page')),
                ('poster', models.ForeignKey(blank=True, help_text='Shown until the video is loaded.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='library.picture', verbose_name='still picture')),
            ],
            options={
                'verbose_name': 'video',
                'verbose_name_plural': 'videos',
                'ordering': ['ordering'],
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('publish_at__isnull', False), _connector='OR'), name='pages_page_published_at_some_time', violation_error_message='A published item needs the time since when it is public.'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('expire_at__isnull', True), ('publish_at__isnull', True), ('expire_at__gt', models.F('publish_at')), _connector='OR'), name='pages_page_expires_after_it_is_published', violation_error_message='An item cannot expire before it is published.'),
        ),
        migrations.AddConstraint(
            model_name='page',
            constraint=models.CheckConstraint(condition=models.Q(('working_copy_of__isnull', True), models.Q(('state__in', ['draft', 'in_review']), models.Q(('working_copy_of', models.F('pk')), _negated=True)), _connector='OR'), name='pages_page_working_copy_is_never_public', violation_error_message='A working copy is not published itself: publish its changes.'),
        ),
        migrations.AddConstraint(
            model_name='menuitem',
            constraint=models.CheckConstraint(condition=models.Q(('page__isnull', True), ('address', ''), _connector='XOR'), name='menu_item_leads_to_a_page_or_an_address', violation_error_message='Choose a page or give an address, one of the two.'),
        ),
        migrations.AddIndex(
            model_name='richtext',
            index=models.Index(condition=models.Q(('text__contains', 'href="/')), fields=['parent'], name='pages_text_with_own_links'),
        ),
    ]
