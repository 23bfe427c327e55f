"""Too much of what a manager owes their people is late."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback.models import CheckIn
from insights.kinds.base import Button, Found, Kind, Moment, among, graded
from insights.models import Signal
from org.models import Employee
from reviews.models import Cycle, CycleRelation, Relation, Review

CHECK_IN, REVIEW = "check_ins", "reviews"


class LateDuties(Kind):
    """Of what those above know that it is due: check-ins to log and manager reviews. Anonymous forms are in no count,
    and what only two may see, such as an action, neither.
    """

    slug = "late-duties"
    name = gettext_lazy("Manager with too many duties late")
    rule = gettext_lazy(
        "At least %(threshold)s check-ins to log and manager reviews of one manager are past their day. Twice as many "
        "weigh twice, three times as many three times."
    )
    unit = gettext_lazy("duties past their day")
    threshold, least, most = 4, 1, 500
    audience, action = Signal.Audience.CHECK_IN, "relieve"
    step = gettext_lazy("Agree what can wait, what somebody else takes, and what is done first")
    steps = ("ask", "talk", "agenda", "support-plan")
    deeds = ("log what is late", "more time for one", "ask", "agenda", "support-plan")
    sources = ("people", "check-ins", "reviews")

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        threshold = max(threshold, 1)
        late: dict[tuple, list[tuple]] = defaultdict(list)
        for what, rows in ((CHECK_IN, _check_ins(moment, people)), (REVIEW, _reviews(moment, people))):
            for due_on, *whose in rows:
                late[tuple(whose)].append((due_on + timedelta(days=1), what))
        for (manager, unit, above), duties in sorted(late.items(), key=lambda each: each[0][0]):
            if len(duties) >= threshold:
                counts = {name: sum(what == name for _day, what in duties) for name in (CHECK_IN, REVIEW)}
                yield Found(
                    subject=manager,
                    about=manager,
                    unit=unit,
                    since=sorted(day for day, _what in duties)[threshold - 1],
                    severity=graded(len(duties), 2 * threshold, 3 * threshold),
                    next_by=above or manager,
                    figures=tuple(counts.items()),
                )

    def load(self, signals, viewer):
        """Who looks: the two kinds of duties apart are for the manager alone."""
        return {signal.subject: viewer for signal in signals}

    def title(self, signal, record) -> str:
        count = signal.figures[CHECK_IN] + signal.figures[REVIEW]
        words = ngettext("%(count)d duty of %(name)s is late", "%(count)d duties of %(name)s are late", count)
        return words % {"count": count, "name": signal.about}

    def reason(self, signal, record, day: date) -> str:
        if record.pk != signal.about_id:
            return _("Check-ins to log and reviews to write, past their day")
        talks, reviews = signal.figures[CHECK_IN], signal.figures[REVIEW]
        told = []
        if talks:
            told.append(ngettext("%(n)d check-in to log", "%(n)d check-ins to log", talks) % {"n": talks})
        if reviews:
            told.append(ngettext("%(n)d review to write", "%(n)d reviews to write", reviews) % {"n": reviews})
        return " · ".join(told)

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        if viewer.pk == signal.about_id:
            return _("What waits for you"), reverse("inbox:index")
        return _("The page of %(name)s") % {"name": signal.about}, signal.about.get_absolute_url()

    def ends(self, signal, record, threshold: int) -> str:
        words = _(
            "When fewer than %(count)d of them are late: each is done, skipped with a reason, or no longer asked for."
        )
        return words % {"count": threshold}

    def button(self, signal, record, viewer) -> Button | None:
        if viewer.pk == signal.about_id:
            return Button(_("See what is late"), reverse("inbox:index"))
        if viewer.pk == signal.about.manager_id:
            return Button(_("Put it on the agenda"), reverse("feedback:agenda", args=[signal.about_id]))
        return None


def _whose(rows, moment: Moment, people, path: str):
    """Each row's day, its manager, and where they stand."""
    present = Employee.objects.present(moment.now).order_by().values("pk")
    rows = among(rows.filter(**{f"{path}__in": present}), path, people).order_by("pk")
    return rows.values_list("late_on", path, f"{path}__department", f"{path}__manager")


def _check_ins(moment: Moment, people):
    rows = CheckIn.objects.open().filter(due_on__lt=moment.day).annotate(late_on=F("due_on"))
    present = Employee.objects.present(moment.now).order_by().values("pk")
    return _whose(rows.filter(employee__in=present), moment, people, "employee__manager")


def _reviews(moment: Moment, people):
    """Whose day has passed while the cycle is still in writing: HR can give them more time."""
    due = CycleRelation.objects.filter(cycle=OuterRef("participant__cycle"), relation=Relation.MANAGER).order_by("pk")
    rows = Review.objects.filter(
        relation=Relation.MANAGER,
        state=Review.State.OPEN,
        participant__taken_out_at=None,
        participant__cycle__state=Cycle.State.WRITING,
        participant__cycle__paused_at=None,
    ).annotate(late_on=Coalesce("due_on", Subquery(due.values("due_on")[:1])))
    return _whose(rows.filter(late_on__lt=moment.day), moment, people, "writer")
