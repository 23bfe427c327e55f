"""Requests for feedback: how one stands, until when it can be answered, and who would read the answer."""

from datetime import date, datetime, timedelta

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from feedback.models import Feedback, FeedbackRequest, RequestedAnswer
from feedback.models.request import EXPIRES_AFTER, FeedbackRequestQuerySet
from org import audience
from org.models import Employee

State = RequestedAnswer.State
FIRST_DUE = timedelta(days=7)
SHOWN = 10
# What `over` needs to know.
WITH = ("person__location", "request__asker__location", "request__about__location")


def last_day(today: date) -> date:
    """The latest that one may be asked to answer by: it expires then."""
    return today + EXPIRES_AFTER


def audience_of(request: FeedbackRequest) -> str:
    """Fixed by who asked: an answer about oneself is for the asker, one about a report for both."""
    chosen = Feedback.Audience.MANAGER if request.is_about_another else Feedback.Audience.RECIPIENT
    return chosen.value


def asker_beside(request: FeedbackRequest) -> Employee | None:
    """Who reads an answer beside the one whom it is about."""
    return request.asker if request.is_about_another else None


def over(asked: RequestedAnswer, now: datetime | None = None) -> str:
    """Why it cannot be answered any more, to the one who was asked; "" while it can. Select `WITH` with it."""
    request = asked.request
    if asked.state == State.ANSWERED:
        return _("You answered this request.")
    if asked.state == State.DECLINED:
        return _("You declined this request.")
    if asked.state == State.TAKEN_BACK:
        return _("%(name)s took this request back.") % {"name": request.asker}
    if asked.is_expired(now):
        day = date_format(asked.expires_at.astimezone(asked.person.zone), "j F Y")
        return _("This request expired on %(day)s, 30 days after you were asked.") % {"day": day}
    if request.asker.is_leaver(now):
        return _("%(name)s asked you for this and has left since.") % {"name": request.asker}
    if request.about.is_leaver(now):
        return _("%(name)s, whom it is about, has left and would never read it.") % {"name": request.about}
    return ""


def standing(asked: RequestedAnswer, now: datetime | None = None) -> str:
    """For the asker, one word of: waiting, answered, declined, taken-back, expired, left. Select `person__location`."""
    if asked.state != State.OPEN:
        return asked.state
    if asked.is_expired(now):
        return "expired"
    return "left" if asked.person.is_leaver(now) else "waiting"


def counts_as_asked(asked: RequestedAnswer, now: datetime | None = None) -> bool:
    """Of the five: who declined, left or let it expire makes room for another."""
    return standing(asked, now) in ("waiting", State.ANSWERED)


# --- lists ---


def dressed(rows: FeedbackRequestQuerySet, viewer: Employee) -> FeedbackRequestQuerySet:
    """With whom was asked and what they answered, as far as `viewer` may know; in three queries for any number."""
    asked = RequestedAnswer.objects.visible_to(viewer).select_related("person__location").order_by("pk")
    answers = Feedback.objects.visible_to(viewer).select_related("giver").order_by("sent_at", "pk")
    rows = rows.select_related("asker", "about__location")
    return rows.prefetch_related(Prefetch("asked", asked), Prefetch("answers", answers))


def tell(request: FeedbackRequest) -> None:
    """Puts `people` onto a dressed one: of each who was asked the `standing` and the `answer`, if it is there."""
    answers = {answer.giver_id: answer for answer in request.answers.all()}
    request.people = list(request.asked.all())
    for asked in request.people:
        asked.standing, asked.answer = standing(asked), answers.get(asked.person_id)


def waiting_for(viewer: Employee) -> list[RequestedAnswer]:
    """What `viewer` is asked and can answer, the one due first first."""
    rows = RequestedAnswer.objects.visible_to(viewer).filter(person=viewer).open().select_related(*WITH)
    return [asked for asked in rows.order_by("due_on", "pk") if not over(asked)]


def ended_for(viewer: Employee) -> list[RequestedAnswer]:
    """What became of the latest that `viewer` was asked; each with `why`."""
    rows = RequestedAnswer.objects.visible_to(viewer).filter(person=viewer).exclude(state=State.TAKEN_BACK)
    found = [asked for asked in rows.select_related(*WITH).order_by("-asked_at", "-pk")[: 2 * SHOWN] if over(asked)]
    for asked in found:
        asked.why = over(asked)
    return found[:SHOWN]


# --- in words ---


def readers_of_answers(*, asker: Employee, about: Employee) -> str:
    """To the asker, before and after: "Each answer is read by you, Ana Souza and the one who wrote it."."""
    people = [asker] if asker.pk == about.pk else [asker, about]
    others = [str(person) for person in people if person.pk != asker.pk]
    words = audience.join([_("you"), *others, _("the one who wrote it")])
    return _("Each answer is read by %(names)s.") % {"names": words} + " " + audience.by_special_access()


def beforehand(asker: Employee, about: Employee, chosen: list[Employee]) -> list[str]:
    """What the form says before anybody is asked: who reads the answers, who the question, and who is told."""
    words = [readers_of_answers(asker=asker, about=about)]
    if chosen:
        names = audience.names(chosen, named=len(chosen))
        words.append(_("Your question goes to %(names)s. They do not see whom else you asked.") % {"names": names})
    if about.pk != asker.pk:
        words.append(
            _("%(name)s is told that you asked, and reads your question, but not whom you asked.") % {"name": about}
        )
    return words
