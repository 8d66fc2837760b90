"""The groups of the newsroom's roles. What each may do follows after every migration, from ``civitas_cms/roles.py``."""

from django.db import migrations

NAMES = ["Contributor", "Editor", "Programme manager", "Administrator"]


def make_groups(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects
    for name in NAMES:
        groups.get_or_create(name=name)
    # The demonstration's editor has been in a group of this name, which knew nothing of publishing.
    for user in apps.get_model("auth", "User").objects.filter(groups__name="Editors"):
        user.groups.add(groups.get(name="Editor"))


class Migration(migrations.Migration):
    initial = True
    dependencies = [("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
