from django.db import migrations, models


def mark_all(apps, schema_editor):
    """What is stored already learns its weights from the next sweep."""
    mark = apps.get_model("goals", "RollUpMark")
    ids = apps.get_model("goals", "Objective").objects.order_by("pk").values_list("pk", flat=True)
    mark.objects.bulk_create((mark(objective_id=pk) for pk in ids.iterator()), batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("goals", "0004_imports_of_goals")]

    operations = [
        migrations.AddField("objective", "weight_sum", models.FloatField(default=0, editable=False)),
        migrations.RunPython(mark_all, migrations.RunPython.noop, elidable=True),
    ]
