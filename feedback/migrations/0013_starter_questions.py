from django.db import migrations

from feedback.starters import add_starters


def add(apps, schema_editor):
    add_starters(apps.get_model("feedback", "Question"))


class Migration(migrations.Migration):
    """A fresh company asks something from the first check-in on: ordinary rows that HR may change."""

    dependencies = [("feedback", "0012_questions_agenda_and_feeling")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
