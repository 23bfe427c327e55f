"""The page of a unit at one time: which day, how it stood, what it is compared with, and the curve of its year."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from insights import asof, balance, curve, helping, spans, together
from insights.kinds import Moment
from insights.models import EndedSignal
from insights.past import PastOrganisation, moment_of
from insights.units import Organisation, Unit


@dataclass
class View:
    scene: spans.Scene
    moment: Moment  # of the day that is shown
    asked: asof.Asked
    compared: asof.Asked
    month: date | None  # the record of about a month before
    rows: list[curve.Reading]
    balance: balance.Balance
    is_whole: bool = True  # else what takes long comes by itself

    @property
    def until(self) -> date:
        """Where the curve ends: today, or a day that its year does not reach."""
        return self.rows[-1].day if self.rows else self.moment.day

    @property
    def points(self) -> list[curve.Point | None]:
        return curve.points(self.rows, self.until)

    @property
    def reorganisations(self) -> list[curve.Reorganisation]:
        return curve.reorganisations(self.rows)

    @property
    def last_reorganisation(self) -> curve.Reorganisation | None:
        """Of those up to the day that is shown."""
        return next((each for each in reversed(self.reorganisations) if each.day <= self.moment.day), None)

    def _path(self, compare: date | None) -> str:
        return spans.path_of(self.scene.unit, _query(self.asked.day, compare))

    @property
    def path_alone(self) -> str:
        return self._path(None)

    @property
    def path_whole(self) -> str:
        """The same page with what else comes by itself, for a browser without JavaScript."""
        given = _given(self.asked.day, self.compared.day) | {"whole": 1}
        return spans.path_of(self.scene.unit, f"?{urlencode(given)}")

    @property
    def path_beside_month(self) -> str:
        return self._path(self.month)

    @property
    def path_before_moves(self) -> str:
        return self._path(self.last_reorganisation.before if self.last_reorganisation else None)


def view(viewer, pk: int | None, *, on: str = "", compare: str = "", whole: bool = False) -> View | None:
    """None where there is no such unit, or the viewer may not open it.

    For whoever may open very much of a large organisation it is not `whole` unless they ask for that: what is counted
    signal by signal is left out.

    Five queries beside those of the scene; for a past day, and to compare, two more each, or four where departments
    are gone.
    """
    now, today = Moment.at(), Organisation(viewer)
    rows = curve.read(pk, now.day)
    asked = asof.asked(on, rows, pk, now.day)
    if asked.day and (not rows or asked.day < rows[0].day):
        rows = curve.read(pk, asked.day)
    organisation, moment = today, now
    if asked.day:
        organisation, moment = PastOrganisation(today, asked.day, now, viewer), moment_of(asked.day, now)
    unit = organisation.by_id.get(pk) if pk is not None else Unit(None, now.organization.name)
    if unit is None:
        return None
    upto = [row for row in rows if row.day <= moment.day]
    shown = upto[-1].day if upto else moment.day
    compared = asof.compared(compare, shown, rows, pk, now.day)
    month = asof.a_month_before(shown, upto)
    past = PastOrganisation(today, compared.day, now, viewer) if compared.day else None
    before = compared.day or month
    scene = spans.scene(organisation, unit, moment, viewer, _days(asked.day, compared.day, before, past, unit))
    if scene is None:
        return None
    if past:
        together.compare(scene, organisation, past)
    whole = whole or not today.is_wide
    changes = _balance(scene, viewer, month) if whole and not past else balance.Balance()
    return View(scene, moment, asked, compared, month, rows, changes, whole)


def _days(day: date | None, compared: date | None, before: date | None, past, unit: Unit) -> spans.Days:
    also = tuple(together.below_then(past, unit)) if past else ()
    return spans.Days(day, before, also, _query(day, compared))


def _query(day: date | None, compared: date | None) -> str:
    given = _given(day, compared)
    return f"?{urlencode(given)}" if given else ""


def _given(day: date | None, compared: date | None) -> dict[str, date]:
    return {name: each for name, each in (("on", day), ("compare", compared)) if each}


def _balance(scene: spans.Scene, viewer, before: date | None) -> balance.Balance:
    """What differs since then of the unit and its spans."""
    if scene.day is None or before is None:
        return balance.Balance()
    whole = (scene.whole.name, "", scene.whole.now, scene.whole.then)
    below = [(span.name, span.path, span.now, span.then) for span in scene.spans if span is not scene.whole]
    better, worse = balance.lines([whole, *below])
    rows = helping.in_place(EndedSignal.objects.visible_to(viewer), scene.unit)
    return balance.Balance(before, better, worse, *balance.ended(rows, before, scene.day))
