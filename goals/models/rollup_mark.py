from django.db import models


class RollUpMark(models.Model):
    """The durable need to recompute an objective, written in the transaction that caused it.

    Append-only until the roll-up takes it: two causes may write two rows, so that no writer waits for the
    worker and no cause is lost while the worker deletes the rows it has read.
    """

    objective = models.ForeignKey("goals.Objective", models.CASCADE, related_name="+")
    # The first day whose snapshot this may change; empty: any.
    since = models.DateField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        # Those that are taken first, among very many that ask for all days.
        indexes = [models.Index(fields=["id"], condition=models.Q(since__isnull=False), name="goals_rollupmark_first")]

    def __str__(self):
        return f"recompute {self.objective_id} since {self.since or 'ever'}"
