from django.db import migrations

from org.trigrams import index


def make(apps, schema_editor):
    index(schema_editor, "org_employee", "search_text", "org_employee_search_text")
    index(schema_editor, "org_employee", "search_name", "org_employee_search_name")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in ("org_employee_search_text", "org_employee_search_name"):
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    # Its own, after the values were written: PostgreSQL refuses an index on a table with pending writes.
    dependencies = [
        ("org", "0008_search_names_with_a_typing_error"),
    ]

    operations = [
        migrations.RunPython(make, drop),
    ]
