"""What would help a person, as one short sentence, and where one can do it."""

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Blocker
from goals import status
from goals.models import Objective
from org.models import Cadence, Employee, Organization

# Which of a person's goals speaks for them: the one that needs help most.
NEEDS = (status.OFF_TRACK, status.AT_RISK, status.STALE, status.ON_TRACK, status.NONE)


def worst_of(objectives: Sequence[Objective]) -> str:
    """The status of these objectives (each with `status`) that needs help most."""
    return min((objective.status for objective in objectives), key=NEEDS.index, default=status.NONE)


def need(person: Employee, worst: str, help_: str) -> tuple:
    """To sort by: who needs help most first."""
    is_unanswered = bool(person.blocker) and not person.blocker["acknowledged_at"]
    return NEEDS.index(worst), not is_unanswered, help_ == ""


def sentence(
    person: Employee, objectives: Sequence[Objective], day: date, organization: Organization
) -> tuple[str, str]:
    """`person` comes with `talked_on`, the `blocker` that waits longest and the open check-in (`meets`), both as far as
    the viewer may read them."""
    if person.blocker:
        return _blocker(person.blocker)
    if words := _check_in(person, day, organization):
        return words, reverse("feedback:log", args=[person.meets["pk"]]) if person.meets else ""
    worst = worst_of(objectives)
    needy = next((objective for objective in objectives if objective.status == worst), None)
    if needy is not None and worst == status.OFF_TRACK:
        return _("A word on “%(goal)s”") % {"goal": needy.title}, needy.get_absolute_url()
    if needy is not None and worst == status.STALE:
        return _("An update on “%(goal)s”") % {"goal": needy.title}, needy.get_absolute_url()
    return ("", "") if objectives else (_("A goal: there is none yet"), "")


def _check_in(person: Employee, day: date, organization: Organization) -> str:
    """Empty where they talk as often as was agreed."""
    cadence = Cadence(person.cadence or organization.cadence)
    if person.talked_on:
        days = (day - person.talked_on).days
        return _("A check-in: none for %(time)s") % {"time": _time(days)} if 2 * days > 3 * cadence.days else ""
    is_new = person.hired_on is not None and (day - person.hired_on).days <= cadence.days
    return "" if is_new else _("A first check-in")


def _blocker(blocker: dict) -> tuple[str, str]:
    text, path = (
        Truncator(" ".join(blocker["text"].split())).chars(70),
        reverse("feedback:blocker", args=[blocker["pk"]]),
    )
    if not blocker["acknowledged_at"]:
        words = _("Acknowledge: “%(text)s”") % {"text": text} if text else _("Acknowledge a blocker")
        return words, reverse("feedback:acknowledge", args=[blocker["pk"]])
    wanted = dict(Blocker.Help.choices).get(blocker["help"])
    quoted = f"“{text}”" if text else ""
    if not wanted:
        return quoted or _("A blocker that was acknowledged"), path
    return (f"{str(wanted).capitalize()}: {quoted}" if quoted else str(wanted).capitalize()), path


def _time(days: int) -> str:
    """Of less than three weeks the days: twelve are neither one week nor two."""
    if days < 21:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    weeks = days // 7
    return ngettext("%(count)d week", "%(count)d weeks", weeks) % {"count": weeks}
