from django.db import migrations

from goals.starters import add_starters


def add(apps, schema_editor):
    add_starters(apps.get_model("goals", "ObjectiveTemplate"), apps.get_model("goals", "TemplateKeyResult"))


class Migration(migrations.Migration):
    """An empty company begins with a few templates: no command to run, and ordinary rows that HR may change."""

    dependencies = [("goals", "0008_drafting")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
