from django.db import migrations

from org.trigrams import index

NAME = "goals_objective_search_text"


def make(apps, schema_editor):
    index(schema_editor, "goals_objective", "search_text", NAME)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {NAME}")


class Migration(migrations.Migration):
    # Its own, after the titles were written: PostgreSQL refuses an index on a table with pending writes.
    dependencies = [
        ("goals", "0018_search_titles_by_folded_text"),
    ]

    operations = [
        migrations.RunPython(make, drop),
    ]
