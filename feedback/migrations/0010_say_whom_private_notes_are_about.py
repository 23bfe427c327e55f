from django.db import migrations
from django.db.models import Case, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    """A note of a check-in is about the other of the two, of the day on which they talked."""
    notes = apps.get_model("feedback", "PrivateNote").objects.filter(about=None)
    check_in = apps.get_model("feedback", "CheckIn").objects.filter(pk=OuterRef("check_in"))
    other = Case(When(employee=OuterRef("author"), then=F("manager")), default=F("employee"))
    notes.update(
        about=Subquery(check_in.values_list(other)),
        noted_on=Subquery(check_in.values_list(Coalesce("held_on", "due_on"))),
    )


class Migration(migrations.Migration):
    dependencies = [("feedback", "0009_private_notes_about_a_person")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
