from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from goals.models.objective import Objective

COMMENT_LIMIT = 20_000


class CommentQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "CommentQuerySet":
        """Whoever may read the objective reads what is said about it."""
        return self.filter(models.Exists(Objective.objects.visible_to(viewer).filter(pk=models.OuterRef("objective"))))


class Comment(models.Model):
    """What somebody said about an objective. Withdrawn it is erased: there is no history of it."""

    objective = models.ForeignKey("goals.Objective", models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("comment"), max_length=COMMENT_LIMIT)
    written_at = models.DateTimeField()
    # Given by the form: the same form sent twice is one comment.
    key = models.UUIDField(editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["objective", "written_at", "id"], name="goals_comment_latest")]
        constraints = [
            models.UniqueConstraint(fields=["author", "key"], name="goals_comment_once"),
            models.CheckConstraint(
                name="goals_comment_says_something",
                condition=~models.Q(text=""),
                violation_error_message=_("Write something first."),
            ),
        ]

    def __str__(self):
        return f"{self.author}, {self.written_at:%Y-%m-%d}"

    def get_absolute_url(self):
        return f"{self.objective.get_absolute_url()}?comments=all#comment-{self.pk}"
