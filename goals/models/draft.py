"""How a draft is agreed: its dated steps, and the edits that others suggest."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goals.models.objective import Objective

EDITABLE_FIELDS = ("title", "description", "baseline", "target", "weight")


def _of_whom(viewer) -> Q:
    """Whose drafts the viewer hears about: one's own, those of one's direct reports, as HR all, as partner some."""
    concerned = Q(objective__owner=viewer) | Q(objective__owner__manager=viewer)
    if viewer.is_partner:
        concerned |= Q(objective__owner__department__in=viewer.partner_departments)
    return concerned


class DraftStepQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "DraftStepQuerySet":
        """The words of a step are between the owner and today's direct manager; HR reads them too."""
        if not viewer.is_authenticated:
            return self.none()
        readable = self.filter(objective__in=Objective.objects.visible_to(viewer).values("pk"))
        return readable if viewer.is_hr else readable.filter(_of_whom(viewer))


class DraftStep(models.Model):
    """A dated, append-only step on the way from a draft to what both agreed; it speaks of one version."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RETURNED = "returned", _("returned")
        AGREED = "agreed", _("agreed")

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    word = models.TextField(_("word"), blank=True, max_length=2000)

    objects = DraftStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a draft")
        verbose_name_plural = _("steps of drafts")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="goals_draftstep_kind", condition=Q(kind__in=["submitted", "withdrawn", "returned", "agreed"])
            ),
            models.CheckConstraint(
                name="goals_draftstep_returned_with_a_word",
                condition=~Q(kind="returned") | ~Q(word=""),
                violation_error_message=_("Say in a few words what should change."),
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class SuggestionQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> "SuggestionQuerySet":
        """Who made it, the owner, today's direct manager, and HR."""
        if not viewer.is_authenticated:
            return self.none()
        readable = self.filter(objective__in=Objective.objects.visible_to(viewer).values("pk"))
        return readable if viewer.is_hr else readable.filter(_of_whom(viewer) | Q(author=viewer))


class Suggestion(models.Model):
    """Edits of a draft that somebody other than its owner suggests, made on one version of it."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        TAKEN = "taken", _("taken")
        DECLINED = "declined", _("declined")

    objective = models.ForeignKey(Objective, models.CASCADE, related_name="suggestions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    word = models.TextField(_("word"), blank=True, max_length=2000)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    # The sent form that made it: sent twice it is one suggestion.
    made_by_form = models.UUIDField(null=True, unique=True, editable=False)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="goals_suggestion_state_and_answer",
                condition=Q(state="open", answered_at=None)
                | Q(state__in=["taken", "declined"], answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="goals_suggestion_declined_with_a_word",
                condition=~Q(state="declined") | ~Q(answer=""),
                violation_error_message=_("Say in a few words why not."),
            ),
        ]

    def __str__(self):
        return f"{self.author}: {self.objective}"

    def get_absolute_url(self):
        return reverse("goals:suggestion", args=[self.pk])


class SuggestedEdit(models.Model):
    """One field that a suggestion would change, from `old` to `new`; or a key result that it would add."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="edits")
    # Empty: the edit is the objective's own, or its key result is gone; `about` says which that was.
    key_result = models.ForeignKey("goals.KeyResult", models.SET_NULL, null=True, related_name="+")
    about = models.CharField(max_length=200, blank=True)
    # Empty: a new key result, described in `values`.
    field = models.CharField(max_length=12, blank=True)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    values = models.JSONField(null=True)
    is_taken = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("suggested edit")
        verbose_name_plural = _("suggested edits")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="goals_suggestededit_field_or_values",
                condition=Q(field__in=EDITABLE_FIELDS, values__isnull=True) | Q(field="", values__isnull=False),
            ),
        ]

    def __str__(self):
        return self.field or self.about

    @property
    def is_new(self) -> bool:
        return not self.field
