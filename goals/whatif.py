"""What if some key results stood elsewhere? By the arithmetic of the roll-up, level by level; nothing is saved.

Only key results can be moved that are reached over what the viewer may see, and only what lies on that way is told, up
to the objective asked about and not above it. So what one can find out is the share of a visible contributor in its
parent, which the sum of that parent says anyway. To move a leaf under a hidden objective would tell what the hidden
one weighs, and so would the number of an objective above a hidden one.
"""

from collections import defaultdict
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, F, IntegerField, Q, Value, When
from django_cte import with_cte

from goals import attribution, rollup, status
from goals.attribution import double
from goals.models import KeyResult, Objective
from goals.rollup import Contributor
from org import tree
from org.names import fold

AT_A_TIME = 10
AT_MOST = 100


@dataclass(frozen=True)
class Level:
    """One objective on the way up; `after` is a copy that stands where it would stand."""

    before: Objective  # each with `status`
    after: Objective
    depth: int  # 0: the one that was asked about

    @property
    def moves(self) -> bool:
        return self.before.progress != self.after.progress


def movable(objective: Objective, viewer, *, limit: int, first: Collection[int] = (), search: str = ""):
    """Key results below `objective`, those of `first` and then those that weigh most: at most `limit`. Two queries.

    With `search` those whose title or owner has each of its words, without those of `first`.
    """
    way = attribution.walk(objective, viewer, measured=False)
    rows = KeyResult.objects.filter(weight__gt=0, objective__state=Objective.State.ACTIVE)
    for word in search.split()[:8]:
        found = Q(title__icontains=word) | Q(owner__search_text__contains=fold(word))
        rows = rows.filter(found | Q(owner=None, objective__owner__search_text__contains=fold(word)))
    if search:
        rows = rows.exclude(pk__in=first)
    chosen = Case(When(pk__in=list(first), then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = way.join(rows, objective_id=way.col.node).annotate(of_one=double(way.col.unit))
    rows = rows.filter(of_one__isnull=False).annotate(effective=F("of_one") * double(F("weight")), chosen=chosen)
    rows = with_cte(way, select=rows.order_by("chosen", "-effective", "pk").values_list("pk", "effective"))
    # Only then with all that a page shows of them: 100,000 rows are sorted sooner when they are narrow.
    effective = dict(rows[:limit])
    found = KeyResult.objects.select_related("owner", "objective__owner", "objective__period").in_bulk(effective)
    return sorted(found.values(), key=lambda each: (-effective[each.pk], each.pk))


def simulate(objective: Objective, values: dict[KeyResult, Decimal], today: date) -> list[Level]:
    """What `objective` would be, and each one on the way up to it, if these were recorded today. Four queries.

    `values` are of those that `movable` gave.
    """
    way = _way(objective, {each.objective_id for each in values})
    own, below = _contributors(way)
    for key_result, value in values.items():
        made = rollup.latest(key_result, value, key_result.confidence, today)
        own[key_result.objective_id][key_result.pk] = Contributor(key_result.weight, made.progress, today)
    after = {pk: copy(each) for pk, each in way.items()}
    for pk in rollup.upwards({pk: each.aligned_to_id if pk != objective.pk else None for pk, each in way.items()}):
        each = after[pk]
        each.progress, each.last_update_on, each.weight_sum = rollup.figures(own[pk].values(), below[pk].values())
        if pk != objective.pk:
            below[each.aligned_to_id][pk] = Contributor(each.weight, each.progress, each.last_update_on)
    for some in (way, after):
        known = status.statuses(some.values(), today)
        for pk, each in some.items():
            each.status = known[pk]
    depths = {pk: _depth(pk, objective.pk, way) for pk in way}
    return [Level(way[pk], after[pk], depths[pk]) for pk in sorted(way, key=lambda pk: (depths[pk], way[pk].title, pk))]


def _way(objective: Objective, ids: set[int]) -> dict[int, Objective]:
    """The objective, and those from `ids` up to it."""
    way = {objective.pk: objective}
    if not ids:
        return way
    line = tree.ancestry(
        Objective.objects.all(), parent="aligned_to", leaves=Objective.objects.filter(pk__in=ids), name="line_up"
    )
    above = Objective.objects.filter(pk__in=line).select_related("owner", "period").order_by("pk").in_bulk()
    for pk in ids:
        while pk not in way:
            way[pk] = above[pk]
            pk = above[pk].aligned_to_id
    return way


def _contributors(ids: Collection[int]) -> tuple[dict[int, dict[int, Contributor]], dict[int, dict[int, Contributor]]]:
    """By their ids the key results of each, and the objectives that count in it, as they are stored."""
    own: dict[int, dict[int, Contributor]] = defaultdict(dict)
    below: dict[int, dict[int, Contributor]] = defaultdict(dict)
    rows = KeyResult.objects.filter(objective__in=ids).order_by()
    for parent, pk, *row in rows.values_list("objective_id", "pk", "weight", "progress", "last_update_on"):
        own[parent][pk] = Contributor(*row)
    children = Objective.objects.counting().filter(aligned_to__in=ids).order_by()
    for parent, pk, *row in children.values_list("aligned_to_id", "pk", "weight", "progress", "last_update_on"):
        below[parent][pk] = Contributor(*row)
    return own, below


def _depth(pk: int, top: int, way: dict[int, Objective]) -> int:
    depth = 0
    while pk != top:
        pk, depth = way[pk].aligned_to_id, depth + 1
    return depth
