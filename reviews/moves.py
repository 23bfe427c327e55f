"""What stands in the way of a move, or is overruled by it, in words: for the page before, and for the service."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from org.models import Employee, Organization
from org.zones import zone
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
from reviews.models.setting_up import not_about

NAMED = 20


@dataclass
class Checked:
    """`facts` say how it stands; each of `overruled` is something that HR decides against, with a reason."""

    facts: list[str] = field(default_factory=list)
    overruled: list[str] = field(default_factory=list)
    # Before a release: of what kind each of `overruled` is and how many it concerns; whom, as far as it is to be named.
    counts: dict[str, int] = field(default_factory=dict)
    people: dict[str, list[Participant]] = field(default_factory=dict)

    def object(self, kind: str, words: str, count: int, people: Iterable[Participant] = ()) -> None:
        self.overruled.append(words)
        self.counts[kind] = count
        self.people[words] = list(people)

    @property
    def told(self) -> list[tuple[str, list[Participant]]]:
        return [(words, self.people.get(words, [])) for words in self.overruled]


def check(cycle: Cycle, move: str, today: date) -> Checked:
    checks = {"write": _write, "calibrate": _calibrate, "release": _release_all, "close": _close}
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


def _release_all(cycle: Cycle, today: date) -> Checked:
    return of_release(cycle, cycle.participants.waiting(), today)


def of_release(
    cycle: Cycle, people: QuerySet[Participant], day: date, viewer: Employee | None = None
) -> Checked:
    """Before the results of these people are opened on this day. Names none to a viewer who may not decide about them;
    without a viewer it names nobody.
    """
    those = people.order_by().values("pk")
    reviews = Review.objects.filter(participant__in=those)
    written = reviews.filter(state__in=Review.WRITTEN_STATES).count()
    found = Checked([_("%(count)s reviews are submitted.") % {"count": written}])
    missing = reviews.filter(state=Review.State.OPEN, version=0)
    if still := missing.count():
        words = ngettext(
            "%(count)d review is not submitted: it stays a draft of its writer, and nobody else will read it.",
            "%(count)d reviews are not submitted: they stay drafts of their writers; nobody else will read them.",
            still,
        )
        found.object("missing", words % {"count": still}, still, _named(people, missing.values("participant"), viewer))
    again = reviews.filter(state=Review.State.OPEN, version__gte=1)
    for words in _reopened(reviews):
        found.object("reopened", words, again.count(), _named(people, again.values("participant"), viewer))
    for words in _still_to_write(cycle, day):
        found.object("writing", words, 1)
    if cycle.has_calibration:
        _uncalibrated(cycle, people, viewer, found)
    return found


def _named(people: QuerySet[Participant], wanted: QuerySet, viewer: Employee | None) -> list[Participant]:
    """Those of the people whose ids are `wanted`, without the viewer and their manager."""
    if viewer is None:
        return []
    known = people.filter(not_about(viewer, "subject"), pk__in=wanted.order_by())
    return list(known.select_related("subject").order_by("subject__last_name", "subject__first_name", "pk")[:NAMED])


def _uncalibrated(cycle: Cycle, people: QuerySet[Participant], viewer: Employee | None, found: Checked) -> None:
    if cycle.state == Cycle.State.WRITING:
        found.object("not held", _("This cycle has a calibration, and it was not held."), 1)
        return
    alone = people.filter(group=None)
    if count := alone.count():
        words = ngettext(
            "%(count)d person is in no group: nobody compared their rating with others.",
            "%(count)d people are in no group: nobody compared their ratings with others.",
            count,
        )
        found.object("alone", words % {"count": count}, count, _named(people, alone.values("pk"), viewer))
    standing = CalibrationChange.objects.standing().filter(participant__in=people.order_by().values("pk"))
    rated_since = standing.filter(
        participant__reviews__relation=Relation.MANAGER, participant__reviews__submitted_at__gt=F("at")
    )
    if count := rated_since.order_by().values("participant").distinct().count():
        words = ngettext(
            "%(count)d person was rated again by their manager after calibration changed the rating.",
            "%(count)d people were rated again by their managers after calibration changed the ratings.",
            count,
        )
        known = _named(people, rated_since.values("participant"), viewer)
        found.object("rated again", words % {"count": count}, count, known)
    _changed_late(cycle, people, standing, viewer, found)


def _changed_late(
    cycle: Cycle, people: QuerySet[Participant], standing: QuerySet, viewer: Employee | None, found: Checked
) -> None:
    ends = next((row.ends_on for row in cycle.phases.all() if row.phase == Phase.CALIBRATION), None)
    if ends is None:
        return
    zone_of = zone(Organization.objects.current().time_zone)
    late = standing.filter(at__gte=datetime.combine(ends + timedelta(days=1), time(), zone_of))
    if count := late.order_by().values("participant").distinct().count():
        words = ngettext(
            "The rating of %(count)d person was changed after the calibration was to end, on %(day)s.",
            "The ratings of %(count)d people were changed after the calibration was to end, on %(day)s.",
            count,
        )
        words = words % {"count": count, "day": date_format(ends, "j F Y")}
        found.object("changed late", words, count, _named(people, late.values("participant"), viewer))


def _close(cycle: Cycle, today: date) -> Checked:
    released = cycle.participants.released().order_by()
    people, silent = released.count(), Acknowledgement.objects.unanswered(released).count()
    words = _("%(answered)s of %(people)s people said that they received it.")
    found = Checked([words % {"answered": people - silent, "people": people}])
    if sealed := cycle.participants.waiting().count():
        words = ngettext(
            "%(n)d person is not released: neither they nor their manager will ever read the result.",
            "%(n)d people are not released: neither they nor their managers will ever read the results.",
            sealed,
        )
        found.overruled.append(words % {"n": sealed})
    ends = next((row.ends_on for row in cycle.phases.all() if row.phase == Phase.RELEASE), None)
    if silent and ends and ends >= today:
        day = date_format(ends, "j F Y")
        found.overruled.append(_("People were told that they may answer until %(day)s.") % {"day": day})
    if silent:
        found.facts.append(_("Whoever said nothing is recorded as silent, and still reads their result."))
    return found
