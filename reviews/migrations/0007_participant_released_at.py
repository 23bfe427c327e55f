from django.db import migrations, models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce, Now


def fill(apps, schema_editor):
    """Until now a whole cycle was released at once: whoever took part then is released since that moment."""
    Cycle, Participant, Step = (apps.get_model("reviews", name) for name in ("Cycle", "Participant", "Step"))
    over = Cycle.objects.filter(pk=OuterRef("cycle"), state__in=["release", "closed"])
    moved = Step.objects.filter(cycle=OuterRef("cycle"), what="moved", after="release").order_by("pk")
    there = Participant.objects.filter(Exists(over), taken_out_at=None)
    there.update(released_at=Coalesce(Subquery(moved.values("at")[:1]), Now()))


class Migration(migrations.Migration):
    dependencies = [("reviews", "0006_calibration")]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="released_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
