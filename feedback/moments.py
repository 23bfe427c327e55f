"""What `feedback` tells of a person's timeline: check-ins that took place, and feedback from and to them."""

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.models import CheckIn, Feedback
from org import moments
from org.models import Employee
from org.moments import Moment, Place

CHECK_INS, FEEDBACK = "check-ins", "feedback"


def register() -> None:
    moments.register(CHECK_INS, gettext_lazy("Check-ins"), check_ins)
    moments.register(FEEDBACK, gettext_lazy("Feedback"), feedback)


def check_ins(viewer: Employee, person: Employee, *, after: Place | None, limit: int) -> list[Moment]:
    """That and when they took place, for the two and the line above; it leads on where the viewer may read it."""
    readable = CheckIn.objects.visible_to(viewer).filter(pk=OuterRef("pk"))
    rows = CheckIn.objects.known_to(viewer).filter(employee=person, state=CheckIn.State.DONE)
    rows = rows.annotate(day=F("held_on"), is_readable=Exists(readable)).select_related("manager")
    return [
        Moment(
            each.held_on,
            each.pk,
            _("Check-in with %(name)s") % {"name": each.manager},
            each.get_absolute_url() if each.is_readable else "",
        )
        for each in moments.following(rows, after, CHECK_INS, limit)
    ]


def feedback(viewer: Employee, person: Employee, *, after: Place | None, limit: int) -> list[Moment]:
    """Of recognition how it begins, of what fewer may read only that it is there."""
    day = TruncDate("sent_at", tzinfo=timezone.get_current_timezone())
    rows = Feedback.objects.visible_to(viewer).filter(Q(recipient=person) | Q(giver=person)).annotate(day=day)
    rows = rows.select_related("giver", "recipient", "value")
    return [_of_feedback(each, person, viewer) for each in moments.following(rows, after, FEEDBACK, limit)]


def _of_feedback(each: Feedback, person: Employee, viewer: Employee) -> Moment:
    if each.recipient_id == person.pk:
        title = _("Recognised by %(name)s") if each.is_recognition else _("Feedback from %(name)s")
        other = each.giver
    else:
        title = _("Recognised %(name)s") if each.is_recognition else _("Gave feedback to %(name)s")
        other = each.recipient
    words = title % {"name": _("you") if other == viewer else other}
    text = each.excerpt if each.is_recognition else ""
    value = str(each.value) if each.value else ""
    return Moment(each.day, each.pk, words, each.get_absolute_url(), text=text, more=value)
