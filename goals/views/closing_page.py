"""The page that closes a period: its rows, with what was typed into them, and what each says of the next period."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from goals import closing, locks, rules, standing, status
from goals.carrying import Landing, carried_baseline, landings, next_period
from goals.forms import refuse
from goals.forms.closing import EndingForm
from goals.locks import Lock
from goals.models import KeyResult, Objective, Period
from goals.services.closing import Done, close_objectives
from goals.views.common import posted

BELOW_SHOWN = 8
RELATED = ("owner__department", "department", "process", "period")
_TYPED = re.compile(r"o(\d{1,17})-(next|score|text)")


@dataclass
class Row:
    """An objective to close; the rest says what it would be in the next period."""

    objective: Objective
    form: EndingForm
    below: list[Objective]
    more_below: int
    result: str  # the status that it has once it is closed at this figure
    key_results: list[KeyResult] = field(default_factory=list)  # each with `begins_at`
    landing: Landing | None = None
    landing_title: str = ""  # empty: the viewer may not see what it is aligned to
    parent_is_here: bool = False  # its parent stands on this page and may be carried over with it
    drops_due_dates: bool = False


class Page:
    def __init__(self, request, period: Period, periods: list[Period]):
        self.request, self.viewer, self.period, self.periods = request, request.user, period, periods
        self.today = timezone.localdate()
        self.into = next_period(period, periods)
        self.why_not = self._why_not()
        self.data = posted(request)
        self.objectives, self.more = self._objectives()
        self.forms = [EndingForm(self.data, objective=each, why_not=self.why_not) for each in self.objectives]

    def _why_not(self) -> str:
        """Why nothing can be carried over; empty: it can."""
        if self.into is None:
            words = _("There is no period after %(period)s yet to carry over into; HR makes it.")
            return words % {"period": self.period}
        return locks.refusal(self.into, Lock.DEFINITIONS, self.today)

    def _objectives(self) -> tuple[list[Objective], int]:
        """What is to be closed; and of what was sent, what somebody has closed meanwhile, so that no word is lost."""
        rows = closing.to_close(self.viewer, self.period).select_related(*RELATED).order_by("title", "pk")
        found = list(rows[: closing.ROWS_AT_MOST])
        more = rows.count() - len(found) if len(found) == closing.ROWS_AT_MOST else 0
        missing = self._typed.keys() - {each.pk for each in found}
        if missing:
            known = Objective.objects.visible_to(self.viewer).filter(pk__in=missing).select_related(*RELATED)
            found += [each for each in known.order_by("title", "pk") if rules.acts_for(self.viewer, each)]
        return closing.in_turn(found), more

    @cached_property
    def _typed(self) -> dict[int, list[str]]:
        """By the id of an objective, what was chosen and written for it."""
        found: dict[int, list[str]] = {}
        for name in self.data or ():
            match, value = _TYPED.fullmatch(name), self.data[name].strip()
            if match and value and (match[2], value) != ("next", "open"):
                found.setdefault(int(match[1]), []).append(value if match[2] != "next" else "")
        return found

    @cached_property
    def gone(self) -> list[str]:
        """What was written about objectives that are no longer the viewer's to close."""
        there = {each.pk for each in self.objectives}
        return [" · ".join(filter(None, words)) for pk, words in self._typed.items() if pk not in there]

    @cached_property
    def said(self) -> list[EndingForm]:
        return [form for form in self.forms if form.is_bound and form.says_something]

    def save(self, *, within) -> Done | None:
        """Ends what was chosen, all or nothing; None where something is wrong, which the forms then say. `within` is a
        context for the write: the end of its draft."""
        if self.gone or not self.said:
            return None
        # Each is asked, so that each says what is wrong with it.
        if [form for form in self.said if not form.is_valid()]:
            return None
        try:
            with within:
                return close_objectives([form.ending() for form in self.said], by=self.viewer, into=self.into)
        except ValidationError as error:
            refuse(self.said[getattr(error, "row", 0)], error)
            return None

    def context(self) -> dict:
        sent = self.request.method == "POST"
        return {
            "period": self.period,
            "periods": self.periods,
            "into": self.into,
            "why_not": self.why_not,
            "more": self.more,
            "locked": locks.sentence(self.period, Lock.PROGRESS, self.today),
            "rows": self._rows(),
            "wrong": [form for form in self.said if sent and form.errors],
            "nothing": sent and not self.said and not self.gone,
            "gone": self.gone if sent else [],
            "summary": reverse("goals:summary", query={"period": self.period.pk}),
            "is_over": self.period.ends_on < self.today,
        }

    def _rows(self) -> list[Row]:
        standing.dress(self.objectives, viewer=self.viewer, with_parents=False)
        below = closing.open_below(self.objectives, self.viewer) if self.objectives else {}
        rows = []
        for form in self.forms:
            open_ = below.get(form.objective.pk, [])
            result = status.result(form.objective.progress)
            rows.append(Row(form.objective, form, open_[:BELOW_SHOWN], max(0, len(open_) - BELOW_SHOWN), result))
        if rows and not self.why_not:
            self._say_what_changes(rows)
        return rows

    def _say_what_changes(self, rows: list[Row]) -> None:
        by_id = {row.objective.pk: row for row in rows}
        for each in KeyResult.objects.filter(objective__in=by_id).order_by("position", "pk"):
            each.begins_at = carried_baseline(each)
            row = by_id[each.objective_id]
            row.key_results.append(each)
            row.drops_due_dates |= each.due_on is not None
        found = landings(self.objectives, self.into)
        parents = {each.parent.pk for each in found.values() if each.parent}
        titles = {}
        if parents:
            visible = Objective.objects.visible_to(self.viewer).filter(pk__in=parents).order_by("pk")
            titles = dict(visible.values_list("pk", "title"))
        for pk, row in by_id.items():
            row.landing = found[pk]
            row.landing_title = titles.get(row.landing.parent.pk, "") if row.landing.parent else ""
            row.parent_is_here = row.objective.aligned_to_id in by_id and row.landing.was_aligned
