"""What of the evidence a text cites, by the marks that stand in it."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from reviews import closing, rules
from reviews.evidence import Entry, Span
from reviews.models import Anonymity, Citation, Relation, Review


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
    """In a confidential review only what anybody could cite: what few may read would tell who wrote."""
    return review.anonymity != Anonymity.CONFIDENTIAL or entry.is_everyones


def in_text(text: str, citations: Iterable[Citation]) -> list[Citation]:
    """Those whose mark stands in the text, in the order of the text."""
    found = [(text.find(each.in_text), each) for each in citations]
    return [each for at, each in sorted(found, key=lambda pair: pair[0]) if at >= 0]


def months_of(citations: Iterable[Citation]) -> set[date]:
    return {date.fromisoformat(month) for each in citations for month in each.months}


def with_mark(text: str, citation: Citation) -> str:
    """At its end, once."""
    if citation.in_text in text:
        return text
    return f"{text.rstrip()} {citation.in_text}".lstrip() if text.strip() else citation.in_text
