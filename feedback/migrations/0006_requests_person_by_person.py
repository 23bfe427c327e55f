import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Each of those who were asked has a day of their own, and thirty days from it; a request can be taken back."""

    dependencies = [
        ("feedback", "0005_moved_by_leave"),
        ("goals", "0013_key_results_by_what_they_count"),
    ]

    operations = [
        migrations.AddField("requestedanswer", "asked_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("requestedanswer", "due_on", models.DateField(null=True, verbose_name="until")),
        migrations.AddField(
            "feedbackrequest", "taken_back_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.AddField(
            "feedbackrequest",
            "objective",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="goals.objective",
                verbose_name="objective",
            ),
        ),
        migrations.RemoveConstraint("feedbackrequest", "feedback_request_asks_something"),
        migrations.RemoveConstraint("requestedanswer", "feedback_requestedanswer_state"),
    ]
