"""Migrations that the former release survives: they add, and what they add does without being named."""

from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.models import NOT_PROVIDED
from django.test import SimpleTestCase

from civitas_cms.delivery.content_changes import project_packages

#: With which migration the former release ends, in each app that it had; apps that came later concern it nowhere.
FORMER_RELEASE = "0001_release_0_1"
#: What former code cannot do without: that comes with a release of its own, once nothing asks for it.
CONTRACTING = (operations.RemoveField, operations.RenameField, operations.DeleteModel, operations.RenameModel)


class ExpandOnlyTests(SimpleTestCase):
    def later_operations(self):
        """Yield the name of each migration since the former release, and each of its operations."""
        migrations = MigrationLoader(None).disk_migrations
        of_former_release = {app for app, name in migrations if name == FORMER_RELEASE}
        for (app, name), migration in sorted(migrations.items()):
            if app in of_former_release and name > FORMER_RELEASE and self.is_ours(migration):
                for operation in migration.operations:
                    yield f"{app}.{name}", operation

    def is_ours(self, migration):
        return migration.__module__.partition(".")[0] in project_packages()

    def test_every_column_that_was_added_may_be_left_out(self):
        added = 0
        for name, operation in self.later_operations():
            if isinstance(operation, operations.AddField) and not operation.field.many_to_many:
                added += 1
                field = operation.field
                with self.subTest(f"{name}: {operation.model_name}.{operation.name}"):
                    self.assertTrue(field.null or field.generated or field.db_default is not NOT_PROVIDED)
        self.assertGreater(added, 10)

    def test_nothing_that_former_code_asks_for_goes(self):
        added = {
            (name, operation.model_name, operation.name)
            for name, operation in self.later_operations()
            if isinstance(operation, operations.AddField)
        }
        for name, operation in self.later_operations():
            # A generated column that is calculated in another way has to be made anew.
            is_made_anew = (
                isinstance(operation, operations.RemoveField) and (name, operation.model_name, operation.name) in added
            )
            if not is_made_anew:
                self.assertNotIsInstance(operation, CONTRACTING, name)
