"""Feedback is given."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import readers
from feedback.models import CheckIn, CompanyValue, Feedback, FeedbackReader, FeedbackRequest
from goals.models import Objective
from inbox.services import notify
from org.models import Employee

MOST_RECIPIENTS = 10
RECEIVED, SHARED, RECOGNISED = "feedback-received", "feedback-shared", "feedback-recognition"
ANSWERED = "feedback-answered"


@dataclass(frozen=True)
class NewFeedback:
    kind: str
    audience: str
    situation: str = ""
    behaviour: str = ""
    impact: str = ""
    suggestion: str = ""
    value_id: int | None = None
    objective_id: int | None = None
    check_in_id: int | None = None


@transaction.atomic
def give(
    new: NewFeedback,
    *,
    by: Employee,
    to: Iterable[Employee],
    key: UUID,
    seen: str | None = None,
    request: FeedbackRequest | None = None,
) -> list[Feedback]:
    """One feedback for each of `to`, all of them or none. The same words with the same `key` are those that are there.

    `seen` is the `readers.stamp` that the giver's page said: where others would read it by now, it is refused with the
    code "readers". An answer to a `request` goes to whom it is about, and to the asker where that is somebody else.
    """
    # The giver's row is the lock: a double click gives once, and the reporting line is read below it.
    Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    people = _recipients(to)
    key = key_of(new, key)
    there = {each.recipient_id: each for each in Feedback.objects.filter(giver=by, key=key).order_by("pk")}
    if there and all(person.pk in there for person in people):
        return _not_withdrawn(list(there.values()))
    _refuse_recipients(people, by)
    _refuse_links(new, by, people)
    asker = request.asker if request is not None and request.asker_id != request.about_id else None
    if seen is not None and seen != readers.stamp(people, new.audience, giver=by, asker=asker):
        raise ValidationError(_("Others would read it than the page said. Look again, then send it."), code="readers")
    return [there.get(person.pk) or _send(new, by, person, key, request, asker) for person in people]


def key_of(new: NewFeedback, key: UUID) -> UUID:
    """Of these words sent by that form; other words are another feedback."""
    return uuid5(key, repr(new))


def _not_withdrawn(given: list[Feedback]) -> list[Feedback]:
    if any(each.withdrawn_at for each in given):
        words = _("This was sent and withdrawn. To send it again, begin a new one, or change its words.")
        raise ValidationError(words, code="withdrawn")
    return given


def _recipients(to: Iterable[Employee]) -> list[Employee]:
    ids = [person.pk for person in to]
    return list(Employee.objects.filter(pk__in=ids).select_related("manager__location", "location").order_by("pk"))


def _refuse_recipients(people: list[Employee], by: Employee) -> None:
    if not people:
        raise ValidationError(_("Choose at least one person."), code="to")
    if len(people) > MOST_RECIPIENTS:
        raise ValidationError(
            _("These are %(count)d people; feedback goes to %(most)d at most: what is for more is news."),
            params={"count": len(people), "most": MOST_RECIPIENTS},
            code="to",
        )
    for person in people:
        if person.pk == by.pk:
            words = _("Feedback goes to somebody else. A note for yourself fits into your next check-in.")
            raise ValidationError(words, code="to")
        if person.is_leaver():
            words = _("%(name)s has left and would never read it.")
            raise ValidationError(words, params={"name": person}, code="to")


def _refuse_links(new: NewFeedback, by: Employee, people: list[Employee]) -> None:
    """A link leads to what the giver may read; who may not read it there is not shown it."""
    if new.audience == Feedback.Audience.EVERYONE and new.kind != Feedback.Kind.PRAISE:
        raise ValidationError(_("Only praise can be for everyone."), code="audience")
    in_use = set(CompanyValue.objects.in_use().order_by("pk").values_list("pk", flat=True))
    if new.value_id is not None and new.value_id not in in_use:
        raise ValidationError(_("This value is not in use any more. Choose another."), code="value")
    if new.audience == Feedback.Audience.EVERYONE and in_use and new.value_id is None:
        raise ValidationError(_("Say which value it showed: recognition is found by it."), code="value")
    if new.objective_id and not Objective.objects.visible_to(by).filter(pk=new.objective_id).exists():
        raise ValidationError(_("This objective is not there for you any more. Choose another."), code="objective")
    if new.check_in_id and not CheckIn.objects.visible_to(by).filter(pk=new.check_in_id).exists():
        raise ValidationError(_("This check-in is not there for you any more. Choose another."), code="check_in")


def _send(new: NewFeedback, by, person, key, request, asker) -> Feedback:
    feedback = Feedback(giver=by, recipient=person, key=key, request=request, sent_at=timezone.now(), **asdict(new))
    feedback.full_clean(exclude=["giver", "recipient", "value", "objective", "check_in", "request"])
    feedback.save()
    named = readers.named(person, new.audience, giver=by, asker=asker)
    FeedbackReader.objects.bulk_create(
        FeedbackReader(feedback=feedback, person=each.person, named_as=each.named_as) for each in named
    )
    for each in named:
        notify(each.person.pk, _news_for(each, feedback, request), feedback.get_absolute_url(), actor=by)
    return feedback


def _news_for(reader: readers.Reader, feedback: Feedback, request: FeedbackRequest | None) -> str:
    if request is not None and reader.person.pk == request.asker_id:
        return ANSWERED
    if reader.named_as != FeedbackReader.As.RECIPIENT:
        return SHARED
    return RECOGNISED if feedback.is_recognition else RECEIVED


def lock(feedback: Feedback) -> Feedback:
    """As it is now, ours until commit: who replies and who withdraws wait for each other."""
    rows = Feedback.objects.select_for_update(of=("self",), no_key=True).select_related("giver", "recipient")
    return rows.get(pk=feedback.pk)
