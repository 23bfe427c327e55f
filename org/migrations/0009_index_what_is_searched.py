from django.db import migrations

from org import trigrams


def make(apps, schema_editor):
    for index in trigrams.ON_PEOPLE:
        trigrams.make(schema_editor.connection, index)


def drop(apps, schema_editor):
    for index in trigrams.ON_PEOPLE:
        trigrams.drop(schema_editor.connection, index)


class Migration(migrations.Migration):
    # Its own, after the values were written: PostgreSQL refuses an index on a table with pending writes.
    dependencies = [
        ("org", "0008_search_names_with_a_typing_error"),
    ]

    operations = [
        migrations.RunPython(make, drop),
    ]
