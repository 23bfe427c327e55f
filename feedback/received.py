"""The lists of feedback: received, given, shared with a manager; and the latest of one person beside a check-in."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from feedback.models import Feedback, FeedbackMark, FeedbackReader
from feedback.models.feedback import FeedbackQuerySet
from org.models import Employee

RECENT = timedelta(days=90)
RECENT_SHOWN = 5


def box(viewer: Employee, which: str) -> FeedbackQuerySet:
    """`which` is "received", "given", "shared" or "kept", the newest first; each with `is_new` and `is_kept`."""
    known = Feedback.objects.visible_to(viewer)
    if which == "kept":
        kept = FeedbackMark.objects.filter(person=viewer, kind=FeedbackMark.Kind.BOOKMARK).order_by()
        known = known.filter(pk__in=kept.values("feedback"))
    elif which == "given":
        known = known.filter(giver=viewer)
    elif which == "shared":
        shared = FeedbackReader.objects.filter(person=viewer, named_as=FeedbackReader.As.MANAGER).order_by()
        known = known.filter(pk__in=shared.values("feedback"))
    else:
        known = known.filter(recipient=viewer)
    return dressed(known, viewer)


def dressed(rows: FeedbackQuerySet, viewer: Employee) -> FeedbackQuerySet:
    """With what a row says of it, without a query for each."""
    mine = FeedbackMark.objects.filter(feedback=OuterRef("pk"), person=viewer)
    seen, kept = (mine.filter(kind=kind) for kind in (FeedbackMark.Kind.SEEN, FeedbackMark.Kind.BOOKMARK))
    rows = rows.annotate(is_new=~Exists(seen) & ~Q(giver=viewer), is_kept=Exists(kept))
    return rows.select_related("giver", "recipient", "value").order_by("-sent_at", "-pk")


def find(rows: FeedbackQuerySet, *, q: str = "", kind: str = "", kept: bool = False) -> FeedbackQuerySet:
    """Those that fit: `q` is words of the other person's name."""
    if q:
        people = Employee.objects.search(q).order_by().values("pk")
        rows = rows.filter(Q(giver__in=people) | Q(recipient__in=people))
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(is_kept=True) if kept else rows


def recent_feedback(viewer: Employee, employee: Employee) -> list[Feedback]:
    """What `employee` received in the last three months and `viewer` may read, the newest first; one query.

    Material for a check-in: each has its `giver`, `value`, `excerpt` and address.
    """
    known = Feedback.objects.visible_to(viewer).filter(recipient=employee, sent_at__gte=timezone.now() - RECENT)
    return list(known.select_related("giver", "recipient", "value").order_by("-sent_at", "-pk")[:RECENT_SHOWN])
