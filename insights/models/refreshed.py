from django.db import models


class Refreshed(models.Model):
    """What the sources of one part (a kind, or the readings) looked like when it was brought up to date.

    The row of `LOCK` is what refreshes wait for: one at a time writes.
    """

    LOCK = "lock"

    part = models.CharField(max_length=40, unique=True)
    seen = models.TextField(default="")
    at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["part"]

    def __str__(self):
        return self.part
