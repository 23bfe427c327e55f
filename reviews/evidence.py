"""What happened in the time under review, as far as the writer may read it: beside the form. One query."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import CharField, DateField, DecimalField, F, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.urls import reverse
from django.utils.text import Truncator

from feedback.models import Blocker, CheckIn, Feedback
from goals.models import Objective
from org.models import Employee

SHOWN = 60
LENGTH = 160
_TEXT, _NUMBER = TextField(), DecimalField(max_digits=13, decimal_places=12)
_NAMES = ("e_kind", "id", "e_day", "e_words", "e_by", "e_detail", "e_number")
_URLS = {"objective": "goals:objective", "check-in": "feedback:check_in", "feedback": "giving:read"}


@dataclass
class Entry:
    kind: str  # objective, check-in, feedback, blocker
    day: date
    words: str
    by: str
    detail: str
    progress: Decimal | None
    url: str


def of(subject: Employee, *, viewer: Employee, starts_on: date, ends_on: date) -> list[Entry]:
    """The newest first. Each kind starts from its own `visible_to`."""
    span = {"e_day__gte": starts_on, "e_day__lte": ends_on}
    parts = [
        _objectives(subject, viewer, starts_on, ends_on),
        _check_ins(subject, viewer).filter(**span),
        _feedback(subject, viewer).filter(**span),
        _blockers(subject, viewer).filter(**span),
    ]
    first, *others = [part.values(*_NAMES) for part in parts]
    rows = first.union(*others, all=True).order_by("-e_day", "e_kind", "-id")
    return [_entry(row) for row in rows[:SHOWN]]


def _entry(row: dict) -> Entry:
    words = Truncator(" ".join(row["e_words"].split())).chars(LENGTH)
    url = reverse(_URLS.get(row["e_kind"], "feedback:blocker"), args=[row["id"]])
    return Entry(row["e_kind"], row["e_day"], words, row["e_by"].strip(), row["e_detail"], row["e_number"], url)


def _dressed(rows, kind: str, *, day, words, by=None, detail=None, number=None):
    return rows.order_by().annotate(
        e_kind=Value(kind, CharField()),
        e_day=day,
        e_words=Cast(words, _TEXT),
        e_by=Cast(by if by is not None else Value(""), _TEXT),
        e_detail=Cast(detail if detail is not None else Value(""), _TEXT),
        e_number=Cast(number if number is not None else Value(None), _NUMBER),
    )


def _objectives(subject, viewer, starts_on, ends_on):
    known = Objective.objects.visible_to(viewer).filter(
        owner=subject,
        state__in=[Objective.State.ACTIVE, Objective.State.CLOSED],
        period__starts_on__lte=ends_on,
        period__ends_on__gte=starts_on,
    )
    day = Cast(F("period__ends_on"), DateField())
    return _dressed(known, "objective", day=day, words=F("title"), detail=F("period__name"), number=F("progress"))


def _check_ins(subject, viewer):
    held = CheckIn.objects.visible_to(viewer).filter(employee=subject, state=CheckIn.State.DONE)
    return _dressed(held, "check-in", day=Cast(F("held_on"), DateField()), words=F("went_well"), detail=F("in_the_way"))


def _feedback(subject, viewer):
    known = Feedback.objects.visible_to(viewer).filter(recipient=subject, withdrawn_at=None)
    parts = ("situation", Value(" "), "behaviour", Value(" "), "impact", Value(" "), "suggestion")
    words = Concat(*parts, output_field=TextField())
    by = Concat(F("giver__first_name"), Value(" "), F("giver__last_name"), output_field=TextField())
    return _dressed(known, "feedback", day=TruncDate("sent_at"), words=words, by=by, detail=F("kind"))


def _blockers(subject, viewer):
    """Of the subject's own line only: one level up reads what was shared upward, which is for the blocker's page."""
    own = Q(raised_by=viewer) | Q(raised_by__manager=viewer)
    known = Blocker.objects.visible_to(viewer).filter(own, raised_by=subject)
    resolved = Cast(TruncDate("resolved_at"), CharField())
    return _dressed(known, "blocker", day=TruncDate("raised_at"), words=F("text"), detail=Coalesce(resolved, Value("")))
