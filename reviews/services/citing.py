"""Cite: keep the words of a source as they are now, under a mark that stands in the text."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import Truncator

from goals import units
from org.models import Organization
from reviews import citing, closing, evidence
from reviews.evidence import Entry, Span
from reviews.models import Citation, Review
from reviews.models.citation import WORDS_KEPT


@transaction.atomic
def cite(review: Review, kind: str, pk: int, *, by) -> Citation:
    """The same cited again is the same, with the words of the first time. Raises ValidationError."""
    if review.writer_id != by.pk:
        raise PermissionDenied
    rows = Review.objects.select_for_update(of=("self",), no_key=True)
    review = rows.select_related("participant__cycle", "participant__subject", "participant__manager").get(pk=review.pk)
    today = closing.today_of(Organization.objects.current())
    if words := citing.why_not(review, today):
        raise ValidationError(words, code="closed")
    if known := review.citations.filter(kind=kind, object_id=pk).first():
        return known
    span = citing.span_of(review)
    source = evidence.find(kind, pk, span, viewer=by, today=today)
    if source is None or not citing.may_cite(source, review):
        raise ValidationError(citing.gone(), code="gone")
    return _kept(review, source, span, today)


def _kept(review: Review, source: Entry, span: Span, today) -> Citation:
    participant = review.participant
    to_subject = evidence.is_readable(source, participant.subject, span, today)
    to_manager = evidence.is_readable(source, participant.manager, span, today)
    return Citation.objects.create(
        review=review,
        kind=source.kind,
        object_id=source.pk,
        mark=_free(review, citing.mark_of(source, named=to_subject and to_manager)),
        words=_words(source),
        facts=source.facts[:300],
        months=[month.isoformat() for month in source.months],
        is_open_to_subject=to_subject,
        is_open_to_manager=to_manager,
    )


def _free(review: Review, mark: str) -> str:
    taken = set(review.citations.order_by("pk").values_list("mark", flat=True))
    numbered = (f"{mark} ({number})" for number in range(2, len(taken) + 3))
    return mark if mark not in taken else next(each for each in numbered if each not in taken)


def _words(source: Entry) -> str:
    words = source.words
    if source.goal is not None:
        lines = [f"{each.title}: {units.from_now_target(each)}" for each in source.goal.key_results]
        words = "\n".join([words, *lines])
    return Truncator("\n".join(filter(None, words.splitlines()))).chars(WORDS_KEPT)
