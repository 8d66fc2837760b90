"""An index to find the picture or document that has a file; the names of the files stay as they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("library", "0002_plain_text")]

    operations = [
        migrations.AlterField(
            model_name="picture",
            name="image",
            field=models.ImageField(
                height_field="image_height",
                help_text=(
                    "JPEG, PNG, WebP, AVIF, HEIC, TIFF or GIF (of several pictures in a file, the first). "
                    "Once saved, click in the preview on what must stay in view."
                ),
                max_length=200,
                upload_to="pictures/%Y/%m",
                verbose_name="picture",
                width_field="image_width",
            ),
        ),
        migrations.AddIndex("picture", models.Index(fields=["image"], name="picture_of_a_file")),
        migrations.AddIndex("document", models.Index(fields=["file"], name="document_of_a_file")),
    ]
