"""Who works at the demo company, in what, for whom and where."""

import datetime as dt
import unicodedata
from dataclasses import dataclass, field
from random import Random

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from org.models import Absence, DayOff, Department, Employee, Location, RoleGrant
from perfmgmt.demo.chance import Chance, weighted
from perfmgmt.demo.names import COUNTRIES, Country
from perfmgmt.demo.talk import MIXED, MOOD_SHARES, MOODS, SILENT, TROUBLE, WELL
from perfmgmt.demo.work import FUNCTIONS, LEVELS, Function

DOMAIN = "demo.example"
ACCOUNTS = ("hr", "ceo", "manager", "employee", "admin")
FEWEST = 5
LEFT, MOVED, UNASKED = "left", "moved", "unasked"
LONG = 800  # days
# The demo manager's team has something of everything to show.
SHOWCASE = (MIXED, TROUBLE, WELL, SILENT, WELL, MIXED, WELL, TROUBLE, WELL)


JOB_LEVELS = (
    ("Junior", "P1"),
    ("Senior", "P3"),
    ("Principal", "P4"),
    ("Team Lead", "M1"),
    ("Head", "M2"),
    ("Chief", "M3"),
)


def job_level(title: str) -> str:
    return next((level for word, level in JOB_LEVELS if word in title), "P2")


@dataclass
class Person:
    index: int
    function: Function | None
    department: str
    title: str
    boss: "Person | None"
    level: int  # 0 is the top
    reports: list["Person"] = field(default_factory=list)
    country: Country = COUNTRIES[0]
    mood: str = WELL
    account: str = ""
    story: str = ""  # what happened to them of late, see perfmgmt.demo.moves
    row: Employee = field(default_factory=Employee)


def plan(count: int, chance: Chance) -> list[Person]:
    """`count` people in a line of natural depth and span, the top first and everyone after their manager."""
    people: list[Person] = []

    def add(function, department, title, boss) -> Person:
        person = Person(len(people), function, department, title, boss, boss.level + 1 if boss else 0)
        people.append(person)
        if boss:
            boss.reports.append(person)
        return person

    top = add(None, "", "Chief Executive Officer", None)
    for function, size in zip(FUNCTIONS, _sizes(count - 1), strict=True):
        if size:
            _staff_function(add, function, size, top, chance.stream("function", function.name))
    _give_accounts(people)
    _give_stories(people)
    _give_places_and_moods(people, chance)
    return people


def _sizes(count: int) -> list[int]:
    """How many of `count` work in each function; three in Technology and one in People at least."""
    floor = {"Technology": 3, "People": 1}
    rest = count - sum(floor.values())
    sizes = [rest * function.share // 100 + floor.get(function.name, 0) for function in FUNCTIONS]
    sizes[0] += count - sum(sizes)
    return sizes


def _staff_function(add, function: Function, size: int, top: Person, rng: Random) -> None:
    chief = add(function, function.name, function.chief, top)
    rest = size - 1
    if rest < 8:
        for _ in range(rest):
            add(function, function.name, _title(function, rng), chief)
        return
    departments = function.departments[: max(1, min(len(function.departments), rest // 6))]
    for department, share in zip(departments, _split(rest, len(departments), rng), strict=True):
        head = add(function, department, f"Head of {department}", chief)
        _staff(add, function, department, head, share - 1, rng)


def _staff(add, function: Function, department: str, leader: Person, size: int, rng: Random) -> None:
    if size <= 5 + rng.randrange(5):
        for _ in range(size):
            add(function, department, _title(function, rng), leader)
        return
    groups = max(2, min(8, round(size / 8)))
    for share in _split(size, groups, rng):
        word = "Team Lead" if share <= 10 else "Group Lead"
        lead = add(function, department, f"{word}, {department}", leader)
        _staff(add, function, department, lead, share - 1, rng)


def _split(total: int, parts: int, rng: Random) -> list[int]:
    """`total` in `parts` shares of at least one that differ a little."""
    weights = [0.75 + rng.random() / 2 for _ in range(parts)]
    shares = [max(1, int(total * weight / sum(weights))) for weight in weights]
    shares[0] += total - sum(shares)
    return shares


def _title(function: Function, rng: Random) -> str:
    level = weighted(rng, [name for name, _share in LEVELS], [share for _name, share in LEVELS])
    return f"{level}{function.role}"


def _give_accounts(people: list[Person]) -> None:
    people[0].account = "ceo"
    next(p for p in people if p.function and p.function.name == "People").account = "hr"
    technology = [p for p in people if p.function and p.function.name == "Technology"]
    leads = [p for p in technology if len(p.reports) >= 4 and not any(r.reports for r in p.reports)]
    manager = leads[0] if leads else technology[0]
    manager.account = "manager"
    manager.reports[0].account = "employee"
    rest = [p for p in technology if not p.account and not p.reports]
    admin = next((p for p in rest if p.boss is not manager), rest[0])
    admin.account, admin.title = "admin", "Systems Administrator"


def _give_stories(people: list[Person]) -> None:
    """Somebody left the demo manager's team some days ago, and somebody else came into it from another one. Elsewhere
    somebody left who had no manager any more: HR decides about their goals."""
    manager = next(p for p in people if p.account == "manager")
    team = [report for report in manager.reports if not report.account and not report.reports]
    if len(team) >= 3:
        team[-1].story, team[-2].story = LEFT, MOVED
        others = [p for p in people if not p.reports and not p.account and p.boss and not p.boss.account]
        if others:
            others[-1].story = UNASKED


def _give_places_and_moods(people: list[Person], chance: Chance) -> None:
    shares = [country.share for country in COUNTRIES]
    for person in people:
        rng = chance.stream("place", person.index)
        away = person.boss is None or person.reports or rng.random() < 0.35
        person.country = weighted(rng, COUNTRIES, shares) if away else person.boss.country
        team = chance.stream("mood", (person.boss or person).index)
        common = weighted(team, MOODS, MOOD_SHARES)
        # The company's leaders are no team of one mood: each stands for a part of it.
        is_leader = person.boss is people[0]
        person.mood = common if rng.random() < 0.75 and not is_leader else weighted(rng, MOODS, MOOD_SHARES)
    manager = next(p for p in people if p.account == "manager")
    manager.mood = manager.reports[0].boss.mood = WELL
    people[0].mood = MIXED  # the company's own figures are looked at every month
    for report, mood in zip(manager.reports, SHOWCASE, strict=False):
        report.mood = mood


def save(people: list[Person], chance: Chance, today: dt.date) -> None:
    """Locations, departments, employees, roles and absences, in the database."""
    locations = _save_locations(today)
    departments = _save_departments(people)
    taken: set[str] = set()
    passwords = _passwords()
    for person in people:
        person.row = _employee(person, chance.stream("person", person.index), taken, today)
        person.row.department = departments.get(person.department)
        person.row.location = locations[person.country.city]
        person.row.password = passwords.get(person.account, "!")
    _save_by_level(people)
    # The company has written here for as long as its records go back.
    Employee.objects.filter(is_demo=True).update(created_at=timezone.now() - dt.timedelta(days=LONG))
    _save_roles(people, departments)
    _save_absences(people, chance, today)


def _save_locations(today: dt.date) -> dict[str, Location]:
    rows = [Location(name=country.city, time_zone=country.time_zone) for country in COUNTRIES]
    locations = {row.name: row for row in Location.objects.bulk_create(rows)}
    DayOff.objects.bulk_create(
        DayOff(location=locations[country.city], day=dt.date(year, month, day), name=name)
        for country in COUNTRIES
        for year in (today.year, today.year + 1)
        for month, day, name in country.days_off
    )
    return locations


def _save_departments(people: list[Person]) -> dict[str, Department]:
    names = dict.fromkeys((p.function.name, p.department) for p in people if p.function)
    functions = dict.fromkeys(function for function, _department in names)
    rows = {name: row for name in functions for row in [Department(name=name)]}
    Department.objects.bulk_create(rows.values())
    below = [Department(name=name, parent=rows[function]) for function, name in names if name != function]
    rows |= {row.name: row for row in Department.objects.bulk_create(below)}
    return rows


def _passwords() -> dict[str, str]:
    """One hash for the five accounts, made once: hashing is slow on purpose."""
    return dict.fromkeys(ACCOUNTS, make_password("demo")) if settings.DEMO else {}


def _employee(person: Person, rng: Random, taken: set[str], today: dt.date) -> Employee:
    first, last = rng.choice(person.country.first), rng.choice(person.country.last)
    if person.account in {"manager", "employee"}:
        first, last = {"manager": ("Joana", "Lima"), "employee": ("Ana", "Souza")}[person.account]
    hired_on = today - dt.timedelta(days=min(40 + int(rng.expovariate(1 / 1400)), 9000))
    left_on = None
    if not person.reports and not person.account:
        lot = rng.random()
        if lot < 0.02:
            left_on = max(hired_on, today - dt.timedelta(days=5 + rng.randrange(300)))
        elif lot < 0.027:
            left_on = today + dt.timedelta(days=3 + rng.randrange(40))
        elif lot < 0.05:
            hired_on = today - dt.timedelta(days=rng.randrange(60))
        elif lot < 0.057:
            hired_on = today + dt.timedelta(days=2 + rng.randrange(25))
    hired_on = min(hired_on, today - dt.timedelta(days=_here_for(person)))
    if person.story:
        left_on = today - dt.timedelta(days=6) if person.story in (LEFT, UNASKED) else None
    cadence = weighted(rng, ("", "weekly", "monthly"), (84, 9, 7)) if not person.account else ""
    return Employee(
        email=_address(person.account or f"{first}.{last}", taken),
        employee_number=f"D{10000 + person.index * 7}",
        first_name=first,
        last_name=last,
        preferred_name=first[:3] + "i" if rng.random() < 0.03 and not person.account else "",
        job_title=person.title,
        job_level=job_level(person.title),
        hired_on=hired_on,
        left_on=left_on,
        cadence=cadence,
        is_demo=True,
        is_imported=True,
        is_superuser=person.account == "admin",
    )


def _here_for(person: Person) -> int:
    """Days at least; less than none for most, who may come yet. Who is logged into has a last year to look at."""
    return LONG if person.account else 400 if person.story else -LONG


def _address(name: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().replace("ø", "o").replace("ł", "l")).encode("ascii", "ignore")
    stem = plain.decode().replace(" ", "").replace("'", "")
    address, number = stem, 1
    while address in taken:
        number += 1
        address = f"{stem}{number}"
    taken.add(address)
    return f"{address}@{DOMAIN}"


def _save_by_level(people: list[Person]) -> None:
    """Managers before their reports, because a row needs its manager's id."""
    for level in range(max(person.level for person in people) + 1):
        rows = []
        for person in (p for p in people if p.level == level):
            person.row.manager = person.boss.row if person.boss else None
            rows.append(person.row)
        Employee.objects.bulk_create(rows, batch_size=500)


def _save_roles(people: list[Person], departments: dict[str, Department]) -> None:
    hr = next(p for p in people if p.account == "hr")
    grants = [RoleGrant(employee=hr.row, role=role) for role in (RoleGrant.Role.HR, RoleGrant.Role.SPECIAL)]
    # A second HR person, so that somebody else can look after the first one's records.
    second = next((p for p in people if p.boss is hr and p.row.left_on is None), None)
    if second:
        grants += [RoleGrant(employee=second.row, role=role) for role in (RoleGrant.Role.HR, RoleGrant.Role.SPECIAL)]
    grants += [
        RoleGrant(employee=p.row, role=RoleGrant.Role.HEAD, department=departments[p.department])
        for p in people
        if p.title == f"Head of {p.department}" or (p.level == 1 and p.function)
    ]
    RoleGrant.objects.bulk_create(grants)


def _save_absences(people: list[Person], chance: Chance, today: dt.date) -> None:
    rows = []
    for person in people:
        rng = chance.stream("absence", person.index)
        if person.account or rng.random() > 0.07:
            continue
        starts_on = today + dt.timedelta(days=rng.randrange(-12, 30))
        ends_on = starts_on + dt.timedelta(days=4 + rng.randrange(11))
        rows.append(Absence(employee=person.row, starts_on=starts_on, ends_on=ends_on))
    Absence.objects.bulk_create(rows, batch_size=500)
