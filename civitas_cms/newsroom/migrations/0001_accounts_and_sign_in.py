"""Keep accounts for good, count wrong tries to sign in, and find one's way in a log of a million entries."""

import django.utils.timezone
from django.db import migrations, models

import civitas_cms.delivery.contracts

# Deleting an account would take its entries from the log, and its name from the history.
KEEP_ACCOUNTS = """
CREATE FUNCTION keep_accounts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Accounts are never deleted, but deactivated and anonymised.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER keep_accounts BEFORE DELETE ON auth_user FOR EACH ROW EXECUTE FUNCTION keep_accounts();
"""
INDEX_LOG = """
CREATE INDEX log_latest_first ON django_admin_log (action_time DESC, id DESC);
CREATE INDEX log_by_person ON django_admin_log (user_id, action_time DESC, id DESC);
CREATE INDEX log_by_kind ON django_admin_log (content_type_id, action_time DESC, id DESC);
CREATE INDEX log_by_action ON django_admin_log (action_flag, action_time DESC, id DESC);
CREATE INDEX log_by_object ON django_admin_log (content_type_id, object_id);
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="FailedSignIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=150)),
                ("address", models.GenericIPAddressField(null=True)),
                ("device", models.UUIDField(null=True)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["account", "id"], name="failed_sign_in_by_account"),
                    models.Index(fields=["address", "id"], name="failed_sign_in_by_address"),
                ],
            },
            bases=(civitas_cms.delivery.contracts.NeverOnPages, models.Model),
        ),
        migrations.RunSQL(KEEP_ACCOUNTS, "DROP FUNCTION keep_accounts CASCADE"),
        migrations.RunSQL(
            INDEX_LOG,
            "DROP INDEX log_latest_first, log_by_person, log_by_kind, log_by_action, log_by_object",
        ),
    ]
