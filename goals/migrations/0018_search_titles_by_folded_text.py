from django.db import migrations, models

from org.names import fold


def fill(apps, schema_editor):
    Objective = apps.get_model("goals", "Objective")
    batch = []
    for objective in Objective.objects.only("pk", "title").iterator(2000):
        objective.search_text = f" {' '.join(fold(objective.title).split())} "
        batch.append(objective)
    Objective.objects.bulk_update(batch, ["search_text"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("goals", "0017_fewer_indexes_to_write"),
    ]

    operations = [
        migrations.AddField(
            model_name="objective",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
