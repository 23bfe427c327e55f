"""What the tables looked like: a short text for each source, which is another one after a change that matters here.

Counted in SQL, one statement a table. What is dated or append-only tells exactly; of what is written over, sums and
counts do, and the clock: each hour everything is another.
"""

from collections.abc import Callable, Iterable

from django.db.models import Count, Max, Q, Sum

from feedback.models import ActionItem, Blocker, CheckIn, Feedback, FeedbackRequest, RequestedAnswer
from goals.models import Change, KeyResult, Objective, Period, Process, ProgressUpdate, Strike, Support
from insights.kinds import Moment
from insights.models import Dismissal, Signal
from org.models import Department, Employee, RoleGrant
from reviews.models import Cycle, CyclePhase, CycleRelation, Participant, Relation, Review


def _people(moment: Moment) -> list:
    people = Employee.objects.aggregate(
        Count("pk"), Sum("manager"), Sum("department"), Count("left_on"), Max("left_on"), Count("hired_on")
    )
    organization = moment.organization
    settings = (organization.cadence, organization.time_zone, organization.anonymity_threshold)
    newest = [model.history.aggregate(Max("history_id")) for model in (Employee, Department)]
    return [people, Department.objects.aggregate(Count("pk"), Sum("parent")), *newest, settings]


def _goals(moment: Moment) -> list:
    active = Objective.objects.filter(state=Objective.State.ACTIVE)
    figures = active.aggregate(Sum("progress"), Sum("weight"), Count("activated_on"), Max("activated_on"))
    spoken = [
        list(rows.order_by("last_update_on").values_list("last_update_on").annotate(Count("pk"), Sum("pk")))
        for rows in (active, KeyResult.objects.all())
    ]
    owners = Objective.objects.aggregate(Count("pk"), Sum("owner"), Sum("department"), Sum("version"))
    key_results = KeyResult.objects.aggregate(
        Count("pk"), Sum("progress"), Sum("owner"), Max("due_on"), Count("due_on")
    )
    newest = [model.objects.aggregate(Max("pk")) for model in (Change, ProgressUpdate, Strike)]
    frames = [model.history.aggregate(Max("history_id")) for model in (Period, Process)]
    supports = Support.objects.aggregate(Count("pk"), Max("pk"))
    return [figures, spoken, owners, key_results, *newest, *frames, supports]


def _check_ins(moment: Moment) -> list:
    opened = CheckIn.objects.open().order_by("due_on").values("due_on").annotate(Count("pk"), Sum("pk"))
    ended = Q(state__in=CheckIn.ENDED_STATES)
    held = Q(state=CheckIn.State.DONE)
    return [
        list(opened.values_list("due_on", "pk__count", "pk__sum")),
        CheckIn.objects.aggregate(
            ended=Count("pk", filter=ended),
            held=Sum("pk", filter=held),
            at=Max("logged_at"),
            prepared=Count("prepared_at"),
        ),
    ]


def _blockers(moment: Moment) -> list:
    return [
        Blocker.objects.aggregate(
            Count("pk"), Sum("raised_by"), Count("acknowledged_at"), Max("acknowledged_at"), Count("resolved_at"),
            Max("resolved_at"),
        )
    ]  # fmt: skip


def _actions(moment: Moment) -> list:
    opened = ActionItem.objects.open().order_by("due_on").values_list("due_on")
    return list(opened.annotate(Count("pk"), Sum("pk"), Sum("owner"), Sum("check_in")))


def _feedback(moment: Moment) -> list:
    return [Feedback.objects.aggregate(Count("pk"), Max("pk"), Max("sent_at"), Count("withdrawn_at"))]


def _requests(moment: Moment) -> list:
    answers = RequestedAnswer.objects.order_by("state").values_list("state").annotate(Count("pk"), Max("asked_at"))
    return [list(answers), FeedbackRequest.objects.aggregate(Count("pk"), Count("taken_back_at"), Max("asked_at"))]


def _reviews(moment: Moment) -> list:
    """Of the cycles in writing; what is written without a name is not asked for."""
    cycles = Cycle.objects.filter(state=Cycle.State.WRITING).order_by("pk")
    inside = {"participant__cycle__in": cycles.order_by().values("pk"), "relation": Relation.MANAGER}
    reviews = Review.objects.filter(**inside).order_by("state").values_list("state")
    people = Participant.objects.filter(cycle__in=cycles.order_by().values("pk"))
    dates = [
        list(CyclePhase.objects.order_by("pk").values_list("pk", "starts_on")),
        list(CycleRelation.objects.order_by("pk").values_list("pk", "due_on", "closed_at")),
    ]
    return [
        list(cycles.values_list("pk", "paused_at")),
        list(reviews.annotate(Count("pk"), Sum("pk"), Sum("writer"), Count("due_on"), Max("due_on"))),
        people.aggregate(Count("taken_out_at"), inside=Sum("pk", filter=Q(taken_out_at=None))),
        *dates,
    ]


def _heads(moment: Moment) -> list:
    return [RoleGrant.objects.aggregate(Max("pk"), Count("ended_at"))]


def _signals(moment: Moment) -> list:
    dismissals = Dismissal.objects.aggregate(Count("pk"), Max("pk"), Count("taken_back_at"))
    return [Signal.objects.aggregate(Count("pk"), Sum("pk"), Sum("unit"), Sum("about")), dismissals]


_ALL: dict[str, Callable[[Moment], list]] = {
    "people": _people,
    "goals": _goals,
    "check-ins": _check_ins,
    "blockers": _blockers,
    "signals": _signals,
    "actions": _actions,
    "feedback": _feedback,
    "requests": _requests,
    "reviews": _reviews,
    "heads": _heads,
}
OF_READINGS = ("people", "goals", "check-ins", "blockers", "signals")


class Seen:
    """The sources as they are at one moment, each asked for at most once."""

    def __init__(self, moment: Moment):
        self.moment = moment
        self._known: dict[str, str] = {}

    def of(self, names: Iterable[str], *more) -> str:
        clock = self.moment.now.strftime("%Y-%m-%d %H")
        return "\n".join([clock, *map(self._one, names), *map(str, more)])

    def _one(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = f"{name} {_ALL[name](self.moment)}"
        return self._known[name]

    def forget(self, name: str) -> None:
        self._known.pop(name, None)
