"""How the demo company closed its past goals: scores beside what was measured, and words that fit both.

After the roll-up, because a score that reads true knows the figure; written in bulk, each from its own stream.
"""

from decimal import Decimal

from goals import bulk, status
from goals.models import Objective
from perfmgmt.demo.chance import Chance, weighted
from perfmgmt.demo.objectives import Aim
from perfmgmt.demo.talk import RETROSPECTIVES

State = Objective.State
# How far the owners' own word lies from the figure.
OFF = (("-0.1", 15), ("-0.05", 15), ("0", 40), ("0.05", 20), ("0.1", 10))


def settle(aims: list[Aim], chance: Chance) -> None:
    """Gives what is closed its score and retrospective, and says which goals carry on one of the quarter before."""
    progress = dict(Objective.objects.order_by("pk").values_list("pk", "progress"))
    closed = [aim for aim in aims if aim.row.state == State.CLOSED]
    for aim in closed:
        rng = chance.stream("closing", *aim.name)
        measured = progress[aim.row.pk] or Decimal(0)
        off = Decimal(weighted(rng, [text for text, _ in OFF], [share for _, share in OFF]))
        aim.row.score = _score(measured + off)
        aim.row.retrospective = rng.choice(RETROSPECTIVES[status.result(measured)])
    bulk.update([aim.row for aim in closed], ("score", "retrospective"))
    carried = _carried(aims)
    bulk.update(carried, ("copied_from",))


def _score(value: Decimal) -> Decimal:
    """To a twentieth, as people give it."""
    return min(Decimal(1), max(Decimal(0), (value * 20).quantize(Decimal(1)) / 20)).quantize(Decimal("0.01"))


def _carried(aims: list[Aim]) -> list[Objective]:
    """What somebody set again with the same words a quarter later."""
    before = {(aim.quarter, aim.row.owner_id, aim.row.title): aim.row for aim in aims if aim.row.scope != "company"}
    found = []
    for aim in aims:
        known = before.get((aim.quarter - 1, aim.row.owner_id, aim.row.title))
        if known is not None and known.state == State.CLOSED and aim.row.scope != "company":
            aim.row.copied_from = known
            found.append(aim.row)
    return found
