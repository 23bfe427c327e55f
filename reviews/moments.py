"""What `reviews` tells of a person's timeline: results that were released, to whom reads them."""

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from org import moments
from org.models import Employee
from org.moments import Moment, Place
from reviews.models import Participant

KIND = "reviews"


def register() -> None:
    moments.register(KIND, gettext_lazy("Reviews"), told)


def told(viewer: Employee, person: Employee, *, after: Place | None, limit: int) -> list[Moment]:
    """To the subject, the manager and the HR people who were named; whoever only wrote one is not told. One query."""
    reads = Q(subject=viewer) | Q(manager=viewer)
    reads |= Q(pk__in=Participant.objects.read_by_named(viewer).order_by().values("pk"))
    rows = Participant.objects.visible_to(viewer).released().filter(reads, subject=person)
    rows = rows.annotate(day=TruncDate("released_at", tzinfo=timezone.get_current_timezone()))
    return [
        Moment(
            each.day,
            each.pk,
            _("Review released: %(cycle)s") % {"cycle": each.cycle},
            reverse("reviews:review", args=[each.pk]),
            more=_("manager: %(name)s") % {"name": each.manager} if each.manager else "",
        )
        for each in moments.following(rows.select_related("cycle", "manager"), after, KIND, limit)
    ]
