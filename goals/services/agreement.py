"""A draft on its way to what its owner and their manager agreed. Each step speaks of one version of the draft."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from goals import agreement
from goals.models import DraftStep, Objective
from goals.services import common
from goals.services.states import activate
from inbox.services import notify


@transaction.atomic
def submit(objective: Objective, *, by, version: int, word: str = "") -> DraftStep:
    """The owner agrees to the draft as it stands, and asks the direct manager to."""
    objective = common.lock(objective.pk)
    common.refuse_leaver(objective.owner)
    step = _step(objective, "submit", by=by, version=version, word=word)
    notify(objective.owner.manager_id, "goal-submitted", objective.get_absolute_url(), actor=by)
    return step


@transaction.atomic
def withdraw(objective: Objective, *, by, version: int) -> DraftStep:
    return _step(common.lock(objective.pk), "withdraw", by=by, version=version)


@transaction.atomic
def send_back(objective: Objective, *, by, version: int, word: str) -> DraftStep:
    """The manager does not agree yet, and says why."""
    if not word.strip():
        raise ValidationError({"word": _("Say in a few words what should change.")})
    objective = common.lock(objective.pk)
    step = _step(objective, "send_back", by=by, version=version, word=word)
    notify(objective.owner_id, "goal-returned", objective.get_absolute_url(), actor=by)
    return step


@transaction.atomic
def agree(objective: Objective, *, by, version: int) -> Objective:
    """The manager agrees to what the owner submitted: with that it is active, and both are told."""
    objective = common.lock(objective.pk)
    _step(objective, "agree", by=by, version=version)
    path = objective.get_absolute_url()
    notify(objective.owner_id, "goal-agreed", path, actor=by)
    notify(by.pk, "goal-agreed-by-me", path, actor=objective.owner)
    return activate(objective, by=by)


def _step(objective: Objective, move: str, *, by, version: int, word: str = "") -> DraftStep:
    """Takes the locked draft through one move of the table, by who may today and has seen this version."""
    row = agreement.MOVES[move]
    refuse_unless_draft(objective)
    if not agreement.is_for_two(objective) or not agreement.is_the(by, row.who, objective):
        raise ValidationError(
            _("Only %(who)s can do that, and %(owner)s has another manager now. Look again.")
            if row.who == agreement.Who.MANAGER
            else _("It has no manager to agree with, or it is not yours any more. Look again."),
            params={"who": row.who.label, "owner": objective.owner},
            code="who",
        )
    refuse_other_version(objective, version)
    if not agreement.allows(objective, move):
        raise ValidationError(str(row.refusal), code="stage")
    step = DraftStep(objective=objective, kind=row.kind, version=version, by=by, at=timezone.now(), word=word.strip())
    step.full_clean()
    step.save()
    return step


def refuse_unless_draft(objective: Objective) -> None:
    if objective.state != Objective.State.DRAFT:
        raise ValidationError(
            _("This objective is no draft any more; it is %(state)s."),
            params={"state": objective.state_in_words()},
            code="state",
        )


def refuse_other_version(objective: Objective, version: int) -> None:
    if objective.version != version:
        raise ValidationError(
            _("The draft was changed meanwhile. Look at what stands there now, then decide."), code="changed"
        )
