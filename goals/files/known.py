"""What a file's names mean in the company as it is: people, units, periods, objectives. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from goals.files import columns
from goals.files.periods import period_named
from goals.files.refs import given_pk, given_refs, split_ref
from goals.files.wishes import ObjectiveWish
from goals.models import KeyResult, Objective, Period, Process, ProgressUpdate
from org.imports.cells import clean
from org.models import Department, Employee, Organization

CHUNK = 500


def chunks(items: Iterable) -> Iterator[list]:
    """At most so many at a time: each is a parameter of the statement."""
    items = list(items)
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


class Known:
    def __init__(self, wishes: list[ObjectiveWish]):
        self.organization = Organization.objects.current()
        self.people = _people(wishes)
        self.departments = _departments()
        self.processes = {each.name.casefold(): each for each in Process.objects.select_related("owner")}
        self.periods = {each.name.casefold(): each for each in Period.objects.order_by("pk")}
        self._periods_above: dict[int, Period] | None = None
        self._read_objectives(wishes)
        self._read_key_results()
        self.aligned_to = dict(Objective.objects.order_by("pk").values_list("pk", "aligned_to"))

    def period(self, name: str) -> Period | None:
        """The period of that name; an unsaved one where the name says what it is; None where it says nothing."""
        period = self.periods.get(name.casefold())
        if period is None and (made := period_named(name, self.organization.fiscal_year_starts_in)):
            period = self.periods.setdefault(made.name.casefold(), made)
        return period

    def objective(self, period: Period, ref: str) -> Objective | None:
        return self._objectives.get((period.pk, ref)) if period.pk else None

    def period_above(self, objective: Objective) -> Period | None:
        """The period of what an objective is aligned to; all of these are read at the first question."""
        if self._periods_above is None:
            by_id = {each.pk: each for each in self.periods.values() if each.pk}
            above = {each.aligned_to_id for each in self._objectives.values()} - {None}
            self._periods_above = {}
            for some in chunks(sorted(above)):
                rows = Objective.objects.filter(pk__in=some).order_by("pk").values_list("pk", "period")
                self._periods_above |= {pk: by_id[period] for pk, period in rows}
        return self._periods_above.get(objective.aligned_to_id)

    def key_results_of(self, objective: Objective | None) -> dict[str, KeyResult]:
        """By title; each knows whether it `has_updates`."""
        return self._key_results.get(objective.pk, {}) if objective else {}

    def _read_objectives(self, wishes: list[ObjectiveWish]) -> None:
        refs = {wish.ref for wish in wishes}
        for wish in wishes:
            refs.update({wish.cell(columns.ALIGNED_TO), split_ref(wish.cell(columns.ALIGNED_TO))[0]})
        rows = Objective.objects.select_related("owner__location", "department", "process", "period")
        self._objectives = {}
        for some in chunks(sorted(refs - {""})):
            for each in rows.filter(ref__in=some).order_by("pk"):
                each.period = self.periods[each.period.name.casefold()]
                self._objectives[each.period_id, each.ref] = each
        for some in chunks(sorted({given_pk(ref) for ref in refs} - {None})):
            for each in rows.filter(ref="", pk__in=some).order_by("pk"):
                for ref in given_refs(each):
                    self._objectives.setdefault((each.period_id, ref), each)

    def _read_key_results(self) -> None:
        self._key_results = defaultdict(dict)
        updates = ProgressUpdate.objects.filter(key_result=OuterRef("pk"))
        rows = KeyResult.objects.annotate(has_updates=Exists(updates)).select_related("owner")
        by_id = {each.pk: each for each in self._objectives.values()}
        for some in chunks(by_id):
            for each in rows.filter(objective__in=some).order_by("pk"):
                each.objective = by_id[each.objective_id]
                self._key_results[each.objective_id][clean(each.title)] = each


def _people(wishes: list[ObjectiveWish]) -> dict[str, Employee]:
    """By e-mail and by employee number, whatever their case."""
    named = {wish.cell(columns.OWNER).casefold() for wish in wishes}
    named.update(each.owner.casefold() for wish in wishes for each in wish.key_results if each.owner)
    found = {}
    people = Employee.objects.select_related("location")
    people = people.annotate(address=Lower("email"), number=Lower("employee_number"))
    for some in chunks(sorted(named)):
        for person in people.filter(Q(address__in=some) | Q(number__in=some)).order_by("pk"):
            found[person.email.casefold()] = person
            if person.employee_number:
                found.setdefault(person.employee_number.casefold(), person)
    return found


def _departments() -> dict[str, list[Department]]:
    """By name and by path ("Technology / Platform"); several where a name stands under different parents."""
    rows = {each.pk: each for each in Department.objects.order_by("pk")}
    found = defaultdict(list)
    for each in rows.values():
        found[each.name.casefold()].append(each)
        if each.parent_id:
            found[department_path(each, rows).casefold()].append(each)
    return found


def department_path(department: Department, rows: dict[int, Department]) -> str:
    names, seen, each = [], set(), department
    while each is not None and each.pk not in seen:
        seen.add(each.pk)
        names.insert(0, each.name)
        each = rows.get(each.parent_id)
    return " / ".join(names)
