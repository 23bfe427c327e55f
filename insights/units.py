"""Which units the viewer may open, and the tree that they stand in."""

from collections import defaultdict
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Case, Q, Value, When

from org.models import Department, Employee, RoleGrant

ROLES = (RoleGrant.Role.PARTNER, RoleGrant.Role.HEAD)
# From so many departments that one may open it takes long to look at all that one sees in them. Those of a line through
# so many are kept until anything of anybody changes: each change leaves a row in the history of people.
WIDE = 200
KEPT = 3600  # seconds


@dataclass(frozen=True)
class Unit:
    """A department, or the whole where `pk` is None."""

    pk: int | None
    name: str
    parent: int | None = None


class Organisation:
    """All departments with what the viewer may open of them; one query.

    The whole is open to everyone. Of the departments: one's own with those above it, those of one's line with those
    above them, those that one is HR partner for or heads with all below them; HR opens all.
    """

    is_past = False

    def __init__(self, viewer):
        key = f"bridge:near:{viewer.pk}:{viewer.last_change_of_people}"
        kept = cache.get(key) if viewer.is_manager and not viewer.is_hr else None
        near = Value(0) if kept is not None else _near(viewer)
        rows = Department.objects.annotate(is_near=near).order_by("name", "pk")
        found = list(rows.values_list("pk", "name", "parent", "is_near"))
        self.by_id = {pk: Unit(pk, name, parent) for pk, name, parent, _near in found}
        self.below: dict[int | None, list[Unit]] = defaultdict(list)
        for unit in self.by_id.values():
            self.below[unit.parent].append(unit)
        if viewer.is_hr:
            self._open = set(self.by_id)
            return
        if kept is None:
            kept = {pk for pk, _name, _parent, is_near in found if is_near}
            if len(kept) >= WIDE:
                cache.set(key, kept, KEPT)
        self._open = self._with_all_above(kept)
        for grant in viewer.open_grants:
            if grant.role in ROLES and grant.department_id in self.by_id:
                self._open.update(self.branch(grant.department_id))

    def _with_all_above(self, ids: set[int]) -> set[int]:
        found: set[int] = set()
        for pk in ids:
            step: int | None = pk
            while step in self.by_id and step not in found:
                found.add(step)
                step = self.by_id[step].parent
        return found

    def may_open(self, pk: int | None) -> bool:
        return pk is None or pk in self._open

    @property
    def is_wide(self) -> bool:
        return len(self._open) >= WIDE

    @property
    def home(self) -> Unit | None:
        """The one department below which all others stand: the bridge of the whole begins below it."""
        tops = self.below[None]
        return tops[0] if len(tops) == 1 and self.below[tops[0].pk] else None

    def way(self, pk: int | None) -> list[Unit]:
        """From the top down to the department itself; a circle in old data is walked once."""
        way: list[Unit] = []
        while pk in self.by_id and self.by_id[pk] not in way:
            way.insert(0, self.by_id[pk])
            pk = self.by_id[pk].parent
        return way

    def branch(self, pk: int | None) -> set[int]:
        """The ids of the department and all below it."""
        found: set[int] = set()
        waiting = [pk]
        while waiting:
            step = waiting.pop()
            if step not in found:
                found.add(step)
                waiting += [unit.pk for unit in self.below[step]]
        return found


def _near(viewer):
    """Of the viewer or of anybody in their line."""
    near = Q(pk=viewer.department_id)
    if viewer.is_manager and not viewer.is_hr:
        near |= Q(pk__in=Employee.objects.under(viewer).order_by().values("department"))
    return Case(When(near, then=Value(1)), default=Value(0))
