"""What is said of drafts, on the page and in the answer to a save."""

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from drafts.models import Draft


def said_at(draft: Draft) -> str:
    """“14:02” in the reader's zone, with the day where it is not today's."""
    at = timezone.localtime(draft.saved_at)
    if at.date() == timezone.localdate():
        return time_format(at, "H:i")
    return _("%(day)s, %(time)s") % {"day": date_format(at, "j F"), "time": time_format(at, "H:i")}


def saved(draft: Draft) -> str:
    return _("Saved as draft %(time)s") % {"time": said_at(draft)}


def several(mine: Draft | None, others: list[Draft]) -> str:
    """Empty where there is but one."""
    if not others:
        return ""
    newest = others[0]
    elsewhere = _("in another window or device (%(device)s)") % {"device": newest.device} if newest.device else ""
    words: dict[str, str | int] = {"time": said_at(newest), "where": elsewhere or _("in another window or device")}
    if mine is None:
        return _("There is a draft of %(time)s %(where)s as well.") % words
    words |= {"mine": said_at(mine), "count": len(others) + 1, "more": len(others) - 1}
    if len(others) == 1:
        return _("There are two drafts: this one of %(mine)s here, and one of %(time)s %(where)s.") % words
    return (
        ngettext(
            "There are %(count)d drafts: this one of %(mine)s here, one of %(time)s %(where)s, and %(more)d more.",
            "There are %(count)d drafts: this one of %(mine)s here, one of %(time)s %(where)s, and %(more)d more.",
            len(others) - 1,
        )
        % words
    )
