"""What stands in the way of a move, or is overruled by it, in words: for the page before, and for the service."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.models import CalibrationChange, Cycle, Phase, Relation, Review


@dataclass
class Checked:
    """`facts` say how it stands; each of `overruled` is something that HR decides against, with a reason."""

    facts: list[str] = field(default_factory=list)
    overruled: list[str] = field(default_factory=list)


def check(cycle: Cycle, move: str, today: date) -> Checked:
    return {"calibrate": _calibrate, "release": _release, "close": _close}[move](cycle, today)


def _calibrate(cycle: Cycle, today: date) -> Checked:
    missing = Review.objects.filter(
        participant__cycle=cycle, relation=Relation.MANAGER, state=Review.State.OPEN
    ).count()
    people, alone = cycle.participants.count(), cycle.participants.filter(group=None).count()
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
    for group in cycle.groups.filter(facilitators=None).order_by("name", "pk"):
        found.overruled.append(_("Nobody facilitates the group “%(name)s”.") % {"name": group.name})
    return found


def _still_to_write(cycle: Cycle, today: date) -> list[str]:
    due = [row.due_on for row in cycle.relations.all() if row.closed_at is None and row.due_on >= today]
    if not due or cycle.state != Cycle.State.WRITING:
        return []
    return [_("People were told that they may write until %(day)s.") % {"day": date_format(max(due), "j F Y")}]


def _release(cycle: Cycle, today: date) -> Checked:
    reviews = Review.objects.filter(participant__cycle=cycle)
    written = reviews.filter(state__in=Review.WRITTEN_STATES).count()
    still = reviews.filter(state=Review.State.OPEN).count()
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
    found.overruled += _still_to_write(cycle, today)
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
    people = cycle.participants.count()
    silent = cycle.participants.filter(acknowledgement=None).count()
    words = _("%(answered)s of %(people)s people said that they received it.")
    found = Checked([words % {"answered": people - silent, "people": people}])
    ends = next((row.ends_on for row in cycle.phases.all() if row.phase == Phase.RELEASE), None)
    if silent and ends and ends >= today:
        day = date_format(ends, "j F Y")
        found.overruled.append(_("People were told that they may answer until %(day)s.") % {"day": day})
    if silent:
        found.facts.append(_("Whoever said nothing is recorded as silent, and still reads their result."))
    return found
