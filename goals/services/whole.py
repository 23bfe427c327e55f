"""What one page writes at once: an objective with its key results, and updates of several key results.

All or nothing. A refusal carries `row`, the place of the row that it is about, where it is about one.
"""

from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from goals.models import KeyResult, Objective, ProgressUpdate
from goals.services import common
from goals.services.key_results import add_key_result, edit_key_result, remove_key_result
from goals.services.objectives import create_objective, edit_objective
from goals.services.updates import update
from org.models import Employee


class Row(NamedTuple):
    """A key result as written on the page; `values` None takes it away, `key_result` None adds it."""

    place: int
    key_result: KeyResult | None
    values: dict | None


class News(NamedTuple):
    """What a key result stands at, as written on the page that showed the update `seen` (0: none) as its newest."""

    key_result: KeyResult
    seen: int
    value: Decimal
    confidence: int | None = None
    comment: str = ""
    day: date | None = None


@contextmanager
def _about(place: int):
    try:
        yield
    except ValidationError as error:
        error.row = place
        raise


@transaction.atomic
def create_with_key_results(rows: list[Row], *, by, form: UUID | None = None, **fields) -> Objective:
    """`form` stands for what was sent (`goals.views.common.sent_form`): sent again it is what was made of it then."""
    # The writer's row is the lock: of a double click the second finds what the first made.
    Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    there = Objective.objects.filter(made_by_form=form).first() if form else None
    if there is not None:
        return there
    objective = create_objective(by=by, made_by_form=form, **fields)
    _write(rows, objective, by)
    return objective


@transaction.atomic
def edit_with_key_results(
    objective: Objective, rows: list[Row], *, by, version: int, form: UUID | None = None, **fields
) -> Objective:
    """Refused, as a whole, where somebody else saved since `version`. The same `form` sent again is saved already."""
    objective = common.lock(objective.pk)
    if form is not None and objective.saved_by_form == form:
        return objective
    objective = edit_objective(objective, by=by, version=version, **fields)
    _write(rows, objective, by)
    Objective.objects.filter(pk=objective.pk).update(saved_by_form=form)
    return objective


def _write(rows, objective, by) -> None:
    # What goes makes room for the title of what comes.
    for row in sorted(rows, key=lambda row: row.values is not None):
        with _about(row.place):
            if row.values is None:
                remove_key_result(row.key_result, by=by)
            elif row.key_result is None:
                add_key_result(objective, by=by, **row.values)
            else:
                edit_key_result(row.key_result, by=by, **row.values)


class RowsRefusedError(ValidationError):
    """What was refused, by the place of the row that it is about."""

    def __init__(self, rows: dict[int, ValidationError]):
        super().__init__([error for each in rows.values() for error in each.error_list], code="rows")
        self.rows = rows


@transaction.atomic
def record(news: list[News], *, by) -> list[ProgressUpdate]:
    """Records each of `news`, once: the same sent twice finds itself recorded and writes nothing more.

    Refused where somebody else recorded a value since the page was shown, so that nobody overwrites what they have
    not seen. Both are decided with the rows of all the objectives locked. Raises RowsRefusedError with every refusal.
    """
    recorded, refused = [], {}
    try:
        common.lock_all(*{each.key_result.objective_id for each in news})
    except ValidationError as error:
        raise RowsRefusedError(dict.fromkeys(range(len(news)), error)) from error
    since = _since(news)
    for place, each in enumerate(news):
        later = since.get(each.key_result.pk, [])
        already = next((known for known in later if _says_the_same(known, each, by)), None)
        try:
            recorded.append(already or _record(each, later, by))
        except ValidationError as error:
            refused[place] = error
    if refused:
        raise RowsRefusedError(refused)
    return recorded


def _since(news: list[News]) -> dict[int, list[ProgressUpdate]]:
    """What was recorded on each key result after the page was shown, the oldest first. One query."""
    seen = {each.key_result.pk: each.seen for each in news}
    written = ProgressUpdate.objects.filter(
        key_result__in=seen, pk__gt=min(seen.values(), default=0), strike=None
    ).select_related("author")
    found: dict[int, list[ProgressUpdate]] = {}
    for each in written.order_by("pk"):
        if each.pk > seen[each.key_result_id]:
            found.setdefault(each.key_result_id, []).append(each)
    return found


def _record(news: News, since: list[ProgressUpdate], by) -> ProgressUpdate:
    if since:
        raise ValidationError(
            _("%(person)s recorded another value meanwhile. Look at it, then save yours again if it still holds."),
            params={"person": since[-1].author},
            code="changed",
        )
    return update(
        news.key_result, by=by, value=news.value, confidence=news.confidence, comment=news.comment, day=news.day
    )


def _says_the_same(known: ProgressUpdate, news: News, by) -> bool:
    return (
        known.author_id == by.pk
        and known.value == news.value
        and known.confidence == news.confidence
        and known.comment == news.comment.strip()
        and known.day == (news.day or by.today())
    )
