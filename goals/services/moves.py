"""What both managers of somebody who moved say about the goals that the person had before."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goals import waiting
from goals.models import KeyResult, MoveAnswer, Objective
from goals.services import common
from goals.services.alignment import refuse_parent
from goals.services.hand_over import end, give, refuse_other_owner, tell
from goals.services.key_results import edit_key_result
from goals.services.whole import RowsRefusedError
from inbox.services import notify
from org.lines import is_in_line
from org.models import Employee
from org.moves import Move

KIND = "goals-after-move"
Answer = MoveAnswer.Answer
FORMERS = (Answer.STAYS, Answer.GIVE, Answer.CANCEL)
NEW_ONES = (Answer.CARRIES_ON, Answer.REALIGN, Answer.CANCEL)
FORMERS_OF_KEY_RESULT = (Answer.STAYS, Answer.GIVE, Answer.RETURN)
NEW_ONES_OF_KEY_RESULT = (Answer.CARRIES_ON, Answer.RETURN)


class Word(NamedTuple):
    """What is said about one objective, or about one key result in it: `owner` with GIVE, `parent` with REALIGN,
    `reason` with CANCEL."""

    objective: Objective
    answer: str
    owner: Employee | None = None
    parent: Objective | None = None
    reason: str = ""
    key_result: KeyResult | None = None


@transaction.atomic
def answer_move(person: Employee, move: Move, words: list[Word], *, by) -> int:
    """All of `words`, or none; says how many were new. The person is told once, and so is each new owner.

    Raises RowsRefusedError with every refusal.
    """
    try:
        locked = common.lock_all(*{each.objective.pk for each in words})
    except ValidationError as error:
        raise RowsRefusedError(dict.fromkeys(range(len(words)), error)) from error
    said, given, refused = 0, [], {}
    for place, word in enumerate(words):
        try:
            is_new = _say(person, move, word, locked[word.objective.pk], by)
        except ValidationError as error:
            refused[place] = error
            continue
        said += is_new
        if is_new and (keeper := _new_keeper(word, locked[word.objective.pk])):
            given.append((keeper, word.objective))
    if refused:
        raise RowsRefusedError(refused)
    if said:
        notify(person.pk, KIND, reverse("goals:moved", args=[person.pk]), actor=by)
    tell(given, by=by)
    return said


def _new_keeper(word: Word, objective: Objective) -> Employee | None:
    return objective.owner if word.answer == Answer.RETURN else word.owner


def _say(person: Employee, move: Move, word: Word, objective: Objective, by) -> bool:
    key_result = common.fresh_key_result(word.key_result, objective) if word.key_result else None
    about = {"objective": objective, "key_result": key_result}
    known = MoveAnswer.objects.filter(**about, manager=by, moved_at=move.at).first()
    owner = (key_result and key_result.owner) or objective.owner
    if known is not None:
        return _refuse_unless_same(known, word, owner)
    if word.answer not in _answers_of(by, move, word):
        raise ValidationError(_("That is for the other manager to say."), code="answer")
    refuse_other_owner(owner, person)
    if not waiting.is_asked_about(objective, move):
        raise ValidationError(_("It was made after the move; it is not asked about."), code="made-later")
    common.refuse_unless_open(objective)
    if key_result is not None:
        _act_on_key_result(word, key_result, by)
    else:
        _act(person, word, objective, by)
    parent = word.parent if word.answer == Answer.REALIGN else None
    said = {"person": person, "manager": by, "moved_at": move.at, "answer": word.answer, "parent": parent}
    MoveAnswer.objects.create(**about, **said)
    return True


def _answers_of(by, move: Move, word: Word) -> tuple[str, ...]:
    if word.key_result is not None:
        return FORMERS_OF_KEY_RESULT if by.pk == move.former_id else NEW_ONES_OF_KEY_RESULT
    return FORMERS if by.pk == move.former_id else NEW_ONES


def _refuse_unless_same(known: MoveAnswer, word: Word, owner: Employee) -> bool:
    is_same_owner = word.answer != Answer.GIVE or (word.owner is not None and owner.pk == word.owner.pk)
    parent_id = word.parent.pk if word.parent and word.answer == Answer.REALIGN else None
    if (known.answer, known.parent_id) != (word.answer, parent_id) or not is_same_owner:
        raise ValidationError(
            _("You answered already: %(answer)s."), params={"answer": known.get_answer_display()}, code="answered"
        )
    return False


def _act(person: Employee, word: Word, objective: Objective, by) -> None:
    if word.answer == Answer.GIVE:
        _refuse_other_team(word.owner, by)
        give(objective, word.owner, by=by)
    elif word.answer == Answer.CANCEL:
        end(objective, person, by=by, reason=word.reason)
    elif word.answer == Answer.REALIGN:
        _refuse_foreign_parent(word.parent, by)
        refuse_parent(objective, word.parent)


def _act_on_key_result(word: Word, key_result: KeyResult, by) -> None:
    if word.answer == Answer.GIVE:
        _refuse_other_team(word.owner, by)
        edit_key_result(key_result, by=by, owner=word.owner)
    elif word.answer == Answer.RETURN:
        edit_key_result(key_result, by=by, owner=None)


def _refuse_other_team(owner: Employee, by) -> None:
    if owner.pk != by.pk and not is_in_line(owner, by):
        raise ValidationError(
            _("%(owner)s does not work in your team; name somebody who does."), params={"owner": owner}, code="team"
        )


def _refuse_foreign_parent(parent: Objective, by) -> None:
    if parent.owner_id != by.pk:
        raise ValidationError(_("Choose one of your own objectives."), code="parent")
