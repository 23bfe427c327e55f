from django.db import migrations

from org import trigrams

TITLES = trigrams.Trigrams("goals_objective", "search_text")


def make(apps, schema_editor):
    trigrams.make(schema_editor.connection, TITLES)


def drop(apps, schema_editor):
    trigrams.drop(schema_editor.connection, TITLES)


class Migration(migrations.Migration):
    # Its own, after the titles were written: PostgreSQL refuses an index on a table with pending writes.
    dependencies = [
        ("goals", "0018_search_titles_by_folded_text"),
    ]

    operations = [
        migrations.RunPython(make, drop),
    ]
