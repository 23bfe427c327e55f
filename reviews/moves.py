"""What stands in the way of a move, or is overruled by it, in words: for the page before, and for the service."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.models import (
    Acknowledgement,
    Anonymity,
    CalibrationChange,
    Cycle,
    Nomination,
    Participant,
    Phase,
    Relation,
    Review,
)


@dataclass
class Checked:
    """`facts` say how it stands; each of `overruled` is something that HR decides against, with a reason."""

    facts: list[str] = field(default_factory=list)
    overruled: list[str] = field(default_factory=list)


def check(cycle: Cycle, move: str, today: date) -> Checked:
    checks = {"write": _write, "calibrate": _calibrate, "release": _release, "close": _close}
    return checks[move](cycle, today)


def _calibrate(cycle: Cycle, today: date) -> Checked:
    taking_part = cycle.participants.taking_part()
    reviews = Review.objects.filter(participant__in=taking_part.order_by().values("pk"), relation=Relation.MANAGER)
    missing = reviews.filter(state=Review.State.OPEN, version=0).count()
    people, alone = taking_part.count(), taking_part.filter(group=None).count()
    found = Checked([_("%(count)s people are in a group.") % {"count": people - alone}], _still_to_write(cycle, today))
    if missing:
        words = ngettext(
            "%(count)d manager review is not submitted: there is no rating of that person to compare.",
            "%(count)d manager reviews are not submitted: there are no ratings of these people to compare.",
            missing,
        )
        found.overruled.append(words % {"count": missing})
    if alone:
        words = ngettext(
            "%(count)d person is in no group: only HR who are named for the cycle can calibrate their rating.",
            "%(count)d people are in no group: only HR who are named for the cycle can calibrate their ratings.",
            alone,
        )
        found.overruled.append(words % {"count": alone})
    found.overruled += _reopened(reviews)
    for group in cycle.groups.filter(facilitators=None).order_by("name", "pk"):
        found.overruled.append(_("Nobody facilitates the group “%(name)s”.") % {"name": group.name})
    return found


def _still_to_write(cycle: Cycle, today: date) -> list[str]:
    due = [row.due_on for row in cycle.relations.all() if row.closed_at is None and row.due_on >= today]
    if not due or cycle.state != Cycle.State.WRITING:
        return []
    return [_("People were told that they may write until %(day)s.") % {"day": date_format(max(due), "j F Y")}]


def _reopened(reviews: QuerySet[Review]) -> list[str]:
    again = reviews.filter(state=Review.State.OPEN, version__gte=1).count()
    if not again:
        return []
    words = ngettext(
        "%(n)d reopened review is not submitted again: what was submitted before counts.",
        "%(n)d reopened reviews are not submitted again: what was submitted before counts.",
        again,
    )
    return [words % {"n": again}]


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
    found.facts += _too_few(cycle)
    begins = next((row.starts_on for row in cycle.phases.all() if row.phase == Phase.WRITING), None)
    if begins and begins > today:
        day = date_format(begins, "j F Y")
        found.overruled.append(_("People were told that writing begins on %(day)s.") % {"day": day})
    return found


def _too_few(cycle: Cycle) -> list[str]:
    """Of those with anonymous peers: fewer than would ever be shown."""
    if cycle.peers_are != Anonymity.ANONYMOUS:
        return []
    asked = Count("nominations", filter=Q(nominations__state=Nomination.State.APPROVED))
    people = cycle.participants.taking_part().order_by().alias(asked=asked)
    count = people.filter(asked__gte=1, asked__lt=cycle.threshold).count()
    if not count:
        return []
    words = ngettext(
        "%(n)d person has fewer than %(k)d peers: none of these can answer until the manager has chosen more.",
        "%(n)d people have fewer than %(k)d peers: none of these can answer until the managers have chosen more.",
        count,
    )
    return [words % {"n": count, "k": cycle.threshold}]


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
    found.overruled += _reopened(reviews) + _still_to_write(cycle, today)
    if cycle.has_calibration:
        found.overruled += _not_calibrated(cycle)
    return found


def _not_calibrated(cycle: Cycle) -> list[str]:
    if cycle.state == Cycle.State.WRITING:
        return [_("This cycle has a calibration, and it was not held.")]
    rated_since = CalibrationChange.objects.standing().filter(
        participant__cycle=cycle,
        participant__reviews__relation=Relation.MANAGER,
        participant__reviews__submitted_at__gt=F("at"),
    )
    count = rated_since.order_by().values("participant").distinct().count()
    if not count:
        return []
    words = ngettext(
        "%(count)d person was rated again by their manager after calibration changed the rating.",
        "%(count)d people were rated again by their managers after calibration changed the ratings.",
        count,
    )
    return [words % {"count": count}]


def _close(cycle: Cycle, today: date) -> Checked:
    taking_part = cycle.participants.taking_part().order_by()
    people, silent = taking_part.count(), Acknowledgement.objects.unanswered(taking_part).count()
    words = _("%(answered)s of %(people)s people said that they received it.")
    found = Checked([words % {"answered": people - silent, "people": people}])
    ends = next((row.ends_on for row in cycle.phases.all() if row.phase == Phase.RELEASE), None)
    if silent and ends and ends >= today:
        day = date_format(ends, "j F Y")
        found.overruled.append(_("People were told that they may answer until %(day)s.") % {"day": day})
    if silent:
        found.facts.append(_("Whoever said nothing is recorded as silent, and still reads their result."))
    return found
