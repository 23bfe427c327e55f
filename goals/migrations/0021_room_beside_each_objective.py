from django.db import migrations


def leave_room(apps, schema_editor):
    """Half of each new page: there a row with other figures lies beside the old one, and no index is written for it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE goals_objective SET (fillfactor = 50)")


def fill(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE goals_objective RESET (fillfactor)")


class Migration(migrations.Migration):
    dependencies = [
        ("goals", "0020_offers"),
    ]

    operations = [
        migrations.RunPython(leave_room, fill),
    ]
