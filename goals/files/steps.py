"""What would change: one step for each objective of the file, with its key results. Built by diff, done by applying."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from goals.files.wishes import KeyResultWish, ObjectiveWish
from goals.models import KeyResult, Objective


class Change(NamedTuple):
    old: Any
    new: Any


class NewUpdate(NamedTuple):
    value: Decimal
    confidence: int | None


@dataclass
class KeyResultStep:
    wish: KeyResultWish
    key_result: KeyResult  # as it is; unsaved where it is new
    is_new: bool
    fields: dict[str, Change] = field(default_factory=dict)
    definition: dict[str, Change] = field(default_factory=dict)  # baseline, target, weight
    update: NewUpdate | None = None

    @property
    def kinds(self) -> list[str]:
        if self.is_new:
            return ["new"]
        kinds = {"changed": self.fields, "updates": self.update, "re-baselined": self.definition}
        return [kind for kind, found in kinds.items() if found]


@dataclass
class ObjectiveStep:
    wish: ObjectiveWish
    objective: Objective  # as it is; unsaved where it is new
    is_new: bool
    fields: dict[str, Change] = field(default_factory=dict)
    key_results: list[KeyResultStep] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        return self.is_new or bool(self.fields) or any(each.kinds for each in self.key_results)

    def new_value(self, name: str):
        return self.fields[name].new if name in self.fields else getattr(self.objective, name)

    def rows(self) -> Iterator[tuple[int, str, list[str], dict[str, Change]]]:
        """Line, title, kinds and changes of each row of the file; what the objective changes counts on its first."""
        own = dict(self.fields)
        lines = [(each.wish.line, each) for each in self.key_results] + [(line, None) for line in self.wish.bare]
        for line, step in sorted(lines, key=lambda pair: pair[0]):
            kinds = step.kinds if step else ["new"] if self.is_new else []
            changes = {**own, **step.fields, **step.definition} if step else dict(own)
            if step and step.update:
                changes["current"] = Change(step.key_result.current, step.update.value)
            if own and "new" not in kinds:
                kinds = sorted({*kinds, "re-baselined" if own.keys() == {"weight"} else "changed"})
            yield line, step.wish.title if step else "", kinds, changes
            own = {}
