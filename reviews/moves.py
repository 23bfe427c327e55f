"""What stands in the way of a move, or is overruled by it, in words: for the page before, and for the service."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.models import Acknowledgement, Cycle, Phase, Review


@dataclass
class Checked:
    """`facts` say how it stands; each of `overruled` is something that HR decides against, with a reason."""

    facts: list[str] = field(default_factory=list)
    overruled: list[str] = field(default_factory=list)


def check(cycle: Cycle, move: str, today: date) -> Checked:
    return {"release": _release, "close": _close}[move](cycle, today)


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
    due = [row.due_on for row in cycle.relations.all() if row.closed_at is None and row.due_on >= today]
    if due:
        day = date_format(max(due), "j F Y")
        found.overruled.append(_("People were told that they may write until %(day)s.") % {"day": day})
    return found


def _close(cycle: Cycle, today: date) -> Checked:
    people = cycle.participants.count()
    silent = Acknowledgement.objects.unanswered(cycle.participants.order_by()).count()
    words = _("%(answered)s of %(people)s people said that they received it.")
    found = Checked([words % {"answered": people - silent, "people": people}])
    ends = next((row.ends_on for row in cycle.phases.all() if row.phase == Phase.RELEASE), None)
    if silent and ends and ends >= today:
        day = date_format(ends, "j F Y")
        found.overruled.append(_("People were told that they may answer until %(day)s.") % {"day": day})
    if silent:
        found.facts.append(_("Whoever said nothing is recorded as silent, and still reads their result."))
    return found
