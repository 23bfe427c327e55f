"""What waits for a person of drafts: to agree with a report, or to go on with one's own.

Titles name the other person only; what anybody wrote is on the draft's page. Two queries for any number of people.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.models import DraftStep, Objective, Suggestion
from inbox.duties import Duty
from org.models import Employee

# So long a draft waits before it counts as late.
WITHIN = timedelta(days=7)


def provider(people: Sequence[Employee], now: datetime) -> Iterable[Duty]:
    ids = {person.pk for person in people}
    if not ids:
        return
    yield from _to_agree(ids)
    yield from _to_go_on(ids)


def _due(at: datetime) -> date:
    return timezone.localdate(at) + WITHIN


def _to_agree(ids: set[int]) -> Iterable[Duty]:
    """One for each report; where the manager waits for an answer to a suggestion, it is the owner's turn."""
    asked = Suggestion.objects.open().filter(
        objective=OuterRef("objective"), author=OuterRef("objective__owner__manager")
    )
    found = (
        DraftStep.objects.last_of_each()
        .filter(
            kind=DraftStep.Kind.SUBMITTED,
            version=F("objective__version"),
            objective__state=Objective.State.DRAFT,
            objective__scope=Objective.Scope.INDIVIDUAL,
            objective__owner__manager__in=ids,
        )
        .exclude(Exists(asked))
        .select_related("objective__owner")
        .order_by("pk")
    )
    by_report: dict[int, list[DraftStep]] = {}
    for step in found:
        by_report.setdefault(step.objective.owner_id, []).append(step)
    for steps in by_report.values():
        first, count = steps[0], len(steps)
        owner = first.objective.owner
        yield Duty(
            person_id=owner.manager_id,
            key=f"goals:{owner.pk}:agree",
            title=_("Agree on goals with %(name)s") % {"name": owner},
            mail_title=_("Goals wait for your agreement"),
            action=_("Look at draft"),
            path=reverse("goals:objective", args=[first.objective_id]),
            why=_("Your report submitted a draft; it is answered within a week."),
            due_on=_due(first.at),
            detail=ngettext("%(count)d draft submitted", "%(count)d drafts submitted", count) % {"count": count},
            icon="target",
            minutes=5 * count,
            kind="agree",
        )


def _to_go_on(ids: set[int]) -> Iterable[Duty]:
    """One for each draft of one's own that was returned, or that edits are suggested for."""
    waiting: dict[int, tuple[Objective, datetime, str]] = {}
    suggested = Suggestion.objects.open().filter(objective__owner__in=ids).select_related("objective", "author")
    for suggestion in suggested.order_by("pk"):
        title = _("%(name)s suggests edits of a draft of yours") % {"name": suggestion.author}
        waiting.setdefault(suggestion.objective_id, (suggestion.objective, suggestion.at, title))
    returned = DraftStep.objects.last_of_each().filter(
        kind=DraftStep.Kind.RETURNED, objective__state=Objective.State.DRAFT, objective__owner__in=ids
    )
    for step in returned.select_related("objective", "by").order_by("pk"):
        title = _("%(name)s returned a draft of yours") % {"name": step.by}
        waiting.setdefault(step.objective_id, (step.objective, step.at, title))
    for objective, at, title in waiting.values():
        yield Duty(
            person_id=objective.owner_id,
            key=f"goals:{objective.pk}:go-on",
            title=title,
            mail_title=_("A draft of yours has an answer"),
            action=_("Look at draft"),
            path=objective.get_absolute_url(),
            why=_("It is a draft until both of you agree."),
            due_on=_due(at),
            icon="target",
            minutes=5,
            kind="draft",
        )
