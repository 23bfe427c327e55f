from django.db import migrations


def mark_all(apps, schema_editor):
    """The sweep builds the snapshots of what is stored already: each objective after those aligned to it."""
    mark = apps.get_model("goals", "RollUpMark")
    above = dict(apps.get_model("goals", "Objective").objects.order_by("pk").values_list("pk", "aligned_to"))
    waiting = dict.fromkeys(above, 0)
    for parent in above.values():
        if parent is not None:
            waiting[parent] += 1
    ready = [pk for pk, below in waiting.items() if not below]
    for pk in ready:
        parent = above[pk]
        if parent is not None:
            waiting[parent] -= 1
            if not waiting[parent]:
                ready.append(parent)
    rest = sorted(above.keys() - set(ready))  # of a loop in old data
    mark.objects.bulk_create((mark(objective_id=pk) for pk in [*ready, *rest]), batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("goals", "0006_snapshots")]

    operations = [migrations.RunPython(mark_all, migrations.RunPython.noop, elidable=True)]
