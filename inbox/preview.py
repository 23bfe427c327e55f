"""The mail as HR may look at it beforehand: invented duties, and the news of each kind that is mailed."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from inbox import kinds
from inbox.due import DailyMail
from inbox.duties import Duty
from inbox.models import Notification
from org.models import Employee

MANAGER, REPORT = "Joana Lima", "Ana Souza"
NEWS = 3


def sample(viewer: Employee, now: datetime) -> DailyMail:
    """What a manager with an open check-in or two would get today, addressed to `viewer`. Nothing of it is stored."""
    today = now.astimezone(viewer.zone).date()
    duties = [
        Duty(
            person_id=viewer.pk,
            key="sample:1",
            title=_("Check-in with %(name)s") % {"name": REPORT},
            action=_("Log check-in"),
            path="/check-ins/",
            why=_("You lead this check-in, and its day has come."),
            due_on=today - timedelta(days=2),
        ),
        Duty(
            person_id=viewer.pk,
            key="sample:2",
            title=_("Check-in with %(name)s") % {"name": MANAGER},
            action=_("Prepare check-in"),
            path="/check-ins/",
            why=_("You and your manager talk at the cadence that was chosen for you."),
            due_on=today,
        ),
    ]
    somebody = Employee(first_name="Marcus", last_name="Robbins")
    news = [
        Notification(kind=kind, actor=somebody, path="/inbox/", at=now - timedelta(hours=number))
        for number, kind in enumerate(_some(kinds.mailed()), start=1)
    ]
    return DailyMail(viewer, today, now, duties=duties, news=news)


def _some(names: list[str]) -> list[str]:
    """A few from all over the list: each app registers its own together."""
    return list(dict.fromkeys(names[len(names) * part // (NEWS + 1)] for part in range(1, NEWS + 1))) if names else []
