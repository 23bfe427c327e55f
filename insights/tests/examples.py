"""What just makes a signal of each of the kinds about people, conversations and load; what just does not, their tests
change of it."""

from datetime import UTC, datetime, time, timedelta

from feedback.models import CheckIn
from feedback.tests.factories import ActionItemFactory, CheckInFactory, FeedbackRequestFactory
from insights import kinds
from insights.models import UnitReading
from insights.tests.conftest import DAY
from org.models import Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory
from reviews.models import Cycle, CyclePhase, CycleRelation, Review
from reviews.tests.factories import CycleFactory, ReviewFactory

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=400)


def ago(days: int):
    return DAY - timedelta(days=days)


def report(**fields) -> Employee:
    return EmployeeFactory(**{"manager": EmployeeFactory()} | fields)


def held(employee, *days: int, **fields) -> list[CheckIn]:
    """Check-ins that took place so many days ago."""
    return [
        CheckInFactory(employee=employee, done=True, due_on=ago(each), held_on=ago(each), **fields) for each in days
    ]


def never_prepared():
    return held(report(), 10, 24, 38, 52)[0].employee


def carried_action(**fields):
    """Agreed 60 days ago, and three check-ins were held since."""
    [agreed] = held(report(), 60)
    held(agreed.employee, 10, 24, 38, prepared_at=NOW)
    return ActionItemFactory(**{"check_in": agreed, "due_on": ago(1)} | fields)


def many_reports(count: int = 13, **fields) -> Employee:
    manager = report()
    team = EmployeeFactory.build_batch(count, **{"manager": manager, "hired_on": ago(100)} | fields)
    Employee.objects.bulk_create(team)
    return manager


def late_duties(count: int = 4) -> Employee:
    """So many check-ins to log are a day late."""
    manager = report()
    for _each in range(count):
        CheckInFactory(employee=EmployeeFactory(manager=manager), due_on=ago(1))
    return manager


def unanswered(days: int = 14, **fields):
    at = NOW - timedelta(days=days)
    return FeedbackRequestFactory(**{"asked_at": at, "asked": [EmployeeFactory()], "asked__asked_at": at} | fields)


def without_feedback(**fields) -> Employee:
    person = EmployeeFactory(**fields)
    Employee.objects.filter(pk=person.pk).update(created_at=LONG_AGO)
    return person


def writing(*, begun: int = 10, left: int = 9) -> Cycle:
    """A cycle in the writing of its 20 days."""
    cycle = CycleFactory(state=Cycle.State.WRITING, launch_begun_at=NOW, launched_at=NOW)
    CyclePhase.objects.create(cycle=cycle, phase="writing", starts_on=ago(begun), ends_on=ago(-left))
    CycleRelation.objects.create(cycle=cycle, relation="manager", due_on=ago(-left))
    return cycle


def to_write(cycle, writer, count: int, **fields) -> list[Review]:
    return [
        ReviewFactory(
            participant__cycle=cycle, participant__manager=writer, relation="manager", writer=writer, **fields
        )
        for _each in range(count)
    ]


def late_review_phase() -> Employee:
    """Half of the days have passed, and one of ten reviews is submitted."""
    cycle, manager = writing(), report()
    to_write(cycle, manager, 9)
    to_write(cycle, manager, 1, state="submitted", version=1, submitted_at=NOW)
    return manager


def stood(department, day, **fields) -> None:
    usual = {
        "people": 9, "objectives": 3, "weight": 3, "progress": "0.5",
        "expected": "0.5", "on_track": 3, "at_risk": 0, "off_track": 0, "silent": 0, "stale": 0, "blockers": 0,
        "blockers_taken": 0, "check_ins_due": 8, "check_ins_held": 8, "signals": 0, "is_small": False,
    }  # fmt: skip
    UnitReading.objects.update_or_create(department=department, is_itself=False, day=day, defaults=usual | fields)


def moved(people, days: int, **fields) -> None:
    """In the dated history: until so many days ago they stood elsewhere."""
    for person in people:
        Employee.history.filter(id=person.pk).delete()
        for day, changed in ((days + 100, fields), (days, {})):
            at = datetime.combine(ago(day), time(9), UTC)
            row = Employee.objects.get(pk=person.pk)
            for name, value in changed.items():
                setattr(row, name, value)
            Employee.history.bulk_history_create([row], default_date=at)


def reorganised(*, before=None, now=None, count: int = 3, days: int = 20):
    """Three came into a department 20 days ago, and since it is ten points short of what is expected."""
    department, other = DepartmentFactory(), DepartmentFactory()
    lead = report(department=department)
    moved(EmployeeFactory.create_batch(count, manager=lead, department=department), days, department=other)
    for day, fields in ((days + 1, before or {}), (1, {"progress": "0.4"} if now is None else now)):
        stood(None, ago(day))
        stood(department, ago(day), **fields)
    return department


EVERY = {
    "never-prepared": never_prepared,
    "carried-actions": carried_action,
    "many-reports": many_reports,
    "late-duties": late_duties,
    "feedback-unanswered": unanswered,
    "no-feedback": without_feedback,
    "review-phase": late_review_phase,
    "reorganised": reorganised,
}


def of_every_kind() -> None:
    for make in EVERY.values():
        make()


def found(slug, moment, threshold=None, people=None) -> list:
    kind = kinds.named(slug)
    return list(kind.find(moment, kind.threshold if threshold is None else threshold, people))
