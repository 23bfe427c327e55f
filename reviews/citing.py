"""What of the evidence a text cites, by the marks that stand in it."""

from collections.abc import Iterable
from datetime import date

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from reviews import closing, rules
from reviews.evidence import Entry, Kind, Span
from reviews.models import Anonymity, Citation, Relation, Review

TITLE = 60


def span_of(review: Review) -> Span:
    cycle = review.participant.cycle
    return Span(review.participant.subject, cycle.starts_on, cycle.ends_on, cycle.pk)


def why_not(review: Review, today: date) -> str:
    """Why nothing can be cited in it; empty while it is written, or changed after release."""
    if review.state == Review.State.SUBMITTED:
        may_change = review.relation == Relation.MANAGER and rules.is_answerable(review.participant)
        return "" if may_change else _("You submitted this review already; nothing more can be cited in it.")
    return closing.why_closed(review, today)


def source_of(text: str) -> tuple[str, int]:
    """Of “check-in:12” the kind and the row; 0 where it says none."""
    kind, _colon, number = text.partition(":")
    return kind, int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0


def may_cite(entry: Entry, review: Review) -> bool:
    """In a confidential or anonymous review only what anybody could cite: what few may read would tell who wrote."""
    return review.anonymity == Anonymity.ATTRIBUTED or entry.is_everyones


def gone() -> str:
    return _("This can no longer be cited: it is gone, or not open to you any more. Load the page again.")


def mark_of(source: Entry, *, named: bool) -> str:
    """What stands for it in the text. It says no more than a reader may know who cannot read the source: not who gave
    feedback, nor a hidden title.
    """
    day = date_format(source.day, "j F Y")
    if source.goal is not None:
        title = Truncator(source.words).chars(TITLE) if named or source.is_everyones else _("Goal")
        return _plain(f"{title}, {source.goal.objective.period}")
    if source.kind == Kind.REVIEW:
        return _plain(Truncator(source.words.partition(": ")[0]).chars(TITLE))
    names = {
        Kind.CHECK_IN: _("Check-in, %(day)s"),
        Kind.FEEDBACK: _("Feedback, %(day)s"),
        Kind.RECOGNITION: _("Recognition, %(day)s"),
        Kind.BLOCKER: _("Blocker, %(day)s"),
    }
    return names[Kind(source.kind)] % {"day": day}


def _plain(text: str) -> str:
    """A mark stands in brackets, so it has none of its own."""
    return " ".join(text.replace("[", "(").replace("]", ")").split())[:150]


def in_text(text: str, citations: Iterable[Citation]) -> list[Citation]:
    """Those whose mark stands in the text, in the order of the text."""
    found = [(text.find(each.in_text), each) for each in citations]
    return [each for at, each in sorted(found, key=lambda pair: pair[0]) if at >= 0]


def months_of(citations: Iterable[Citation]) -> set[date]:
    return {date.fromisoformat(month) for each in citations for month in each.months}


def with_mark(text: str, mark: str) -> str:
    """At its end, once."""
    if mark in text:
        return text
    return f"{text.rstrip()} {mark}".lstrip() if text.strip() else mark
