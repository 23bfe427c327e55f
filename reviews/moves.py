"""What stands in the way of a move, or is overruled by it, in words: for the page before, and for the service."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.models import Cycle, Nomination, Participant, Phase, Review


@dataclass
class Checked:
    """`facts` say how it stands; each of `overruled` is something that HR decides against, with a reason."""

    facts: list[str] = field(default_factory=list)
    overruled: list[str] = field(default_factory=list)


def check(cycle: Cycle, move: str, today: date) -> Checked:
    return {"write": _write, "release": _release, "close": _close}[move](cycle, today)


def _write(cycle: Cycle, today: date) -> Checked:
    named = nomination_of(cycle.participants.taking_part())
    words = _("%(asked)s peer reviews are asked for, of %(people)s people.")
    found = Checked([words % {"asked": named.asked, "people": named.people}])
    if named.without:
        found.facts.append(
            ngettext(
                "%(n)d person has no peer yet: their manager can still choose some while peers write.",
                "%(n)d people have no peer yet: their managers can still choose some while peers write.",
                named.without,
            )
            % {"n": named.without}
        )
    if named.waiting:
        found.facts.append(
            ngettext(
                "%(n)d proposal waits for its manager, who can still decide while peers write.",
                "%(n)d proposals wait for their managers, who can still decide while peers write.",
                named.waiting,
            )
            % {"n": named.waiting}
        )
    begins = next((row.starts_on for row in cycle.phases.all() if row.phase == Phase.WRITING), None)
    if begins and begins > today:
        day = date_format(begins, "j F Y")
        found.overruled.append(_("People were told that writing begins on %(day)s.") % {"day": day})
    return found


@dataclass
class Named:
    people: int
    asked: int
    waiting: int
    without: int


def nomination_of(people: QuerySet[Participant]) -> Named:
    """How nomination stands among these: in counts. One query."""
    named = Nomination.objects.active().filter(participant=OuterRef("pk"))
    state = Nomination.State
    counted = people.order_by().aggregate(
        people=Count("pk", distinct=True),
        asked=Count("nominations", filter=Q(nominations__state=state.APPROVED)),
        waiting=Count("nominations", filter=Q(nominations__state=state.PROPOSED)),
        without=Count("pk", distinct=True, filter=~Exists(named)),
    )
    return Named(**counted)


def _release(cycle: Cycle, today: date) -> Checked:
    reviews = Review.objects.filter(participant__cycle=cycle, participant__taken_out_at=None)
    written = reviews.filter(state__in=Review.WRITTEN_STATES).count()
    still = reviews.filter(state=Review.State.OPEN, version=0).count()
    again = reviews.filter(state=Review.State.OPEN, version__gte=1).count()
    found = Checked([_("%(count)s reviews are submitted.") % {"count": written}])
    if still:
        found.overruled.append(
            ngettext(
                "%(count)d review is not submitted: it stays a draft of its writer, and nobody else will read it.",
                "%(count)d reviews are not submitted: they stay drafts of their writers; nobody else will read them.",
                still,
            )
            % {"count": still}
        )
    if again:
        words = ngettext(
            "%(n)d reopened review is not submitted again: what was submitted before counts.",
            "%(n)d reopened reviews are not submitted again: what was submitted before counts.",
            again,
        )
        found.overruled.append(words % {"n": again})
    due = [row.due_on for row in cycle.relations.all() if row.closed_at is None and row.due_on >= today]
    if due:
        day = date_format(max(due), "j F Y")
        found.overruled.append(_("People were told that they may write until %(day)s.") % {"day": day})
    return found


def _close(cycle: Cycle, today: date) -> Checked:
    people = cycle.participants.taking_part().count()
    silent = cycle.participants.taking_part().filter(acknowledgement=None).count()
    words = _("%(answered)s of %(people)s people said that they received it.")
    found = Checked([words % {"answered": people - silent, "people": people}])
    ends = next((row.ends_on for row in cycle.phases.all() if row.phase == Phase.RELEASE), None)
    if silent and ends and ends >= today:
        day = date_format(ends, "j F Y")
        found.overruled.append(_("People were told that they may answer until %(day)s.") % {"day": day})
    if silent:
        found.facts.append(_("Whoever said nothing is recorded as silent, and still reads their result."))
    return found
