"""Which questions a check-in asks: two, in turn, the same however often one looks."""

from collections.abc import Sequence

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from feedback.models import AskedQuestion, CheckIn, Question

A_TIME = 2


def turn(company: Sequence, own: Sequence, number: int) -> list:
    """What the check-in after `number` others asks: one of each set; where only one has questions, two of that."""
    if company and own:
        return [own[number % len(own)], company[number % len(company)]]
    only = company or own
    first = number * A_TIME
    return [only[(first + step) % len(only)] for step in range(min(A_TIME, len(only)))]


def with_number(check_ins: QuerySet) -> QuerySet:
    """Each with `number`: how many the employee has held."""
    held = CheckIn.objects.filter(employee=OuterRef("employee"), state=CheckIn.State.DONE).order_by()
    count = held.values("employee").annotate(n=Count("pk")).values("n")
    return check_ins.annotate(number=Coalesce(Subquery(count), 0))


def asked_in(check_in: CheckIn) -> list[Question]:
    """The questions of a check-in, each with `answer` (None: not fixed yet). One query with `number`, else two.

    Once somebody has written in it, or logged it, they are fixed; before that they are those whose turn it is.
    """
    here = AskedQuestion.objects.filter(check_in=check_in, question=OuterRef("pk")).order_by()
    may = Exists(here)
    if check_in.is_open:
        may |= Q(retired_at=None) & (Q(manager=None) | Q(manager=check_in.employee.manager_id))
    rows = list(Question.objects.filter(may).annotate(answer=Subquery(here.values("answer")[:1])))
    fixed = [question for question in rows if question.answer is not None]
    if fixed or not rows:
        return sorted(fixed, key=lambda question: (question.manager_id is None, question.position, question.pk))
    company = [question for question in rows if question.manager_id is None]
    own = [question for question in rows if question.manager_id is not None]
    return turn(company, own, _number(check_in))


def _number(check_in: CheckIn) -> int:
    if hasattr(check_in, "number"):
        return check_in.number
    return CheckIn.objects.filter(employee=check_in.employee_id, state=CheckIn.State.DONE).count()


def answerable(check_in: CheckIn, ids) -> list[Question]:
    """Of `ids` those that may be answered there: typed while they were asked, they may be out of use by now."""
    asking = Q(manager=None) | Q(manager__in=[check_in.manager_id, check_in.employee.manager_id])
    return list(Question.objects.filter(asking, pk__in=ids).annotate(answer=Value("")))

