"""The history of an objective, as entries to read: updates, re-baselines, and changes of what it is."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

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


def entries(
    objective: Objective, viewer, *, limit: int | None = SHOWN, until: date | None = None
) -> list[Entry]:
    """The newest first, at most `limit`, of the days up to `until`; five queries at most.

    Whoever may read the objective may read these.
    """
    updates = _updates(objective, limit, until)
    changes = _changes(objective, limit, until)
    words = _Words(objective, changes, viewer)
    found = [*_of_updates(updates), *filter(None, (_of_change(change, objective, words) for change in changes))]
    found.sort(key=lambda entry: entry.at, reverse=True)
    return found[:limit]


def breaks(objective: Objective, until: date) -> list[tuple[date, str]]:
    """The re-baselines, the oldest first, in a few words each: “target 10 → 9 days”."""
    changes = objective.changes.filter(is_rebaseline=True, day__lte=until).select_related("key_result")
    changes = changes.order_by("day", "at", "pk")
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


def _updates(objective, limit, until):
    rows = ProgressUpdate.objects.filter(key_result__objective=objective)
    rows = rows.select_related("key_result", "author", "strike", "strike__by").order_by("-written_at", "-pk")
    rows = rows.filter(day__lte=until) if until else rows
    # One more for each key result, so that the oldest shown knows what was before it.
    updates = list(rows[: limit * 3] if limit else rows)
    for update in updates:
        update.key_result.objective = objective  # the rules ask for it
    return updates


def _changes(objective, limit, until):
    rows = objective.changes.select_related("key_result", "by").order_by("-at", "-pk")
    rows = rows.filter(day__lte=until) if until else rows
    return list(rows[: limit * 3] if limit else rows)


def _of_updates(updates):
    for place, update in enumerate(updates):
        before = next(
            (
                older.value
                for older in updates[place + 1 :]
                if older.key_result_id == update.key_result_id and not hasattr(older, "strike")
            ),
            None,
        )
        yield Entry(
            "update",
            update.written_at,
            update.day,
            update.author,
            key_result=update.key_result,
            text=update.comment,
            update=update,
            before=before,
        )


class _Words:
    """What the ids in the changes are called, for this viewer."""

    def __init__(self, objective, changes, viewer):
        self._owner_id = objective.owner_id
        people, parents = set(), set()
        if objective.aligned_to_id and any(map(self._is_the_parents, changes)):
            parents.add(objective.aligned_to_id)
        for change in changes:
            into = {Field.OWNER: people, Field.ALIGNED_TO: parents}.get(change.field)
            if into is not None:
                into.update(int(value) for value in (change.old, change.new) if value.isdigit())
        self.people = (
            {person.pk: str(person) for person in Employee.objects.filter(pk__in=people).order_by("pk")}
            if people
            else {}
        )
        visible = Objective.objects.visible_to(viewer).filter(pk__in=parents).order_by("pk")
        self.parents = dict(visible.values_list("pk", "title")) if parents else {}
        self._with_hidden = len(self.parents) < len(parents)

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
