"""What all review cycles of the demo company share: who acts in them, when it is, and whose turn chance has."""

import datetime as dt
from dataclasses import dataclass
from random import Random

from org.models import Department, Employee, RoleGrant
from perfmgmt.demo.chance import Chance
from perfmgmt.demo.people import Person


@dataclass
class Scene:
    staff: list[Person]
    chance: Chance
    now: dt.datetime
    # The company is so large that only parts of it are in the cycles that write much.
    is_large: bool

    def __post_init__(self) -> None:
        self.today = self.now.date()
        self.accounts: dict[str, Employee] = {each.account: each.row for each in self.staff if each.account}
        self.hr = self.accounts["hr"]
        others = RoleGrant.objects.filter(role=RoleGrant.Role.HR).exclude(employee=self.hr).order_by("pk")
        self.second_hr = next((grant.employee for grant in others.select_related("employee")), None)

    def stream(self, *name) -> Random:
        return self.chance.stream("reviews", *name)

    def functions(self, *names: str) -> list[Department]:
        """The departments at the top with these names; those that nobody works in are left out."""
        return list(Department.objects.filter(parent=None, name__in=names).order_by("name"))

    def at(self, day: dt.date, hour: int = 9, minute: int = 0) -> dt.datetime:
        """Some time of that day, never later than now."""
        return min(dt.datetime.combine(day, dt.time(hour, minute), dt.UTC), self.now)

    def within(self, rng: Random, first: dt.date, last: dt.date) -> dt.datetime:
        day = first + dt.timedelta(rng.randrange(max(1, (last - first).days + 1)))
        return self.at(day, rng.choice((7, 8, 9, 12, 13, 14)), rng.randrange(60))
