"""Edits of a draft that somebody suggests, and what its owner makes of them. Nothing of either side is lost."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goals import numbers
from goals.models import KeyResult, Objective, SuggestedEdit, Suggestion
from goals.services import common
from goals.services.agreement import refuse_other_version, refuse_unless_draft
from goals.services.key_results import add_key_result, edit_key_result, validate
from goals.services.objectives import edit_objective
from inbox.services import notify
from org.imports.cells import clean

OWN = ("title", "description")
OF_KEY_RESULT = ("title", "baseline", "target", "weight")
NUMBERS = ("baseline", "target", "weight")
OF_NEW = ("title", "unit", "currency", "baseline", "target", "weight")


class Wish(NamedTuple):
    """A key result as somebody would have it; `key_result` None adds one. `place` is its row on the page."""

    place: int
    key_result: KeyResult | None
    values: dict


@transaction.atomic
def suggest(
    objective: Objective,
    *,
    by,
    version: int,
    title: str,
    description: str,
    wishes: Iterable[Wish] = (),
    word: str = "",
    form: UUID | None = None,
) -> Suggestion:
    """Keeps what differs from the draft that the writer saw as `version`. A refusal may carry `row`, as in `whole`.

    `form` stands for what was sent: sent again it is the suggestion that is there.
    """
    objective = common.lock(objective.pk)
    there = Suggestion.objects.filter(made_by_form=form).first() if form else None
    if there is not None:
        return there
    refuse_unless_draft(objective)
    refuse_other_version(objective, version)
    edits = [*_own_edits(objective, clean(title), description), *_edits_of(objective, wishes)]
    if not edits:
        raise ValidationError(_("Nothing is suggested yet. Change a word or a number."), code="unchanged")
    suggestion = Suggestion(objective=objective, author=by, version=version, at=timezone.now(), word=word.strip())
    suggestion.made_by_form = form
    suggestion.full_clean()
    suggestion.save()
    for edit in edits:
        edit.suggestion = suggestion
    SuggestedEdit.objects.bulk_create(edits)
    notify(objective.owner_id, "goal-suggested", objective.get_absolute_url(), actor=by)
    return suggestion


@transaction.atomic
def take(suggestion: Suggestion, *, by, version: int, edits: Iterable[int] | None = None) -> Suggestion:
    """Writes the chosen edits (ids; all that are left where None) into the draft, of which the owner saw `version`."""
    suggestion = _locked(suggestion, version)
    left = [each for each in suggestion.edits.select_related("key_result") if not each.is_taken]
    wanted = left if edits is None else [each for each in left if each.pk in set(edits)]
    if not wanted:
        raise ValidationError(_("Tick what you want to take."), code="nothing")
    if gone := next((each for each in wanted if is_gone(each)), None):
        raise ValidationError(
            _("“%(title)s” was removed meanwhile; it cannot be changed any more."),
            params={"title": gone.about},
            code="gone",
        )
    _write(suggestion.objective, wanted, by)
    SuggestedEdit.objects.filter(pk__in=[each.pk for each in wanted]).update(is_taken=True)
    if len(wanted) == len(left):
        _close(suggestion, Suggestion.State.TAKEN, by=by)
    return suggestion


@transaction.atomic
def decline(suggestion: Suggestion, *, by, answer: str) -> Suggestion:
    """The owner leaves the rest of it as it is, and says why."""
    if not answer.strip():
        raise ValidationError({"answer": _("Say in a few words why not.")})
    suggestion = _locked(suggestion)
    _close(suggestion, Suggestion.State.DECLINED, by=by, answer=answer.strip())
    return suggestion


@transaction.atomic
def take_back(suggestion: Suggestion, *, by) -> None:
    """Its author withdraws it: nothing of it stays."""
    _locked(suggestion).delete()


def is_gone(edit: SuggestedEdit) -> bool:
    """It is about a key result that was removed."""
    return bool(edit.field and edit.about) and edit.key_result_id is None


def current_of(objective: Objective, edit: SuggestedEdit) -> str:
    """What stands in the draft now where the edit would write."""
    record = edit.key_result if edit.about else objective
    return "" if record is None or edit.is_new else text_of(getattr(record, edit.field))


def text_of(value) -> str:
    """As it is compared: browsers send other line ends than the ones that are stored."""
    return numbers.plain(value) if isinstance(value, Decimal) else str(value).replace("\r\n", "\n").strip()


def _own_edits(objective: Objective, title: str, description: str) -> list[SuggestedEdit]:
    wanted = {"title": title, "description": description}
    probe = Objective.objects.get(pk=objective.pk)
    for name, value in wanted.items():
        setattr(probe, name, value)
    probe.clean_fields(exclude=[field.name for field in Objective._meta.fields if field.name not in OWN])
    return _differing(objective, wanted)


def _edits_of(objective: Objective, wishes: Iterable[Wish]) -> list[SuggestedEdit]:
    edits = []
    for wish in wishes:
        try:
            edits += _changes(objective, wish) if wish.key_result else [_addition(objective, wish.values)]
        except ValidationError as error:
            error.row = wish.place
            raise
    return edits


def _changes(objective: Objective, wish: Wish) -> list[SuggestedEdit]:
    known = common.fresh_key_result(wish.key_result, objective)
    wanted = {name: wish.values[name] for name in OF_KEY_RESULT} | {"title": clean(wish.values["title"])}
    edits = _differing(known, wanted)
    for edit in edits:
        edit.key_result, edit.about = known, known.title
    changed = common.fresh_key_result(known, objective)
    for name, value in wanted.items():
        setattr(changed, name, value)
    validate(changed)
    return edits


def _addition(objective: Objective, values: dict) -> SuggestedEdit:
    new = KeyResult(objective=objective, **{name: values[name] for name in OF_NEW} | {"title": clean(values["title"])})
    validate(new)
    return SuggestedEdit(about=new.title, values={name: text_of(getattr(new, name)) for name in OF_NEW})


def _differing(record, wanted: dict) -> list[SuggestedEdit]:
    pairs = {name: (text_of(getattr(record, name)), text_of(value)) for name, value in wanted.items()}
    return [SuggestedEdit(field=name, old=old, new=new) for name, (old, new) in pairs.items() if old != new]


def _locked(suggestion: Suggestion, version: int | None = None) -> Suggestion:
    """The suggestion as it is now, on its locked draft; whoever answers one holds that lock."""
    objective = common.lock(suggestion.objective_id)
    refuse_unless_draft(objective)
    fresh = Suggestion.objects.filter(pk=suggestion.pk).select_related("author").first()
    if fresh is None:
        raise ValidationError(_("Whoever suggested this has withdrawn it meanwhile."), code="gone")
    if fresh.state != Suggestion.State.OPEN:
        raise ValidationError(_("This suggestion is answered already."), code="answered")
    if version is not None:
        refuse_other_version(objective, version)
    fresh.objective = objective
    return fresh


def _write(objective: Objective, edits: list[SuggestedEdit], by) -> None:
    own: dict[str, Any] = {each.field: each.new for each in edits if each.field and not each.about}
    if own:
        edit_objective(objective, by=by, **own)
    rows: dict[int, dict] = {}
    for each in edits:
        if each.key_result_id:
            rows.setdefault(each.key_result_id, {})[each.field] = value_of(each.field, each.new)
    for pk, fields in rows.items():
        edit_key_result(KeyResult(pk=pk, objective_id=objective.pk), by=by, **fields)
    for each in edits:
        if each.is_new:
            add_key_result(objective, by=by, **{name: value_of(name, text) for name, text in each.values.items()})


def value_of(field: str, text: str) -> Any:
    return Decimal(text) if field in NUMBERS else text


def _close(suggestion: Suggestion, state: str, *, by, answer: str = "") -> None:
    suggestion.state, suggestion.answer, suggestion.answered_at = state, answer, timezone.now()
    suggestion.full_clean()
    suggestion.save(update_fields=["state", "answer", "answered_at"])
    notify(suggestion.author_id, "goal-suggestion-answered", suggestion.get_absolute_url(), actor=by)
