from django.db import migrations

from org import trigrams

NAMES = ("org_employee_search_text", "org_employee_search_name")


def make(apps, schema_editor):
    for name in NAMES:
        trigrams.make(schema_editor.connection, name)


def drop(apps, schema_editor):
    for name in NAMES:
        trigrams.drop(schema_editor.connection, name)


class Migration(migrations.Migration):
    # Its own, after the values were written: PostgreSQL refuses an index on a table with pending writes.
    dependencies = [
        ("org", "0008_search_names_with_a_typing_error"),
    ]

    operations = [
        migrations.RunPython(make, drop),
    ]
