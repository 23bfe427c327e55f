from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    request, asked = (apps.get_model("feedback", name) for name in ("FeedbackRequest", "RequestedAnswer"))
    its = request.objects.filter(pk=OuterRef("request")).order_by("pk")
    asked.objects.update(asked_at=Subquery(its.values("asked_at")[:1]), due_on=Subquery(its.values("due_on")[:1]))
    # That it expired follows from the clock from now on.
    asked.objects.filter(state="expired").update(state="open", ended_at=None)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0006_requests_person_by_person")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
