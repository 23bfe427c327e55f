"""What waits for a person of drafts: to agree with a report, or to go on with one's own.

Titles name the other person only; what anybody wrote is on the draft's page.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goals.models import DraftStep, Objective, Suggestion
from inbox.duties import Duty
from org.models import Employee
from org.together import named

# So long a draft waits before it counts as late.
WITHIN = timedelta(days=7)
Kind = DraftStep.Kind


def of_drafts(drafts: Iterable[Objective], ids: set[int]) -> Iterable[Duty]:
    """`drafts`: those `waiting`, with what `annotations` gives; the oldest first."""
    to_agree: dict[int, list[Objective]] = {}
    for draft in sorted(drafts, key=lambda each: (each.step_at is None, each.step_at, each.pk)):
        owner = draft.owner
        if owner.pk in ids and (draft.asked_at or draft.step_kind == Kind.RETURNED):
            yield _to_go_on(draft)
        is_for_two = draft.scope == Objective.Scope.INDIVIDUAL and owner.manager_id in ids
        is_submitted = draft.step_kind == Kind.SUBMITTED and draft.step_version == draft.version
        # Where the manager waits for an answer to a suggestion, it is the owner's turn.
        if is_for_two and is_submitted and not draft.manager_asked:
            to_agree.setdefault(owner.pk, []).append(draft)
    yield from map(_to_agree, to_agree.values())


def waiting(ids: set[int]) -> QuerySet[Objective]:
    """The drafts of these people and of their reports that a step or a suggestion was made on."""
    told = annotations()
    owners = Employee.objects.filter(Q(pk__in=ids) | Q(manager__in=ids)).order_by().values("pk")
    return (
        Objective.objects.filter(owner__in=owners, state=Objective.State.DRAFT)
        .alias(asked_at=told["asked_at"], step_kind=told["step_kind"])
        .filter(Q(asked_at__isnull=False) | Q(step_kind__in=[Kind.SUBMITTED, Kind.RETURNED]))
    )


def annotations() -> dict:
    last = DraftStep.objects.filter(objective=OuterRef("pk")).order_by("-pk")
    asked = Suggestion.objects.filter(objective=OuterRef("pk"), state=Suggestion.State.OPEN).order_by("pk")
    return {
        "step_kind": Subquery(last.values("kind")[:1]),
        "step_version": Subquery(last.values("version")[:1]),
        "step_at": Subquery(last.values("at")[:1]),
        "step_by": Subquery(last.values(told=named("by"))[:1]),
        "asked_at": Subquery(asked.values("at")[:1]),
        "asked_by": Subquery(asked.values(told=named("author"))[:1]),
        "manager_asked": Exists(asked.filter(author=OuterRef("owner__manager"))),
    }


def _due(at: datetime) -> date:
    return timezone.localdate(at) + WITHIN


def _to_agree(drafts: list[Objective]) -> Duty:
    """One for each report, with the way to the draft that waits longest."""
    first, owner, count = drafts[0], drafts[0].owner, len(drafts)
    return Duty(
        person_id=owner.manager_id,
        key=f"goals:{owner.pk}:agree",
        title=_("Agree on goals with %(name)s") % {"name": owner},
        mail_title=_("Goals wait for your agreement"),
        action=_("Look at draft"),
        path=reverse("goals:objective", args=[first.pk]),
        why=_("Your report submitted a draft; it is answered within a week."),
        due_on=_due(first.step_at),
        detail=ngettext("%(count)d draft submitted", "%(count)d drafts submitted", count) % {"count": count},
        icon="target",
        minutes=5 * count,
        kind="agree",
        other=owner,
    )


def _to_go_on(draft: Objective) -> Duty:
    """One for each draft of one's own that edits are suggested for, or that was returned."""
    other = Employee(**(draft.asked_by if draft.asked_at else draft.step_by))
    if draft.asked_at:
        title = _("%(name)s suggests edits of a draft of yours") % {"name": other}
    else:
        title = _("%(name)s returned a draft of yours") % {"name": other}
    return Duty(
        person_id=draft.owner_id,
        key=f"goals:{draft.pk}:go-on",
        title=title,
        mail_title=_("A draft of yours has an answer"),
        action=_("Look at draft"),
        path=draft.get_absolute_url(),
        why=_("It is a draft until both of you agree."),
        due_on=_due(draft.asked_at or draft.step_at),
        icon="target",
        minutes=5,
        kind="draft",
        other=other,
    )
