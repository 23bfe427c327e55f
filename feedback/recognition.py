"""The wall: praise that everyone may read, the newest first. Nothing here is counted or ranked."""

from django.db.models import Exists, OuterRef, QuerySet

from feedback.models import CompanyValue, Feedback, FeedbackMark
from org.models import Department, Employee


def wall(viewer: Employee, *, value: CompanyValue | None = None, department: Department | None = None) -> QuerySet:
    """Each with `has_thanked`: whether the viewer did. A department counts with all below it, by today's."""
    rows = Feedback.objects.visible_to(viewer).recognition()
    if value is not None:
        rows = rows.filter(value=value)
    if department is not None:
        rows = rows.filter(recipient__department__in=Department.objects.under(department))
    thanks = FeedbackMark.objects.filter(feedback=OuterRef("pk"), person=viewer, kind=FeedbackMark.Kind.THANKS)
    rows = rows.annotate(has_thanked=Exists(thanks))
    return rows.select_related("giver", "recipient__department", "value").order_by("-sent_at", "-pk")


def of(person: Employee, viewer: Employee) -> QuerySet:
    return wall(viewer).filter(recipient=person)
