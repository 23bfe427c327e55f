"""Answer anonymously, once."""

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from org.models import Organization
from reviews import answering, closing
from reviews.answering import Given
from reviews.models import AnonymousAnswer, AnonymousMark, Cycle, Participant


@transaction.atomic
def answer(participant: Participant, relation: str, given: Mapping[int, Given], *, by) -> None:
    """`given` is question → answer. Errors name the questions' ids.

    The mark that this person has answered and the answers are one transaction. Neither says when, and no answer says
    which other one is of the same hand.
    """
    cycle = Cycle.objects.select_for_update(of=("self",), no_key=True).get(pk=participant.cycle_id)
    prefetch_related_objects([cycle], "relations")
    participant.cycle = cycle
    marks = AnonymousMark.objects.select_for_update(of=("self",), no_key=True)
    mark = marks.filter(participant=participant, relation=relation, writer=by).first()
    if mark is None:
        raise PermissionDenied
    if mark.has_answered:
        raise ValidationError(already(), code="answered")
    review = answering.form_of(participant, relation, by)
    if words := closing.why_closed(review, closing.today_of(Organization.objects.current())):
        raise ValidationError(words, code="closed")
    if not AnonymousMark.objects.in_groups().filter(pk=mark.pk).exists():
        words = [answering.why_waits(cycle), _("What you typed stays in this browser tab.")]
        raise ValidationError(" ".join(words), code="waits")
    asked, given = answering.asked_in(review), {pk: each for pk, each in given.items() if each}
    if faults := answering.faults_of(asked, given):
        raise ValidationError({str(pk): words for pk, words in faults.items()})
    known = {each.question.pk for each in asked} & set(given)
    if not known:
        raise ValidationError(_("Answer at least one question; an empty form counts for nothing."))
    answers = [_answer(participant, relation, pk, given[pk]) for pk in known]
    AnonymousAnswer.objects.bulk_create(sorted(answers, key=lambda each: each.key))
    mark.has_answered = True
    mark.save(update_fields=["has_answered"])


def already() -> str:
    return _("You answered already. That counts and cannot be changed; nothing was sent again.")


def _answer(participant: Participant, relation: str, question: int, given: Given) -> AnonymousAnswer:
    return AnonymousAnswer(
        participant=participant, relation=relation, question_id=question, level_id=given.level, text=given.text
    )
