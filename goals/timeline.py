"""The history of an objective, as entries to read: updates, re-baselines, and changes of what it is."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils import formats
from django.utils.translation import gettext as _

from goals import units
from goals.models import Change, KeyResult, Objective, ProgressUpdate
from org.models import Employee

Field = Change.Field
SHOWN = 12
# The first value of these is told by the entry that says the thing was made.
QUIET_AT_FIRST = {Field.WEIGHT, Field.TARGET, Field.DUE_ON, Field.OWNER, Field.REMOVED, Field.ALIGNMENT}


@dataclass(frozen=True)
class Entry:
    """`kind` is update, rebaseline, change or created. `update` is there to be struck through."""

    kind: str
    at: datetime
    day: date
    by: Employee | None
    title: str = ""
    key_result: KeyResult | None = None
    text: str = ""
    update: ProgressUpdate | None = None
    before: Decimal | None = None
    change: Change | None = None


class Rows(NamedTuple):
    """What was written about an objective, all of it: the history and the chart are drawn from the same."""

    updates: list[ProgressUpdate]  # the last written first, those struck through too
    changes: list[Change]  # the same way round


def read(objective: Objective) -> Rows:
    """Two queries; one for a draft, which has no updates."""
    updates = ProgressUpdate.objects.filter(key_result__objective=objective)
    updates = updates.select_related("key_result", "author", "strike__by").order_by("-written_at", "-pk")
    found = list(updates) if objective.state != Objective.State.DRAFT else []
    for update in found:
        update.key_result.objective = objective  # the rules ask for it
    return Rows(found, list(objective.changes.select_related("key_result", "by").order_by("-at", "-pk")))


def entries(
    objective: Objective, rows: Rows, names: "Names", *, limit: int | None = SHOWN, until: date | None = None
) -> list[Entry]:
    """The newest first, at most `limit`, of the days up to `until`. No query.

    Whoever may read the objective may read these.
    """
    updates = [each for each in rows.updates if until is None or each.day <= until]
    changes = [each for each in rows.changes if until is None or each.day <= until]
    if limit is not None:
        changes = changes[: limit * 3]  # not each of them has an entry
    words = _Words(objective, changes, names)
    found = [*_of_updates(updates), *filter(None, (_of_change(change, objective, words) for change in changes))]
    found.sort(key=lambda entry: entry.at, reverse=True)
    return found[:limit]


def breaks(rows: Rows, until: date) -> list[tuple[date, str]]:
    """The re-baselines, the oldest first, in a few words each: “target 10 → 9 days”."""
    changes = [each for each in rows.changes if each.is_rebaseline and each.day <= until]
    changes.sort(key=lambda change: (change.day, change.at, change.pk))
    return [(change.day, break_words(change)) for change in changes]


def break_words(change: Change) -> str:
    words = f"{change.get_field_display()} {_value_words(change.old)} → {_value_words(change.new)}"
    is_value = change.field in (Field.BASELINE, Field.TARGET)
    return f"{words} {units.unit_words(change.key_result)}".rstrip() if is_value and change.key_result else words


def _value_words(text: str) -> str:
    if not text:
        return "–"
    if len(text) == 10 and text[4] == "-":
        return formats.date_format(date.fromisoformat(text), "j F")
    return plain(text)


def _of_updates(updates):
    before: dict[int, Decimal] = {}
    found = []
    for update in reversed(updates):
        known = before.get(update.key_result_id)
        found.append(
            Entry(
                "update",
                update.written_at,
                update.day,
                update.author,
                key_result=update.key_result,
                text=update.comment,
                update=update,
                before=known,
            )
        )
        if not hasattr(update, "strike"):
            before[update.key_result_id] = update.value
    return found[::-1]


@dataclass(frozen=True)
class Names:
    """What the ids in the changes are called, for one viewer."""

    people: dict[int, str]
    parents: dict[int, str]  # the titles of those that the viewer may see


def wanted(objective: Objective, rows: Rows) -> tuple[set[int], set[int]]:
    """The ids of the people, and of the objectives that it was or is aligned to, of whom the changes tell."""
    people: set[int] = set()
    parents = {objective.aligned_to_id} - {None}
    for change in rows.changes:
        into = {Field.OWNER: people, Field.ALIGNED_TO: parents}.get(change.field)
        if into is not None:
            into.update(int(value) for value in (change.old, change.new) if value.isdigit())
    return people, parents


class _Words:
    """The words of the changes that are shown."""

    def __init__(self, objective, changes, names: Names):
        self._owner_id = objective.owner_id
        self.people, self.parents = names.people, names.parents
        _people, parents = wanted(objective, Rows([], changes))
        self._with_hidden = not parents <= names.parents.keys()

    def _is_the_parents(self, change: Change) -> bool:
        is_theirs = change.field in (Field.ALIGNED_TO, Field.ALIGNMENT, Field.WEIGHT)
        return is_theirs and change.key_result_id is None and change.by_id not in (None, self._owner_id)

    def hides(self, change: Change) -> bool:
        """Who answered for a parent that the viewer may not see, and why: its owner's name and words."""
        return self._with_hidden and self._is_the_parents(change)

    def of(self, change: Change, value: str) -> str:
        if value == "":
            return _("nothing")
        if change.field == Field.OWNER:
            return self.people.get(int(value), "?") if value.isdigit() else value
        if change.field == Field.ALIGNED_TO:
            title = self.parents.get(int(value)) if value.isdigit() else None
            return f"“{title}”" if title else _("an objective you may not see")
        if change.field == Field.DUE_ON:
            return formats.date_format(date.fromisoformat(value), "j F")
        return plain(value)


def plain(value: str) -> str:
    """A stored decimal as people write it; any other text as it is."""
    try:
        return units.number(Decimal(value))
    except InvalidOperation:
        return value


def _of_change(change: Change, objective: Objective, words: _Words) -> Entry | None:
    if not change.old and change.field in QUIET_AT_FIRST:
        return None
    title = _title(change, objective, words)
    kind = (
        "rebaseline"
        if change.is_rebaseline
        else "created"
        if not change.old and change.field == Field.STATE
        else "change"
    )
    if not title:
        return None
    is_hidden = words.hides(change)
    return Entry(
        kind,
        change.at,
        change.day,
        None if is_hidden else change.by,
        title=title,
        key_result=change.key_result,
        text="" if is_hidden else change.reason,
        change=change,
    )


def _title(change: Change, objective: Objective, words: _Words) -> str | None:
    old, new = words.of(change, change.old), words.of(change, change.new)
    if change.field == Field.STATE:
        return _state_title(change)
    if change.field == Field.ALIGNED_TO:
        return (
            _("Aligned to %(new)s") % {"new": new} if change.new else _("No longer aligned to %(old)s") % {"old": old}
        )
    if change.field == Field.ALIGNMENT:
        return {
            Objective.Alignment.PROPOSED: _("Alignment proposed"),
            Objective.Alignment.ACCEPTED: _("Alignment accepted"),
            Objective.Alignment.DECLINED: _("Alignment declined"),
        }.get(change.new)
    if change.field == Field.REMOVED:
        return _("Key result removed")
    if change.field == Field.BASELINE and not change.old:
        # Those made with the objective need no line of their own.
        return _("Key result added") if (change.at - objective.created_at).total_seconds() > 60 else None
    names = {
        Field.OWNER: _("Owner"),
        Field.WEIGHT: _("Weight"),
        Field.BASELINE: _("Baseline"),
        Field.TARGET: _("Target"),
        Field.DUE_ON: _("Due date"),
    }
    return _("%(what)s %(old)s → %(new)s") % {"what": names[change.field], "old": old, "new": new}


def _state_title(change: Change) -> str:
    if not change.old:
        return _("Created")
    return {
        Objective.State.ACTIVE: _("Activated"),
        Objective.State.CLOSED: _("Closed"),
        Objective.State.CANCELLED: _("Cancelled"),
    }.get(change.new, change.new)
