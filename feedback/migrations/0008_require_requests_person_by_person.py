import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q

STATES = [("open", "open"), ("answered", "answered"), ("declined", "declined"), ("taken-back", "taken back")]


class Migration(migrations.Migration):
    dependencies = [("feedback", "0007_fill_requests_person_by_person")]

    operations = [
        migrations.AlterField(
            "requestedanswer", "asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)
        ),
        migrations.AlterField("requestedanswer", "due_on", models.DateField(verbose_name="until")),
        migrations.AlterField(
            "requestedanswer",
            "state",
            models.CharField(choices=STATES, default="open", editable=False, max_length=10),
        ),
        migrations.RemoveField("feedbackrequest", "due_on"),
        migrations.AddConstraint(
            "feedbackrequest",
            models.CheckConstraint(
                condition=~Q(question="") | Q(taken_back_at__isnull=False),
                name="feedback_request_asks_something",
                violation_error_message="Write what you would like to know.",
            ),
        ),
        migrations.AddConstraint(
            "requestedanswer",
            models.CheckConstraint(
                condition=Q(ended_at=None, state="open")
                | Q(ended_at__isnull=False, state__in=["answered", "declined", "taken-back"]),
                name="feedback_requestedanswer_state",
            ),
        ),
    ]
