"""An example that just makes each kind of signal about goals and blockers: without an error in the names."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from feedback.tests.factories import BlockerFactory
from goals.tests.factories import ObjectiveFactory
from insights.tests.factories import StandingObjectiveFactory
from org.tests.factories import DepartmentFactory, EmployeeFactory

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def alike(count: int = 3, *, person=None, **fields) -> list:
    """So many blockers of one person, each of the last on a day of its own, for which time would help."""
    person = person or EmployeeFactory(manager=EmployeeFactory())
    answered = {"acknowledged_at": NOW, "acknowledged_by": person.manager or person}
    return [
        BlockerFactory(
            **{"raised_by": person, "raised_at": NOW - timedelta(days=nth), "help": "time"} | answered | fields
        )
        for nth in range(count, 0, -1)
    ]


def teams(count: int = 4, *, help: str = "decision", department=None, top=None, days: int = 2) -> list:  # noqa: A002
    """So many people, each in a team of their own below one leader, who wait for a decision."""
    top = top or EmployeeFactory(manager=EmployeeFactory())
    department = department or DepartmentFactory()
    people = []
    for _nth in range(count):
        manager = EmployeeFactory(manager=top, department=department)
        people.append(EmployeeFactory(manager=manager, department=department))
        BlockerFactory(raised_by=people[-1], raised_at=NOW - timedelta(days=days), help=help)
    return people


def alone(**fields):
    """An objective that serves nothing, while the company has one."""
    ObjectiveFactory(scope="company", owner=EmployeeFactory(manager=EmployeeFactory()))
    return ObjectiveFactory(**fields)


def waiting(mine: str = "0.5", yours: str = "0.3", **fields):
    """An objective that is not on track, and one of somebody else that counts in it and is far behind."""
    parent = StandingObjectiveFactory(progress=Decimal(mine))
    return parent, StandingObjectiveFactory(**{"progress": Decimal(yours), "aligned_to": parent} | fields)


def more_of_each() -> None:
    alike()
    teams()
    alone()
    ObjectiveFactory.create_batch(6, owner=EmployeeFactory())
    waiting()
