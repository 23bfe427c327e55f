"""What happened in the time under review, as far as the writer may read it: beside the form, and to be cited."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import BooleanField, CharField, DateField, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Substr, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from feedback.models import Blocker, CheckIn, Feedback
from feedback.models.feedback import WITHDRAW_FOR
from goals import units
from org.models import Employee
from reviews import period_goals, releasing
from reviews.models import Answer, Citation, Participant, Relation
from reviews.period_goals import Goal

Kind = Citation.Kind
SHOWN = 200
LENGTH = 160
# Earlier reviews are from a year before the time under review on.
EARLIER = timedelta(days=366)
_TEXT = TextField()
_NAMES = ("e_kind", "id", "e_day", "e_words", "e_by", "e_until", "e_is_everyones")
_URLS = {
    Kind.CHECK_IN: "feedback:check_in",
    Kind.FEEDBACK: "giving:read",
    Kind.RECOGNITION: "giving:read",
    Kind.BLOCKER: "feedback:blocker",
    Kind.REVIEW: "reviews:review",
}


@dataclass
class Entry:
    kind: str  # of Citation.Kind
    pk: int
    day: date
    words: str
    facts: str
    url: str
    # The first days of the months that it tells of.
    months: list[date]
    # Whether anybody who works here may read it.
    is_everyones: bool
    goal: Goal | None = None

    @property
    def source(self) -> str:
        return f"{self.kind}:{self.pk}"


@dataclass(frozen=True)
class Span:
    """About whom, which days, and in which cycle: its own result is no evidence."""

    subject: Employee
    starts_on: date
    ends_on: date
    cycle_id: int


def of(span: Span, *, viewer: Employee, today: date) -> list[Entry]:
    """The newest first, at most `SHOWN`. Four queries. Each kind starts from its own `visible_to`."""
    parts = [_dressed_part(kind, span, viewer).annotate(e_words=Substr("e_words", 1, 2 * LENGTH)) for kind in _PARTS]
    first, *others = [part.values(*_NAMES) for part in parts]
    rows = first.union(*others, all=True).order_by("-e_day", "e_kind", "-id")[:SHOWN]
    found = [_entry(row, Truncator(" ".join(row["e_words"].split())).chars(LENGTH)) for row in rows]
    found += [_goal_entry(goal, span, today) for goal in _goals(span, viewer, today)]
    return sorted(found, key=lambda entry: entry.day, reverse=True)


def find(kind: str, pk: int, span: Span, *, viewer: Employee, today: date) -> Entry | None:
    """One of them, with all its words; None where the viewer may not read it or it is not of these days."""
    if kind == Kind.OBJECTIVE:
        goals = (goal for goal in _goals(span, viewer, today) if goal.objective.pk == pk)
        return next((_goal_entry(goal, span, today) for goal in goals), None)
    if kind not in _PARTS:
        return None
    row = _dressed_part(kind, span, viewer).filter(pk=pk).values(*_NAMES).first()
    return _entry(row, row["e_words"].strip()) if row else None


def _goals(span: Span, viewer: Employee, today: date) -> list[Goal]:
    days = {"starts_on": span.starts_on, "ends_on": span.ends_on, "until": today}
    return period_goals.of(span.subject, viewer=viewer, with_key_results=True, **days)


def _goal_entry(goal: Goal, span: Span, today: date) -> Entry:
    objective = goal.objective
    months = sorted({day.replace(day=1) for day in goal.moved_on})
    if goal.progress is None:
        facts = _("goal, %(period)s, no measure yet") % {"period": objective.period}
    else:
        words = {"period": objective.period, "progress": percent(goal.progress)}
        facts = _("goal, %(period)s, %(progress)s") % words
    day = goal.moved_on[-1] if goal.moved_on else max(span.starts_on, objective.period.starts_on)
    is_everyones = not objective.is_restricted
    url = objective.get_absolute_url()
    return Entry(Kind.OBJECTIVE, objective.pk, min(day, today), objective.title, facts, url, months, is_everyones, goal)


def percent(share: Decimal) -> str:
    """Never 100 what has not arrived."""
    whole = (100 * share).quantize(Decimal(1), ROUND_HALF_UP)
    return f"{units.number(Decimal(99) if whole == 100 and share < 1 else whole)}\xa0%"


def _entry(row: dict, words: str) -> Entry:
    kind, day = row["e_kind"], row["e_day"]
    url = reverse(_URLS[kind], args=[row["id"]])
    facts = _facts(kind, day, row["e_by"].strip(), row["e_until"])
    words, months = words or _("Nothing was written down."), [day.replace(day=1)]
    return Entry(kind, row["id"], day, words, facts, url, months, row["e_is_everyones"])


def _facts(kind: str, day: date, by: str, until: date | None) -> str:
    words = {"day": date_format(day, "j F Y"), "name": by}
    if kind == Kind.CHECK_IN:
        return _("check-in, %(day)s") % words
    if kind == Kind.FEEDBACK:
        return _("feedback from %(name)s, %(day)s") % words
    if kind == Kind.RECOGNITION:
        return _("recognition from %(name)s, %(day)s") % words
    if kind == Kind.REVIEW:
        return _("earlier review, until %(day)s") % words
    if until is None:
        return _("blocker, raised %(day)s, still open") % words
    days = (until - day).days
    ended = ngettext(
        "blocker, raised %(day)s, resolved by %(name)s after %(days)d day",
        "blocker, raised %(day)s, resolved by %(name)s after %(days)d days",
        days,
    )
    return ended % {**words, "days": days}


def _dressed_part(kind: str, span: Span, viewer: Employee) -> QuerySet:
    rows = _PARTS[kind](span, viewer)
    first = span.starts_on - EARLIER if kind == Kind.REVIEW else span.starts_on
    return rows.order_by().filter(e_day__gte=first, e_day__lte=span.ends_on)


def _dressed(rows: QuerySet, kind: str, *, day, words, by=None, until=None, is_everyones: bool = False) -> QuerySet:
    return rows.annotate(
        e_kind=Value(kind, CharField()),
        e_day=day,
        e_words=Cast(words, _TEXT),
        e_by=Cast(by if by is not None else Value(""), _TEXT),
        e_until=Cast(until if until is not None else Value(None), DateField()),
        e_is_everyones=Value(is_everyones, BooleanField()),
    )


def _check_ins(span: Span, viewer: Employee) -> QuerySet:
    """What both wrote down; a private note is in no part of it."""
    held = CheckIn.objects.visible_to(viewer).filter(employee=span.subject, state=CheckIn.State.DONE)
    parts = ("went_well", Value("\n"), "in_the_way", Value("\n"), "how_it_goes", Value("\n"), "in_my_way")
    words = Concat(*parts, output_field=TextField())
    return _dressed(held, Kind.CHECK_IN, day=Cast(F("held_on"), DateField()), words=words)


def _feedback(span: Span, viewer: Employee) -> QuerySet:
    """Once it can no longer be withdrawn: what is withdrawn is gone everywhere, so nothing may be kept of it before."""
    stays = timezone.now() - WITHDRAW_FOR
    return Feedback.objects.visible_to(viewer).filter(recipient=span.subject, sent_at__lt=stays)


def _told(rows: QuerySet, kind: str) -> QuerySet:
    parts = ("situation", Value("\n"), "behaviour", Value("\n"), "impact", Value("\n"), "suggestion")
    words = Concat(*parts, output_field=TextField())
    is_everyones = kind == Kind.RECOGNITION
    return _dressed(rows, kind, day=TruncDate("sent_at"), words=words, by=_name("giver"), is_everyones=is_everyones)


def _blockers(span: Span, viewer: Employee) -> QuerySet:
    """Of the subject's own line only: one level up reads what was shared upward, which is for the blocker's page."""
    own = Q(raised_by=viewer) | Q(raised_by__manager=viewer)
    known = Blocker.objects.visible_to(viewer).filter(own, raised_by=span.subject)
    by, until = Coalesce(_name("resolved_by"), Value("")), TruncDate("resolved_at")
    return _dressed(known, Kind.BLOCKER, day=TruncDate("raised_at"), words=F("text"), by=by, until=until)


def _reviews(span: Span, viewer: Employee) -> QuerySet:
    """Released ones of the subject that the viewer reads, once they are not recalled any more, by how the manager’s
    begins. Not one by one: the order and the day of the others could tell who wrote them.
    """
    known = Participant.objects.visible_to(viewer).released().filter(releasing.settled(timezone.now()))
    known = known.filter(Q(subject=viewer) | Q(manager=viewer), subject=span.subject).exclude(cycle=span.cycle_id)
    answers = Answer.objects.visible_to(viewer).exclude(text="").filter(
        submission__review__participant=OuterRef("pk"), submission__review__relation=Relation.MANAGER
    )
    answers = answers.order_by("question__section__position", "question__position", "pk")
    begins = Coalesce(Subquery(answers.values("text")[:1]), Value(""), output_field=TextField())
    words = Concat("cycle__name", Value(": "), begins, output_field=TextField())
    return _dressed(known, Kind.REVIEW, day=Cast(F("cycle__ends_on"), DateField()), words=words)


def _name(person: str) -> Concat:
    return Concat(F(f"{person}__first_name"), Value(" "), F(f"{person}__last_name"), output_field=TextField())


_PARTS = {
    Kind.CHECK_IN: _check_ins,
    Kind.FEEDBACK: lambda span, viewer: _told(
        _feedback(span, viewer).exclude(audience=Feedback.Audience.EVERYONE), Kind.FEEDBACK
    ),
    Kind.RECOGNITION: lambda span, viewer: _told(
        _feedback(span, viewer).filter(audience=Feedback.Audience.EVERYONE), Kind.RECOGNITION
    ),
    Kind.BLOCKER: _blockers,
    Kind.REVIEW: _reviews,
}


def is_readable(source: Entry, person: Employee | None, span: Span, today: date) -> bool:
    """Whether this person may read what the writer cites, today."""
    return person is not None and find(source.kind, source.pk, span, viewer=person, today=today) is not None
