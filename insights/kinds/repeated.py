"""The same person is blocked by the same thing, again and again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from feedback.models import Blocker
from goals.models import KeyResult, Objective
from insights.kinds.base import Button, Found, Kind, Moment, among, graded
from insights.models import Signal
from org.models import Employee
from org.zones import zone

WINDOW = timedelta(days=90)
HELP, KEY_RESULT = "help", "key-result"


class Raised(NamedTuple):
    pk: int
    at: datetime
    help: str
    key_result: int | None


class Repeated(Kind):
    slug = "blocker-repeated"
    name = gettext_lazy("The same blocker again and again")
    rule = gettext_lazy(
        "Within ninety days one person has raised %(threshold)s blockers for which the same kind of help is named, or "
        "on the same key result, resolved ones too. With two more it weighs twice, with four more three times. What "
        "was written is not looked at."
    )
    unit = gettext_lazy("blockers of one person that are alike")
    threshold, least, most = 3, 2, 30
    audience, action = Signal.Audience.PAIR, "agenda"
    step = gettext_lazy("Talk about what lies behind them, not about the last one alone")
    steps = ("ask", "talk", "support-plan")
    deeds = ("agenda", "ask", "support-plan")
    sources = ("people", "goals", "blockers")
    needs_record = False  # its figures say it

    def find(self, moment: Moment, threshold: int, people=None) -> Iterable[Found]:
        here = Employee.objects.present(moment.now).order_by().values("pk")
        rows = Blocker.objects.filter(raised_at__gt=moment.now - WINDOW, raised_by__in=here)
        rows = among(rows, "raised_by", people)
        many = rows.order_by().values("raised_by").annotate(count=Count("pk"))
        many = many.filter(count__gte=threshold).values("raised_by")
        found: dict[tuple, list[Raised]] = defaultdict(list)
        for person, unit, manager, *raised in (
            rows.filter(raised_by__in=many)
            .order_by("raised_by", "raised_at", "pk")
            .values_list(
                "raised_by", "raised_by__department", "raised_by__manager", "pk", "raised_at", "help", "key_result"
            )
        ):
            found[person, unit, manager].append(Raised(*raised))
        for (person, unit, manager), raised in found.items():
            by, which, alike = _most_alike(raised)
            if len(alike) >= threshold:
                yield self._found(moment, threshold, (person, unit, manager), by, which, alike)

    def _found(self, moment: Moment, threshold: int, whose: tuple, by: str, which, alike: Sequence[Raised]) -> Found:
        here = zone(moment.organization.time_zone)
        person, unit, manager = whose
        over_at = alike[-threshold].at + WINDOW
        return Found(
            subject=person,
            about=person,
            unit=unit,
            since=alike[threshold - 1].at.astimezone(here).date(),
            severity=graded(len(alike) - threshold, 2, 4),
            next_by=manager or person,
            figures=(
                ("by", by),
                ("which", which),
                ("times", len(alike)),
                ("last", alike[-1].pk),
                ("over_on", over_at.astimezone(here).date().isoformat()),
            ),
        )

    def load(self, signals, viewer):
        """The titles of the key results, as far as the viewer reads them."""
        wanted = {signal.figures["which"] for signal in signals if signal.figures["by"] == KEY_RESULT}
        if not wanted:
            return {}
        readable = Objective.objects.visible_to(viewer).order_by().values("pk")
        rows = KeyResult.objects.filter(pk__in=wanted, objective__in=readable).order_by("pk")
        titles = dict(rows.values_list("pk", "title"))
        return {
            signal.subject: titles.get(signal.figures["which"])
            for signal in signals
            if signal.figures["by"] == KEY_RESULT
        }

    def title(self, signal, record) -> str:
        times = signal.figures["times"]
        return ngettext(
            "%(name)s was held up in the same way",
            "%(name)s was held up %(times)d times in the same way",
            times,
        ) % {"name": signal.about, "times": times}

    def reason(self, signal, record, day: date) -> str:
        if signal.figures["by"] == HELP:
            return _("Each time the same would help: %(help)s") % {"help": Blocker.Help(signal.figures["which"]).label}
        if record:
            return _("Each time on the key result “%(title)s”") % {"title": record}
        return _("Each time on the same key result")

    def evidence(self, signal, record, viewer) -> tuple[str, str]:
        words = _("The blockers of %(name)s; the last one of them") % {"name": signal.about}
        return words, reverse("feedback:blocker", args=[signal.figures["last"]])

    def ends(self, signal, record, threshold: int) -> str:
        over_on = date.fromisoformat(signal.figures["over_on"])
        return _("After %(day)s, if no other one comes.") % {"day": formats.date_format(over_on, "j F Y")}

    def button(self, signal, record, viewer) -> Button | None:
        if signal.about.manager_id is None:
            return None
        return Button(_("Put it on the agenda"), reverse("feedback:agenda", args=[signal.about_id]))


def _most_alike(raised: Sequence[Raised]) -> tuple[str, str | int, list[Raised]]:
    """What most of them have in common; of several the kind of help first, then by name."""
    groups: dict[tuple, list[Raised]] = defaultdict(list)
    for each in raised:
        if each.help:
            groups[HELP, each.help].append(each)
        if each.key_result:
            groups[KEY_RESULT, each.key_result].append(each)
    if not groups:
        return HELP, "", []
    by, which = min(groups, key=lambda key: (-len(groups[key]), key[0], str(key[1])))
    return by, which, groups[by, which]
