"""The tables as they were in release 0.1, with all that made them so."""

import civitas_cms.library.uploads
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True
    replaces = [
        ('library', '0001_initial'),
        ('library', '0002_picture_colour'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='What visitors read on the link, such as “Programme of the conference”.', max_length=200, verbose_name='title')),
                ('file', models.FileField(help_text='PDF, an office document (DOCX, XLSX, PPTX, ODT, ODS, ODP), CSV, TXT or ZIP.', max_length=200, upload_to='documents/%Y/%m', validators=[civitas_cms.library.uploads.validate_document], verbose_name='file')),
                ('size', models.PositiveBigIntegerField(editable=False, verbose_name='size in bytes')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
                'ordering': ['-uploaded_at', '-pk'],
                'indexes': [models.Index(fields=['-uploaded_at', '-id'], name='document_newest_first')],
            },
        ),
        migrations.CreateModel(
            name='Picture',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(help_text='How you will find the picture again; visitors do not see it.', max_length=200, verbose_name='title')),
                ('image', models.ImageField(height_field='image_height', help_text='JPEG, PNG, WebP or AVIF. Once saved, click in the preview on what must stay in view.', max_length=200, upload_to='pictures/%Y/%m', verbose_name='picture', width_field='image_width')),
                ('alternative_text', models.CharField(blank=True, help_text='What the picture shows, in one sentence, for people who do not see it. Say what matters, not “picture of”.', max_length=250, verbose_name='alternative text')),
                ('is_decorative', models.BooleanField(default=False, help_text='The picture tells nothing that the text does not; screen readers then skip it.', verbose_name='decorative')),
                ('caption', models.CharField(blank=True, help_text='Shown below the picture.', max_length=250, verbose_name='caption')),
                ('credit', models.CharField(blank=True, help_text='Who made it, and its licence.', max_length=150, verbose_name='credit')),
                ('colour', models.CharField(blank=True, editable=False, help_text='Stands in its place while it is loading.', max_length=7, verbose_name='colour')),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
                ('image_width', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('image_height', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('image_ppoi', models.CharField(default='0.5x0.5', max_length=20)),
            ],
            options={
                'verbose_name': 'picture',
                'verbose_name_plural': 'pictures',
                'ordering': ['-uploaded_at', '-pk'],
                'indexes': [models.Index(fields=['-uploaded_at', '-id'], name='picture_newest_first')],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_decorative', True), models.Q(('alternative_text', ''), _negated=True), _connector='OR'), name='picture_has_alternative_text_or_is_decorative', violation_error_message='Describe the picture in the alternative text, or mark it as decorative.')],
            },
        ),
    ]
