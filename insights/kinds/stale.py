"""Nobody has spoken about an objective for a long time."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals import measure, status
from goals.models import Objective
from goals.serving import UNIT
from insights.kinds.base import Button, Found, Kind, Moment, among, goal_button, graded
from insights.models import Signal
from org.models import Cadence


class Stale(Kind):
    slug = "stale"
    name = gettext_lazy("Stale objective")
    rule = gettext_lazy(
        "An active objective that is not reached has had no number for one and a half cadences of its owner and "
        "%(threshold)s days more. After three cadences it weighs twice, after five three times."
    )
    unit = gettext_lazy("days more than one and a half cadences")
    threshold = 0
    audience, action = Signal.Audience.OBJECTIVE, "update"
    step = gettext_lazy("Say how it stands: one number is enough")
    steps = ("ask", "talk", "offer", "re-plan", "hand-over", "support-plan")
    deeds = ("update", "re-plan", "hand-over", "offer", "ask", "agenda", "support-plan")
    sources = ("people", "goals")

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        # No cadence is shorter than a week: who wrote in the last ten days is not stale.
        before = moment.day - timedelta(days=10)
        rows = Objective.objects.filter(
            Q(last_update_on=None) | Q(last_update_on__lt=before),
            state=Objective.State.ACTIVE,
            period__in=[period.pk for period in moment.periods],
            progress__lt=1,
        ).annotate(of_unit=UNIT)
        for row in among(rows, "owner", people).values(
            "pk", "owner", "of_unit", "progress", "last_update_on", "activated_on", "period__starts_on",
            "period__ends_on", "owner__cadence", "owner__left_on",
        ).order_by("pk"):  # fmt: skip
            if found := self._found(row, moment, threshold):
                yield found

    def _found(self, row: dict, moment: Moment, threshold: int) -> Found | None:
        first, last = row["period__starts_on"], row["period__ends_on"]
        begins = max(row["activated_on"] or first, first)
        cadence = Cadence(row["owner__cadence"] or moment.organization.cadence)
        spoken = max(row["last_update_on"] or begins, begins)
        expected = measure.expected_between(first, last, moment.day)
        standing = status.status_of(
            state=Objective.State.ACTIVE,
            progress=row["progress"],
            expected=expected,
            last_update_on=row["last_update_on"],
            counts_from=begins,
            cadence=cadence,
            today=moment.day,
        )
        since = spoken + timedelta(days=3 * cadence.days // 2 + 1 + threshold)
        if standing != status.STALE or since > moment.day:
            return None
        left = row["owner__left_on"]
        return Found(
            subject=row["pk"],
            about=row["owner"],
            unit=row["of_unit"],
            since=since,
            severity=graded((moment.day - spoken).days, 3 * cadence.days, 5 * cadence.days),
            next_by=row["owner"] if left is None or left >= moment.day else None,
            shortfall=max(measure.ZERO, expected - row["progress"]),
            objective=row["pk"],
            figures=(("spoken_on", spoken.isoformat()), ("cadence", cadence.days)),
        )

    def load(self, signals, viewer):
        return {signal.subject: signal.objective for signal in signals}

    def title(self, signal, record) -> str:
        return _("“%(title)s” has not moved since %(day)s") % {"title": record.title, "day": _day(signal)}

    def reason(self, signal, record, day: date) -> str:
        silent = (day - date.fromisoformat(signal.figures["spoken_on"])).days
        return _("No number for %(days)d days; its owner checks in every %(cadence)d days") % {
            "days": silent,
            "cadence": signal.figures["cadence"],
        }

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        return record.title, record.get_absolute_url()

    def ends(self, signal, record, threshold: int) -> str:
        last = formats.date_format(record.period.ends_on, "j F Y")
        return _("With the next number on one of its key results; and on %(day)s with its period.") % {"day": last}

    def button(self, signal, record, viewer) -> Button | None:
        if signal.about_id == viewer.pk:
            return Button(_("Update"), reverse("goals:progress", args=[record.pk]))
        return goal_button(signal, viewer, record)


def _day(signal: Signal) -> str:
    return formats.date_format(date.fromisoformat(signal.figures["spoken_on"]), "j F")
