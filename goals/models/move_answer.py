from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MoveAnswer(models.Model):
    """What a manager said about one objective of somebody who moved to another manager, or about a key result that the
    person keeps in the objective of somebody else.

    The move itself is in the history of people, what was done about an objective in `Change`. What neither says is
    that a manager looked and let it be, and what the new one would have it support. So there is a row for each
    goal, manager and move, and no more: what is without a row is still asked about, the duty ends with the last
    of them, and an objective that comes into sight later is asked about by itself. A move is known by its moment.
    """

    class Answer(models.TextChoices):
        STAYS = "stays", _("goes with the person")
        GIVE = "give", _("stays in the former team")
        CARRIES_ON = "carries-on", _("carries on")
        REALIGN = "realign", _("please re-align")
        CANCEL = "cancel", _("cancelled")
        RETURN = "return", _("back to the objective’s owner")

    objective = models.ForeignKey("goals.Objective", models.CASCADE, related_name="move_answers")
    # Empty: the answer is about the objective itself.
    key_result = models.ForeignKey(
        "goals.KeyResult", models.CASCADE, null=True, blank=True, related_name="move_answers"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="move_answers")
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    moved_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer)
    # What it should support instead; what it supports now stays until its owner aligns it.
    parent = models.ForeignKey("goals.Objective", models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("answer about a move")
        verbose_name_plural = _("answers about moves")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "manager", "moved_at"],
                condition=Q(key_result=None),
                name="goals_moveanswer_once",
            ),
            models.UniqueConstraint(
                fields=["key_result", "manager", "moved_at"],
                condition=Q(key_result__isnull=False),
                name="goals_moveanswer_once_for_a_key_result",
            ),
            models.CheckConstraint(
                name="goals_moveanswer_answer",
                condition=Q(answer__in=["stays", "give", "carries-on"], parent=None)
                | Q(answer="cancel", parent=None, key_result=None)
                | Q(answer="return", parent=None, key_result__isnull=False)
                | Q(answer="realign", parent__isnull=False, key_result=None),
            ),
        ]

    def __str__(self):
        return f"{self.about}: {self.get_answer_display()}"

    @property
    def about(self):
        return self.key_result or self.objective

    @property
    def owner(self):
        """Whose it is today."""
        return (self.key_result and self.key_result.owner) or self.objective.owner
