"""Feedback is asked for, of one person more, and the request is taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import asking, rules
from feedback.models import FeedbackRequest, RequestedAnswer
from feedback.models.request import MOST_ASKED
from goals.models import Objective
from inbox.services import notify, take_back_all
from org.models import Employee

State = RequestedAnswer.State
ASKED, ASKED_ABOUT = "feedback-asked", "feedback-asked-about"
MOST_WAITING = 20


@dataclass(frozen=True)
class NewRequest:
    about_id: int
    question: str
    due_on: date
    objective_id: int | None = None


@transaction.atomic
def ask(
    new: NewRequest, *, by: Employee, to: Iterable[Employee], key: UUID, seen: str | None = None
) -> FeedbackRequest:
    """One request to each of `to`. The same words to the same people with the same `key` are the one that is there.

    `seen` is of whom the asker's page said that the answers are about: another is refused with the code "readers".
    """
    # The asker's row is the lock: a double click asks once, and whom they lead is read below it.
    by = Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    people = _people(to)
    key = uuid5(key, repr((new, [person.pk for person in people])))
    if there := FeedbackRequest.objects.filter(asker=by, key=key).first():
        return there
    about = Employee.objects.select_related("location").get(pk=new.about_id)
    if not rules.can_ask_about(by, about):
        raise ValidationError(_("%(name)s is not your report."), params={"name": about}, code="about")
    if about.is_leaver():
        raise ValidationError(_("%(name)s has left."), params={"name": about}, code="about")
    if seen is not None and seen != str(about.pk):
        raise ValidationError(_("It is about somebody else than the page said. Look again."), code="readers")
    _refuse(people, by, about, room=MOST_ASKED)
    _refuse_day(new.due_on, by)
    if new.objective_id and not Objective.objects.visible_to(by).filter(pk=new.objective_id).exists():
        raise ValidationError(_("This objective is not there for you any more. Choose another."), code="objective")
    request = FeedbackRequest(
        asker=by, about=about, question=new.question, objective_id=new.objective_id, key=key, asked_at=timezone.now()
    )
    request.full_clean(exclude=["asker", "about", "objective"])
    request.save()
    _send(request, people, new.due_on)
    if request.is_about_another:
        notify(about.pk, ASKED_ABOUT, request.get_absolute_url(), actor=by)
    return request


@transaction.atomic
def ask_more(request: FeedbackRequest, *, by: Employee, to: Iterable[Employee], due_on: date) -> int:
    """The same question to others too, with a day of their own. How many were asked that were not before."""
    by = Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    request = lock(request)
    if request.asker_id != by.pk:
        raise PermissionDenied
    if request.taken_back_at is not None:
        raise ValidationError(_("You took this request back. Begin a new one."), code="gone")
    if not rules.can_ask_about(by, request.about) or request.about.is_leaver():
        raise ValidationError(_("%(name)s is not your report any more."), params={"name": request.about}, code="gone")
    people, asked = _people(to), list(request.asked.select_related("person__location").order_by("pk"))
    there = {each.person_id for each in asked if each.state == State.OPEN and not each.is_expired()}
    if people and all(person.pk in there for person in people):
        return 0  # the same form once more
    before = {each.person_id: each.person for each in asked}
    if again := next((person for person in people if person.pk in before), None):
        raise ValidationError(_("%(name)s was asked already."), params={"name": again}, code="to")
    _refuse(people, by, request.about, room=MOST_ASKED - sum(map(asking.counts_as_asked, asked)))
    _refuse_day(due_on, by)
    _send(request, people, due_on)
    return len(people)


@transaction.atomic
def take_back(request: FeedbackRequest, *, by: Employee) -> bool:
    """Whoever has not answered is not asked any more, and the news of it is gone. Answers that are there stay.

    Whether it was this call that did it.
    """
    request = lock(request)
    if request.asker_id != by.pk:
        raise PermissionDenied
    if request.taken_back_at is not None:
        return False
    request.taken_back_at = timezone.now()
    request.save(update_fields=["taken_back_at"])
    rows = RequestedAnswer.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    waiting = [each for each in rows.filter(request=request, state=State.OPEN) if not each.is_expired()]
    RequestedAnswer.objects.filter(pk__in=[each.pk for each in waiting]).update(
        state=State.TAKEN_BACK, ended_at=request.taken_back_at
    )
    take_back_all(request.answer_path, person_ids=[each.person_id for each in waiting])
    erase_unanswered(request)
    return True


def erase_unanswered(request: FeedbackRequest) -> None:
    """A question that was taken back stays as long as there is an answer to it. Call it with the request locked."""
    if request.taken_back_at and request.question and not request.answers.filter(withdrawn_at=None).exists():
        request.question, request.objective = "", None
        request.save(update_fields=["question", "objective"])


def lock(request: FeedbackRequest) -> FeedbackRequest:
    """As it is now, ours until commit. Always before the rows of those who were asked."""
    rows = FeedbackRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("asker", "about__location").get(pk=request.pk)


def _people(to: Iterable[Employee]) -> list[Employee]:
    ids = [person.pk for person in to]
    return list(Employee.objects.filter(pk__in=ids).select_related("location").order_by("pk"))


def _send(request: FeedbackRequest, people: list[Employee], due_on: date) -> None:
    now = timezone.now()
    for person in people:
        RequestedAnswer.objects.create(request=request, person=person, due_on=due_on, asked_at=now)
        notify(person.pk, ASKED, request.answer_path, actor=request.asker)


def _refuse(people: list[Employee], by: Employee, about: Employee, *, room: int) -> None:
    if not people:
        raise ValidationError(_("Choose at least one person."), code="to")
    if len(people) > room:
        words = _("These are %(count)d people; five can be asked, and there is room for %(room)d.")
        raise ValidationError(words, params={"count": len(people), "room": max(room, 0)}, code="to")
    for person in people:
        if words := _why_not(person, by, about):
            raise ValidationError(words, params={"name": person}, code="to")
    waiting = RequestedAnswer.objects.open().filter(request__asker=by).count()
    if waiting + len(people) > MOST_WAITING:
        words = _("%(count)d people have not answered you yet. Take something back first, or wait for them.")
        raise ValidationError(words, params={"count": waiting}, code="to")


def _why_not(person: Employee, by: Employee, about: Employee) -> str:
    if person.pk == by.pk:
        return _("You cannot ask yourself.")
    if person.pk == about.pk:
        return _("%(name)s is whom it is about: ask others, or talk to %(name)s.")
    if person.is_leaver():
        return _("%(name)s has left and could never answer.")
    if person.hired_on is not None and person.hired_on > person.today():
        return _("%(name)s has not started here yet.")
    return ""


def _refuse_day(due_on: date, by: Employee) -> None:
    today = by.today()
    if due_on < today:
        raise ValidationError(_("This day is past. Choose today or later."), code="due_on")
    if due_on > asking.last_day(today):
        raise ValidationError(_("Choose a day within the next 30: a request expires after that."), code="due_on")
