"""Which texts special access can open, and what stands in each.

Not among them, whoever asks: private notes, what somebody tapped of how it goes, drafts, and what is anonymous or
sealed. A new kind of text is one entry
of `KINDS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import AgendaItem, Blocker, CheckIn, Feedback, FeedbackRequest
from org.models import Employee


@dataclass(frozen=True)
class Passage:
    """One text of an item: what it is, what stands there, and who wrote it."""

    heading: str
    text: str
    author: Employee


@dataclass(frozen=True)
class Kind:
    slug: str
    one: str | Promise
    several: str | Promise
    # The items that concern a person, as their texts are shown: the newest first.
    of: Callable[[Employee], QuerySet]
    # What one is called in the list, before it is opened: that gives away neither words nor who gave whom feedback.
    line: Callable[[Any, Employee], str]
    # What it is called once it is opened.
    title: Callable[[Any], str]
    at: Callable[[Any], datetime | None]
    passages: Callable[[Any], list[Passage]]


# In these somebody may have written something.
_WRITTEN = [CheckIn.State.PREPARED, *CheckIn.ENDED_STATES]


def _check_ins(person: Employee) -> QuerySet:
    points = AgendaItem.objects.open().filter(employee=OuterRef("employee"), manager=OuterRef("manager"))
    written = Q(state__in=_WRITTEN) | Exists(points)
    return _newest_first(CheckIn.objects.filter(written, employee=person))


def _led(person: Employee) -> QuerySet:
    """Those that the person held as the manager: only what they themselves wrote there is theirs."""
    return _newest_first(CheckIn.objects.filter(manager=person, state__in=CheckIn.ENDED_STATES))


def _newest_first(check_ins: QuerySet) -> QuerySet:
    return check_ins.select_related("employee", "manager").order_by("-due_on", "-pk")


def _passages_of_check_in(check_in: CheckIn) -> list[Passage]:
    employee = check_in.employee
    found = [
        Passage(_("How it goes"), check_in.how_it_goes, employee),
        Passage(_("What is in my way"), check_in.in_my_way, employee),
        Passage(_("What I need"), check_in.what_i_need, employee),
    ]
    answers = check_in.asked.select_related("question").order_by("pk")
    found += [Passage(each.question.text, each.answer, employee) for each in answers]
    found += [Passage(_("Agenda"), point.text, employee) for point in _points(check_in, employee)]
    return [passage for passage in found if passage.text] + _passages_of_manager(check_in)


def _points(check_in: CheckIn, author: Employee) -> QuerySet:
    """Of the agenda, what `author` brought up: what was talked about there or, while it is open, is going to be."""
    points = AgendaItem.objects.filter(author=author)
    if check_in.is_open:
        return points.open().filter(employee=check_in.employee, manager=check_in.manager)
    return points.filter(check_in=check_in)


def _passages_of_manager(check_in: CheckIn) -> list[Passage]:
    manager = check_in.manager
    found = [
        Passage(_("What went well"), check_in.went_well, manager),
        Passage(_("What is in the way"), check_in.in_the_way, manager),
        Passage(_("Why it was skipped"), check_in.skip_reason, manager),
    ]
    agreed = check_in.actions_agreed.select_related("owner").order_by("pk")
    found += [Passage(_("Agenda"), point.text, manager) for point in _points(check_in, manager)]
    found += [Passage(_("Agreed, for %(name)s") % {"name": each.owner}, each.text, manager) for each in agreed]
    return [passage for passage in found if passage.text]


def _blockers(person: Employee) -> QuerySet:
    return Blocker.objects.filter(raised_by=person).select_related("raised_by").order_by("-raised_at", "-pk")


def _passages_of_blocker(blocker: Blocker) -> list[Passage]:
    found = [
        Passage(_("What blocks"), blocker.text, blocker.raised_by),
        Passage(_("What may be shown one level up"), blocker.text_upward, blocker.raised_by),
    ]
    notes = blocker.notes.select_related("author").order_by("written_at", "pk")
    found += [Passage(_("What was done about it"), note.text, note.author) for note in notes]
    return [passage for passage in found if passage.text]


def _feedback(person: Employee) -> QuerySet:
    """Given and received. Recognition is everyone's, and what was withdrawn is nobody's."""
    rows = Feedback.objects.filter(Q(giver=person) | Q(recipient=person), withdrawn_at=None)
    rows = rows.exclude(audience=Feedback.Audience.EVERYONE)
    return rows.select_related("giver", "recipient").order_by("-sent_at", "-pk")


def _passages_of_feedback(feedback: Feedback) -> list[Passage]:
    found = [Passage(label, text, feedback.giver) for label, text in feedback.parts]
    replies = feedback.replies.select_related("author").order_by("written_at", "pk")
    return found + [Passage(_("Reply"), reply.text, reply.author) for reply in replies]


def _feedback_line(feedback: Feedback, person: Employee) -> str:
    words = _("Feedback that %(name)s gave") if feedback.giver == person else _("Feedback to %(name)s")
    return words % {"name": person}


def _feedback_title(feedback: Feedback) -> str:
    return _("Feedback of %(giver)s to %(recipient)s") % {"giver": feedback.giver, "recipient": feedback.recipient}


def _requests(person: Employee) -> QuerySet:
    """What this person asked, and why others declined to answer it. Their answers are feedback."""
    asked = FeedbackRequest.objects.filter(asker=person).exclude(Q(question="") & ~Q(asked__reason__gt=""))
    return asked.select_related("asker").order_by("-asked_at", "-pk")


def _passages_of_request(request: FeedbackRequest) -> list[Passage]:
    found = [Passage(_("Question"), request.question, request.asker)] if request.question else []
    declined = request.asked.exclude(reason="").select_related("person").order_by("pk")
    return found + [Passage(_("Why it was declined"), each.reason, each.person) for each in declined]


def _request_title(request: FeedbackRequest) -> str:
    return _("Feedback that %(name)s asked for") % {"name": request.asker}


def _blocker_title(blocker: Blocker) -> str:
    return _("Blocker raised by %(name)s") % {"name": blocker.raised_by}


def _check_in_line(check_in: CheckIn, _person: Employee) -> str:
    return _check_in_title(check_in)


def _check_in_title(check_in: CheckIn) -> str:
    return _("Check-in of %(employee)s with %(manager)s") % {
        "employee": check_in.employee,
        "manager": check_in.manager,
    }


KINDS = {
    kind.slug: kind
    for kind in [
        Kind(
            "check-in",
            gettext_lazy("Check-in"),
            gettext_lazy("Check-ins"),
            _check_ins,
            _check_in_line,
            _check_in_title,
            lambda check_in: check_in.held_on or check_in.due_on,
            _passages_of_check_in,
        ),
        Kind(
            "led",
            gettext_lazy("What a manager wrote in a check-in"),
            gettext_lazy("Written as manager"),
            _led,
            _check_in_line,
            _check_in_title,
            lambda check_in: check_in.held_on or check_in.due_on,
            _passages_of_manager,
        ),
        Kind(
            "feedback",
            gettext_lazy("Feedback"),
            gettext_lazy("Feedback"),
            _feedback,
            _feedback_line,
            _feedback_title,
            lambda feedback: feedback.sent_at,
            _passages_of_feedback,
        ),
        Kind(
            "request",
            gettext_lazy("Request for feedback"),
            gettext_lazy("Asked for"),
            _requests,
            lambda request, _person: _request_title(request),
            _request_title,
            lambda request: request.asked_at,
            _passages_of_request,
        ),
        Kind(
            "blocker",
            gettext_lazy("Blocker"),
            gettext_lazy("Blockers"),
            _blockers,
            lambda blocker, _person: _blocker_title(blocker),
            _blocker_title,
            lambda blocker: blocker.raised_at,
            _passages_of_blocker,
        ),
    ]
}


def authors(passages: list[Passage]) -> list[Employee]:
    return list({passage.author.pk: passage.author for passage in passages}.values())


# What is read otherwise than by special access, and stands in the same record.
_EXPORTS = {"review-results": gettext_lazy("review results, in an export")}


def one_of(kind: str) -> str:
    """The words for a kind in the reading record."""
    return str(KINDS[kind].one if kind in KINDS else _EXPORTS.get(kind, kind))
