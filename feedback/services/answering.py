"""A request for feedback is answered or declined; what comes too late goes on as ordinary feedback."""

from dataclasses import replace
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from drafts import services as drafts
from drafts.models import Draft
from drafts.tickets import Ticket, new_token
from feedback import asking
from feedback.models import Feedback, FeedbackRequest, RequestedAnswer
from feedback.models.feedback import PROMPTS
from feedback.services.asking import erase_unanswered, lock
from feedback.services.giving import NewFeedback, give, key_of
from goals.models import Objective
from inbox.services import notify, take_back_all
from org.models import Employee

State = RequestedAnswer.State
DECLINED = "feedback-declined"


class OverError(ValidationError):
    """It cannot be answered any more. What was typed goes back to who typed it."""

    def __init__(self, asked: RequestedAnswer):
        super().__init__(asking.over(asked), code="over")


@transaction.atomic
def answer(asked: RequestedAnswer, new: NewFeedback, *, by: Employee, key: UUID, seen: str | None = None) -> Feedback:
    """Feedback to whom it is about, and to the asker where that is somebody else. The same sent again is one answer.

    Audience and objective of `new` are the request's. `seen` as in `give`.
    """
    asked = _locked(asked)
    if asked.person_id != by.pk:
        raise PermissionDenied
    request = asked.request
    new = replace(new, audience=asking.audience_of(request), objective_id=_objective(request, by))
    if asked.state == State.ANSWERED and (there := _same(request, new, by, key)):
        return there
    if asking.over(asked):
        raise OverError(asked)
    (given,) = give(new, by=by, to=[request.about], key=key, seen=seen, request=request)
    _end(asked, State.ANSWERED)
    return given


@transaction.atomic
def decline(asked: RequestedAnswer, *, by: Employee, reason: str = "") -> bool:
    """The asker sees it, with the reason where there is one. Whether it was this call that did it."""
    asked = _locked(asked)
    if asked.person_id != by.pk:
        raise PermissionDenied
    if asked.state == State.DECLINED:
        return False
    if asking.over(asked):
        raise OverError(asked)
    asked.reason = reason
    asked.full_clean(exclude=["request", "person"], validate_constraints=False)
    _end(asked, State.DECLINED)
    notify(asked.request.asker_id, DECLINED, asked.request.get_absolute_url(), actor=by)
    return True


@transaction.atomic
def keep_as_feedback(asked: RequestedAnswer, words: dict[str, str], *, by: Employee, place: str) -> Draft:
    """What was written for a request that is over becomes a draft of ordinary feedback, to whom the answer would go.

    Drafts of `place`, the answer's, that say the same end; others stay. Where that person has left, it goes to nobody
    yet: the giver chooses.
    """
    if asked.person_id != by.pk:
        raise PermissionDenied
    about = asked.request.about
    to = [] if about.is_leaver() else [str(about.pk)]
    key = f"feedback:{to[0]}:to" if to else "feedback:new"
    path = reverse("giving:give") + (f"?to={to[0]}" if to else "")
    fields = {name: [text] for name, text in words.items()} | {"to": to, "audience": [Feedback.Audience.RECIPIENT]}
    kept = drafts.save(Ticket(by.pk, key, new_token(), path), drafts.Typed(fields), by=by)
    for draft in Draft.objects.visible_to(by).at(place):
        if _text_of({name: "".join(texts) for name, texts in draft.fields.items()}) == _text_of(words):
            drafts.discard(draft, by=by)
    return kept


def _text_of(words: dict[str, str]) -> list[str]:
    """A browser's script and its form end their lines differently."""
    return ["\n".join(words.get(name, "").splitlines()) for name in PROMPTS]


def open_again(feedback: Feedback) -> None:
    """An answer was withdrawn: it waits once more, or is taken back as the others were. In that transaction."""
    if feedback.request_id is None:
        return
    request = lock(FeedbackRequest(pk=feedback.request_id))
    rows = RequestedAnswer.objects.select_for_update(of=("self",), no_key=True)
    for asked in rows.filter(request=request, person=feedback.giver_id, state=State.ANSWERED):
        asked.state = State.TAKEN_BACK if request.taken_back_at else State.OPEN
        asked.ended_at = request.taken_back_at
        asked.save(update_fields=["state", "ended_at"])
    erase_unanswered(request)


def _locked(asked: RequestedAnswer) -> RequestedAnswer:
    """As it is now, ours until commit."""
    rows = RequestedAnswer.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related(*asking.WITH).get(pk=asked.pk)


def _end(asked: RequestedAnswer, state: str) -> None:
    asked.state, asked.ended_at = state, timezone.now()
    asked.save(update_fields=["state", "ended_at", "reason"])
    take_back_all(asked.request.answer_path, person_ids=[asked.person_id])


def _objective(request: FeedbackRequest, giver: Employee) -> int | None:
    """The request's, if who answers may read it."""
    known = Objective.objects.visible_to(giver).filter(pk=request.objective_id)
    return request.objective_id if request.objective_id and known.exists() else None


def _same(request: FeedbackRequest, new: NewFeedback, giver: Employee, key: UUID) -> Feedback | None:
    there = request.answers.filter(giver=giver, withdrawn_at=None, key=key_of(new, key))
    return there.order_by("pk").first()
