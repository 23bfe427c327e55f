"""Drafts on their way to be agreed in the demo manager's team, a suggestion to answer, and templates of departments.

The same in every company: they show the pages, so nothing of them is drawn by chance.
"""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from goals.models import DraftStep, Objective, ObjectiveTemplate, Period, Suggestion, TemplateKeyResult
from goals.services import add_key_result, create_objective
from goals.services.suggestions import Wish, suggest
from org.models import Department, Employee
from perfmgmt.demo.people import Person

Kind = DraftStep.Kind


class Sketch(NamedTuple):
    title: str
    description: str
    key_results: tuple[tuple[str, str, str, str], ...]  # title, unit, baseline, target
    # Who did what how many days ago, with which word; "owner" or "manager".
    steps: tuple[tuple[str, str, int, str], ...] = ()


RETURNED = Sketch(
    "Write the handbook for the test bench and hold five trainings",
    "Only three of us can run the bench today, and each new colleague asks the same questions.",
    (
        ("Handbook written", "milestone", "0", "1"),
        ("Hold trainings", "number", "0", "5"),
    ),
    (
        ("owner", Kind.SUBMITTED, 6, ""),
        (
            "manager",
            Kind.RETURNED,
            5,
            "I like what it is for. This says what you will do, though: what will be different for the others "
            "once the handbook is there? How would we count that?",
        ),
    ),
)
SUGGESTED = Sketch(
    "Prototypes reach the line without rework",
    "Every second prototype goes back to us because of tolerances that we could have checked. The line loses two days "
    "each time.",
    (
        ("Prototypes accepted at the first look", "percent", "52", "70"),
        ("Days from drawing to prototype", "days", "24", "20"),
    ),
    (("owner", Kind.SUBMITTED, 3, "I was careful with the target; look at that first."),),
)
SUBMITTED = (
    Sketch(
        "Field faults tell us where to look",
        "Most of what comes back from the field is closed as “cannot reproduce”. We want to learn from it instead.",
        (
            ("Field faults with a known cause", "percent", "38", "75"),
            ("Days from report to cause", "days", "31", "12"),
        ),
        (("owner", Kind.SUBMITTED, 2, ""),),
    ),
    Sketch(
        "New firmware goes out without a night shift",
        "The last three releases needed people on site until morning.",
        (
            ("Releases installed in working hours", "percent", "20", "90"),
            ("Rollbacks a quarter", "number", "4", "1"),
        ),
        (("owner", Kind.SUBMITTED, 1, "Could you look at this one before Thursday?"),),
    ),
)
PATTERNS = {
    "Technology": (
        "What we ship works the first time",
        "Choose one thing that we hand over, and the people who have to live with it.",
        (
            ("Changes that cause a fault", "percent", None, None, "The share of the last quarter."),
            ("Hours to mend a fault, median", "number", None, None, "From report to repair."),
        ),
    ),
    "Sales": (
        "Customers hear from us before they ask",
        "Which customers, and what would they notice?",
        (
            ("Quotes sent within two days", "percent", None, Decimal(90), "The share of the last quarter."),
            ("Customers who heard from us this quarter", "percent", None, Decimal(95), "Of those in your list."),
        ),
    ),
}


def save(people: list[Person], now: dt.datetime) -> None:
    _save_patterns()
    manager = next(person for person in people if person.account == "manager")
    employee = next(person for person in people if person.account == "employee")
    today = now.date()
    period = Period.objects.at(today).first()
    others = [each for each in manager.reports if each is not employee and each.row.left_on is None]
    sketches = [(employee, RETURNED), (employee, SUGGESTED), *zip(others, SUBMITTED, strict=False)]
    for place, (person, sketch) in enumerate(sketches, 1):
        objective = _save(person.row, manager.row, sketch, period, f"D{place}", now)
        if sketch is SUGGESTED:
            _suggest(objective, manager.row, now)


def _save(owner: Employee, manager: Employee, sketch: Sketch, period: Period, ref: str, now) -> Objective:
    objective = create_objective(
        by=owner, owner=owner, period=period, title=sketch.title, description=sketch.description, ref=ref
    )
    for title, unit, baseline, target in sketch.key_results:
        add_key_result(objective, by=owner, title=title, unit=unit, baseline=Decimal(baseline), target=Decimal(target))
    objective.refresh_from_db()
    for who, kind, days, word in sketch.steps:
        by = owner if who == "owner" else manager
        at = now - dt.timedelta(days=days)
        DraftStep.objects.create(objective=objective, kind=kind, version=objective.version, by=by, at=at, word=word)
    return objective


def _suggest(objective: Objective, manager: Employee, now: dt.datetime) -> None:
    accepted, days = objective.key_results.order_by("position")
    same = {"title": days.title, "baseline": days.baseline, "target": days.target, "weight": days.weight}
    new = {"title": "Line stops because of a prototype, a month", "unit": "number", "currency": ""}
    made = suggest(
        objective,
        by=manager,
        version=objective.version,
        title="Prototypes run on the line at the first try",
        description=objective.description.replace("Every second prototype goes", "Half of our prototypes go").replace(
            "two days each time", "two days each time, and we lose its trust"
        ),
        wishes=[
            Wish(0, accepted, same | {"title": accepted.title, "baseline": accepted.baseline, "target": Decimal(85)}),
            Wish(1, days, same | {"weight": Decimal("0.5")}),
            Wish(2, None, new | {"baseline": Decimal(6), "target": Decimal(1), "weight": Decimal(1)}),
        ],
        word="A strong one. I would dare more on the first number, and count what the line feels.",
    )
    Suggestion.objects.filter(pk=made.pk).update(at=now - dt.timedelta(days=1))


def _save_patterns() -> None:
    for name, (title, description, key_results) in PATTERNS.items():
        department = Department.objects.filter(name=name).first()
        if department is None:
            continue
        template = ObjectiveTemplate.objects.create(title=title, description=description, department=department)
        for place, (words, unit, baseline, target, hint) in enumerate(key_results, 1):
            TemplateKeyResult.objects.create(
                template=template,
                title=words,
                unit=unit,
                baseline=baseline,
                target=target,
                hint=hint,
                position=place,
            )
