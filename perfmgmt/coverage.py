"""How far the organisation is covered: figures for HR, without a word of what anybody wrote."""

from datetime import date

from django.db.models import Count, Exists, F, Func, IntegerField, Max, OuterRef, Q, Subquery
from django.utils import timezone

from feedback.coverage import since
from feedback.models import CheckIn
from goals import rules, unattended
from goals.models import Objective
from inbox.models import AtOnceMail, MailLedger
from org.models import AccountMail, Employee, Location, Organization, PeopleImport


def people(day: date, organization: Organization, viewer: Employee) -> dict:
    """Counts of who works here on `day`, and of the leavers for whose goals nobody is asked as far as `viewer` decides
    about them, in one query."""
    within = CheckIn.objects.filter(state=CheckIn.State.DONE, held_on__gte=OuterRef("since"))
    talked = within.filter(employee=OuterRef("pk"))
    aims = Objective.objects.filter(
        owner=OuterRef("pk"), state=Objective.State.ACTIVE, period__starts_on__lte=day, period__ends_on__gte=day
    )
    leads = Employee.objects.filter(manager=OuterRef("pk"))
    present = Employee.objects.filter(Q(left_on=None) | Q(left_on__gte=day), Q(hired_on=None) | Q(hired_on__lte=day))
    present = present.annotate(since=since(day, organization))
    counts = present.annotate(
        has_talked=Exists(talked), has_aims=Exists(aims), leads=Exists(leads), unasked=_leavers(viewer)
    ).aggregate(
        people=Count("pk"),
        with_manager=Count("pk", filter=Q(manager__isnull=False)),
        talked=Count("pk", filter=Q(has_talked=True, manager__isnull=False)),
        with_goals=Count("pk", filter=Q(has_aims=True)),
        alone=Count("pk", filter=Q(manager=None, leads=False)),
        tops=Count("pk", filter=Q(manager=None, leads=True)),
        unattended=Max("unasked"),  # the same with each person
        not_invited=Count("pk", filter=Q(invited_at=None, last_login=None, is_active=True)),
    )
    # One person at the top is how it should be.
    counts["without_manager"] = counts["alone"] + max(counts["tops"] - 1, 0)
    counts["without_goals"] = counts["people"] - counts["with_goals"]
    counts["talked_share"] = counts["talked"] / counts["with_manager"] if counts["with_manager"] else None
    counts["goals_share"] = counts["with_goals"] / counts["people"] if counts["people"] else None
    counts["cadence"] = organization.get_cadence_display()
    return counts


def _leavers(viewer) -> Subquery:
    found = unattended.leavers(viewer) if rules.can_attend(viewer) else Employee.objects.none()
    return Subquery(found.order_by().values(count=Func(F("pk"), function="COUNT", output_field=IntegerField())))


def to_mend() -> dict:
    """What else HR looks after: places, mails, imports."""
    now = timezone.now()
    return {
        "locations": Location.objects.filter(time_zone="").count(),
        "mails": MailLedger.objects.to_mend(now).count(),
        "account_mails": AccountMail.objects.to_mend(now).count(),
        "at_once_mails": AtOnceMail.objects.to_mend(now).count(),
        "imports": list(PeopleImport.objects.defer("content").select_related("uploaded_by")[:5]),
    }
