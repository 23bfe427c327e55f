from django.db import migrations, models

from org.names import searchable

NAMES = ["first_name", "preferred_name", "last_name"]


def fill(apps, schema_editor):
    Employee = apps.get_model("org", "Employee")
    batch = []
    for person in Employee.objects.only("pk", *NAMES).iterator(2000):
        person.search_name = f" {searchable(*(getattr(person, field) for field in NAMES))} "
        batch.append(person)
    Employee.objects.bulk_update(batch, ["search_name"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ("org", "0007_reading_record_of_exports"),
    ]

    operations = [
        migrations.AddField(
            model_name="employee",
            name="search_name",
            field=models.TextField(default="", editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
