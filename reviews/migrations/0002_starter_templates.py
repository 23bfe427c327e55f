from django.db import migrations

from reviews.starters import missing_from
from reviews.template_tree import Models, build


def add(apps, schema_editor):
    models = Models.of(apps)
    for each in missing_from(models.Template):
        build(each, key=each["key"], into=models)


class Migration(migrations.Migration):
    """An empty company begins with three templates: ordinary rows that HR may change or drop."""

    dependencies = [("reviews", "0001_records")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
