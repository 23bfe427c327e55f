"""A company whose first objective has very many others below it, with the figures that a roll-up would store."""

import random
from datetime import date
from decimal import Decimal

from goals import measure, rollup
from goals.models import KeyResult, Objective, Period
from goals.rollup import Contributor
from org.models import Employee
from perfmgmt.demo.bulk import insert

WEIGHTS = [Decimal(each) for each in ("1", "1", "1", "2", "0.5")]
TODAY = date(2026, 11, 23)


def build(*, objectives: int = 30_000, leaves: int = 100_000, levels: int = 8, seed: int = 1) -> Objective:
    """The objective at the top. One in ten below it is restricted, one leaf in fifty has no measure yet."""
    chance = random.Random(seed)
    people = _people(max(20, objectives // 15), chance)
    period = Period.objects.create(name="2026 Q4", starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))
    floors = [[_objective(period, people[0], "The company", scope="company")]]
    for level, size in enumerate(_sizes(objectives, levels)):
        floors.append([])
        for number in range(size):
            made = _objective(period, chance.choice(people), f"Objective {level}.{number}", scope="individual")
            made.visibility = "line" if chance.random() < 0.1 else "everyone"
            made.weight = chance.choice(WEIGHTS)
            made.aligned_to, made.alignment = chance.choice(floors[-2]), Objective.Alignment.ACCEPTED
            floors[-1].append(made)
    rows = [each for floor in floors for each in floor]
    own = [_leaf(rows[number % objectives + 1], number, chance) for number in range(leaves)]
    _roll_up(floors, own)
    for some in [*floors, own]:
        for each in some:
            each._prepare_related_fields_for_save("insert")  # it learns the id that its parent got meanwhile
        insert(some)
    return Objective.objects.select_related("period", "owner").get(pk=rows[0].pk)


def _people(count: int, chance) -> list[Employee]:
    """In one line, the first at the top; saved floor by floor, since each needs the id of who is above."""
    names = [f"N{number}" for number in range(count)]
    people = [Employee(first_name="P", last_name=name, email=f"{name}@deep.example") for name in names]
    floor, at = people[:1], 1
    while floor:
        insert(floor)
        floor, at = people[at : at + 7 * len(floor)], at + 7 * len(floor)
        for each in floor:
            each.manager = chance.choice([above for above in people[: at // 7 + 1] if above.pk])
    return people


def _sizes(objectives: int, levels: int) -> list[int]:
    """Each floor is as many times larger than the one above."""
    times = objectives ** (1 / levels)
    sizes = [max(1, round(times ** (level + 1) * (1 - 1 / times))) for level in range(levels)]
    return [*sizes[:-1], max(1, objectives - sum(sizes[:-1]))]


def _objective(period, owner, title: str, *, scope: str) -> Objective:
    return Objective(
        period=period, owner=owner, title=title, scope=scope, state="active", activated_on=period.starts_on
    )


def _leaf(objective: Objective, number: int, chance) -> KeyResult:
    leaf = KeyResult(objective=objective, title=f"Key result {number}", baseline=Decimal(0), target=Decimal(100))
    leaf.weight = chance.choice(WEIGHTS)
    if chance.random() >= 0.02:
        leaf.current, leaf.last_update_on = Decimal(chance.randrange(0, 1100)) / 10, TODAY
        leaf.progress = measure.counted(measure.key_result_progress(leaf.baseline, leaf.target, leaf.current))
    return leaf


def _roll_up(floors: list[list[Objective]], own: list[KeyResult]) -> None:
    leaves: dict[int, list[Contributor]] = {}
    below: dict[int, list[Contributor]] = {}
    for leaf in own:
        made = Contributor(leaf.weight, leaf.progress, leaf.last_update_on)
        leaves.setdefault(id(leaf.objective), []).append(made)
    for floor in reversed(floors):
        for each in floor:
            figures = rollup.figures(leaves.get(id(each), ()), below.get(id(each), ()))
            each.progress, each.last_update_on, each.weight_sum = figures
            if each.aligned_to:
                made = Contributor(each.weight, each.progress, each.last_update_on)
                below.setdefault(id(each.aligned_to), []).append(made)
