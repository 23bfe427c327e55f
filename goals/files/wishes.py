"""What a file asks for: its rows, grouped to objectives with their key results, before anything is looked up."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from goals import numbers
from goals.files import columns
from goals.files.periods import canonical
from goals.models import KeyResult, Objective

Unit = KeyResult.Unit
UNITS = {unit.value: unit for unit in Unit} | {"%": Unit.PERCENT, "": Unit.NUMBER}
SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR"}
OTHERS_TOLD = 10
TITLE_LENGTH = 200
REF_LENGTH = 60
RETROSPECTIVE_LENGTH = 20_000
# The cells that describe the objective, not the key result: the same, or blank, on each of its rows.
SHARED = (
    *(columns.SCOPE, columns.DEPARTMENT, columns.PROCESS, columns.OWNER, columns.OBJECTIVE),
    *(columns.ALIGNED_TO, columns.WEIGHT, columns.VISIBLE_TO, columns.STATE, columns.SCORE, columns.RETROSPECTIVE),
)
CHOICES = {
    columns.SCOPE: Objective.Scope.values,
    columns.VISIBLE_TO: Objective.Visibility.values,
    columns.STATE: Objective.State.values,
}
VALUES = (columns.UNIT, columns.BASELINE, columns.TARGET, columns.CURRENT, columns.KR_WEIGHT, columns.CONFIDENCE)


class Fault(NamedTuple):
    line: int
    message: str

    def __str__(self):
        return _("Line %(line)d: %(message)s") % {"line": self.line, "message": self.message}


class Remark(NamedTuple):
    """A warning, which stops nothing."""

    line: int
    message: str

    def __str__(self):
        return _("Warning, line %(line)d: %(message)s") % {"line": self.line, "message": self.message}


class Row(NamedTuple):
    line: int
    cells: dict[str, str]  # by column; one that the file does not have is not in it


@dataclass
class KeyResultWish:
    line: int
    title: str
    unit: str
    currency: str
    baseline: Decimal | None  # None: as it is
    target: Decimal | None
    current: Decimal | None
    weight: Decimal | None  # None: as it is
    confidence: int | None
    owner: str | None  # None: as it is; blank: the objective's


@dataclass
class ObjectiveWish:
    line: int
    period: str
    ref: str
    cells: dict[str, str]
    weight: Decimal | None = None  # None: as it is
    score: Decimal | None = None  # the same
    bare: list[int] = field(default_factory=list)  # the lines without a key result
    key_results: list[KeyResultWish] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return self.period.casefold(), self.ref

    def cell(self, column: str) -> str:
        return self.cells.get(column, "")


def gather(rows: list[Row]) -> tuple[list[ObjectiveWish], list[Fault]]:
    """The objectives in the order of their first rows, and all that is wrong with the cells themselves."""
    wishes: dict[tuple[str, str], ObjectiveWish] = {}
    faults: list[Fault] = []
    for row in rows:
        missing = [name for name in (columns.REF, columns.PERIOD) if not row.cells.get(name)]
        if missing:
            faults.append(Fault(row.line, _("%(columns)s is missing.") % {"columns": _and(missing)}))
            continue
        wish = ObjectiveWish(row.line, canonical(row.cells[columns.PERIOD]), row.cells[columns.REF], dict(row.cells))
        wish = wishes.setdefault(wish.key, wish)
        faults += _add(wish, row)
    for wish in wishes.values():
        faults += _faults_of(wish)
    return list(wishes.values()), faults


def _add(wish: ObjectiveWish, row: Row) -> Iterator[Fault]:
    """Adds a row to its objective."""
    for column in SHARED:
        here, there = row.cells.get(column, ""), wish.cells.get(column, "")
        if here and there and here.casefold() != there.casefold():
            words = {"column": column, "ref": wish.ref, "here": _short(here), "there": _short(there), "line": wish.line}
            yield Fault(
                row.line, _("%(column)s of %(ref)s is “%(here)s” here and “%(there)s” on line %(line)d.") % words
            )
        elif here:
            wish.cells[column] = here
    if not row.cells.get(columns.KEY_RESULT):
        if any(row.cells.get(column) for column in VALUES):
            yield Fault(row.line, _("there are values and no key result; name it."))
        wish.bare.append(row.line)
        return
    try:
        wish.key_results.append(_key_result(row))
    except ValidationError as error:
        for message in error.messages:
            yield Fault(row.line, message)


def _key_result(row: Row) -> KeyResultWish:
    errors: list[str] = []

    def number(column):
        return _number(row.cells, column, errors, percent=unit == Unit.PERCENT)

    unit, currency = _unit(row.cells.get(columns.UNIT, ""), errors)
    wish = KeyResultWish(
        line=row.line,
        title=row.cells[columns.KEY_RESULT],
        unit=unit,
        currency=currency,
        baseline=number(columns.BASELINE),
        target=number(columns.TARGET),
        current=number(columns.CURRENT),
        weight=_weight(row.cells, columns.KR_WEIGHT, errors),
        confidence=_confidence(number(columns.CONFIDENCE), errors),
        owner=row.cells.get(columns.KEY_RESULT_OWNER),
    )
    errors += _faults_of_key_result(wish)
    if errors:
        raise ValidationError(errors)
    return wish


def _faults_of_key_result(wish: KeyResultWish) -> Iterator[str]:
    if len(wish.title) > TITLE_LENGTH:
        yield _long(columns.KEY_RESULT, wish.title, TITLE_LENGTH)
    if wish.unit != Unit.MILESTONE:
        return
    if wish.baseline not in (None, 0) or wish.target not in (None, 1):
        yield _("a milestone goes from 0 (not done) to 1 (done).")
    if wish.current not in (None, 0, 1):
        yield _("Current of a milestone is 0 (not done) or 1 (done).")


def _faults_of(wish: ObjectiveWish) -> Iterator[Fault]:
    """What is wrong with the objective as a whole, on its first line."""
    for column in (columns.OWNER, columns.OBJECTIVE):
        if not wish.cell(column):
            yield Fault(wish.line, _("%(columns)s is missing.") % {"columns": column})
    for column, text, limit in (
        (columns.OBJECTIVE, wish.cell(columns.OBJECTIVE), TITLE_LENGTH),
        (columns.REF, wish.ref, REF_LENGTH),
        (columns.RETROSPECTIVE, wish.cell(columns.RETROSPECTIVE), RETROSPECTIVE_LENGTH),
    ):
        if len(text) > limit:
            yield Fault(wish.line, _long(column, text, limit))
    for column, allowed in CHOICES.items():
        if column not in wish.cells:
            continue
        wish.cells[column] = wish.cell(column).casefold()
        if wish.cells[column] and wish.cells[column] not in allowed:
            words = {"column": column, "text": _short(wish.cells[column]), "allowed": ", ".join(allowed)}
            yield Fault(wish.line, _("%(column)s “%(text)s” is none of %(allowed)s.") % words)
    errors: list[str] = []
    wish.weight = _weight(wish.cells, columns.WEIGHT, errors)
    wish.score = _score(wish.cells, errors)
    yield from (Fault(wish.line, message) for message in errors)
    yield from _duplicates(wish)


def _duplicates(wish: ObjectiveWish) -> Iterator[Fault]:
    lines: dict[str, list[int]] = {}
    for key_result in wish.key_results:
        lines.setdefault(key_result.title, []).append(key_result.line)
    for title, found in [*lines.items(), ("", wish.bare)]:
        for line in found if len(found) > 1 else []:
            others = [str(each) for each in found[: OTHERS_TOLD + 1] if each != line][:OTHERS_TOLD]
            if more := len(found) - 1 - len(others):
                others.append(_("%(count)d more") % {"count": more})
            words = {"ref": wish.ref, "title": _short(title), "lines": _and(others)}
            text = (
                _("key result “%(title)s” of %(ref)s stands also on line %(lines)s.")
                if title
                else _("%(ref)s without a key result stands also on line %(lines)s.")
            )
            yield Fault(line, text % words)


def _unit(text: str, errors: list[str]) -> tuple[str, str]:
    """The unit and, where it is a currency, which one."""
    unit = UNITS.get(text.casefold())
    if unit is not None:
        return unit, ""
    code = SIGNS.get(text, text)
    if len(code) == 3 and code.isascii() and code.isalpha():
        return Unit.CURRENCY, code.upper()
    allowed = ", ".join(["number", "%", "days", "score", "milestone"])
    errors.append(
        _("Unit “%(text)s” is none of %(allowed)s or a currency such as EUR.")
        % {"text": _short(text), "allowed": allowed}
    )
    return Unit.NUMBER, ""


def _number(cells: dict[str, str], column: str, errors: list[str], *, percent: bool = False) -> Decimal | None:
    try:
        return numbers.parse(cells[column], percent=percent) if cells.get(column) else None
    except ValidationError as error:
        errors.extend(f"{column}: {message}" for message in error.messages)
        return None


def _weight(cells: dict[str, str], column: str, errors: list[str]) -> Decimal | None:
    """1 where the cell is blank; None where the file has no such column."""
    value = _number(cells, column, errors)
    if value is not None and value < 0:
        errors.append(_("%(column)s is 0 or more.") % {"column": column})
    return Decimal(1) if value is None and column in cells else value


def _score(cells: dict[str, str], errors: list[str]) -> Decimal | None:
    value = _number(cells, columns.SCORE, errors)
    if value is not None and not 0 <= value <= 1:
        errors.append(_("A score is between 0 and 1."))
    return None if value is None else round(value, 2)


def _confidence(value: Decimal | None, errors: list[str]) -> int | None:
    if value is None:
        return None
    if value != int(value) or not 0 <= value <= 10:
        errors.append(_("Confidence is a whole number from 0 to 10."))
    return int(value)


def _long(column: str, text: str, limit: int) -> str:
    return _("%(column)s “%(text)s” is longer than %(limit)d characters.") % {
        "column": column,
        "text": _short(text),
        "limit": limit,
    }


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _and(parts) -> str:
    return ", ".join(parts)
