"""The questions of check-ins: HR's and a manager's sets, and the answers."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from feedback import questions, rules
from feedback.models import AskedQuestion, CheckIn, Question
from feedback.models.question import MOST_IN_USE
from org.models import Employee


def keep_asked(check_in: CheckIn, asked: list[Question]) -> None:
    """From now on it asks these, whatever becomes of the sets. In the caller's transaction, the check-in locked."""
    new = [AskedQuestion(check_in=check_in, question=each) for each in asked if each.answer is None]
    AskedQuestion.objects.bulk_create(new)


def save_answers(check_in: CheckIn, answers: dict[int, str]) -> None:
    """Question's id → its answer. In the caller's transaction, the check-in locked."""
    asked = questions.asked_in(check_in)
    keep_asked(check_in, asked)
    known = {question.pk for question in asked}
    more = [pk for pk, text in answers.items() if text and pk not in known]
    # Typed while it was asked: its words stand, whatever is asked by now.
    late = questions.answerable(check_in, more) if more else []
    AskedQuestion.objects.bulk_create(AskedQuestion(check_in=check_in, question=each) for each in late)
    rows = list(AskedQuestion.objects.filter(check_in=check_in, question__in=answers).order_by("pk"))
    for row in rows:
        row.answer = answers[row.question_id]
        row.full_clean(validate_constraints=False)
    AskedQuestion.objects.bulk_update(rows, ["answer"])


def stored_answers(check_in: CheckIn) -> dict[int, str]:
    return dict(AskedQuestion.objects.filter(check_in=check_in).order_by("pk").values_list("question", "answer"))


@transaction.atomic
def ask_reports(text: str, *, by: Employee) -> Question:
    """A manager's own question for their reports; the same asked already is the same one."""
    if not by.is_manager:
        raise PermissionDenied
    # The manager's row is the lock: a double click asks once.
    Employee.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    mine = Question.objects.filter(manager=by).in_use()
    return mine.filter(text=text).first() or _add(text, mine, manager=by)


@transaction.atomic
def ask_company(text: str, *, by: Employee, position: int | None = None) -> Question:
    """HR's, for everyone; the same asked already is the same one."""
    if not by.is_hr:
        raise PermissionDenied
    company = Question.objects.of_company().in_use()
    return company.filter(text=text).first() or _add(text, company, manager=None, position=position)


@transaction.atomic
def place_question(question: Question, position: int, *, by: Employee) -> None:
    """Where it stands among the others: the order in which they are asked."""
    question = _locked(question, by)
    question.position = position
    question.save(update_fields=["position"])


def _add(text: str, beside, *, manager: Employee | None, position: int | None = None) -> Question:
    if beside.count() >= MOST_IN_USE:
        words = _("%(most)d questions are in use, and more are not asked in a year: take one out of use first.")
        raise ValidationError(words % {"most": MOST_IN_USE})
    if position is None:
        last = beside.order_by("-position").values_list("position", flat=True).first()
        position = (last or 0) + 1
    question = Question(text=text, manager=manager, position=position)
    question.full_clean()
    question.save()
    return question


@transaction.atomic
def reword(question: Question, text: str, *, by: Employee) -> Question:
    """Ask it in other words from now on. Past check-ins keep the old ones, because the old question stays theirs."""
    question = _locked(question, by)
    if question.text == text:
        return question
    if question.retired_at is not None:
        raise ValidationError(_("It was taken out of use meanwhile."))
    beside = Question.objects.filter(manager=question.manager).in_use()
    if beside.filter(text=text).exists():
        raise ValidationError(_("This question is asked already."))
    question.retired_at = timezone.now()
    question.save(update_fields=["retired_at"])
    return _add(text, beside, manager=question.manager, position=question.position)


@transaction.atomic
def retire_question(question: Question, *, by: Employee) -> bool:
    """It is not asked any more; its answers stay. Whether it was this call that did it."""
    question = _locked(question, by)
    if question.retired_at is not None:
        return False
    question.retired_at = timezone.now()
    question.save(update_fields=["retired_at"])
    return True


@transaction.atomic
def ask_again(question: Question, *, by: Employee) -> bool:
    question = _locked(question, by)
    if question.retired_at is None:
        return False
    beside = Question.objects.filter(manager=question.manager).in_use()
    if beside.filter(text=question.text).exists():
        raise ValidationError(_("This question is asked already."))
    if beside.count() >= MOST_IN_USE:
        raise ValidationError(_("Enough questions are in use: take one out of use first."))
    question.retired_at = None
    question.save(update_fields=["retired_at"])
    return True


def _locked(question: Question, by: Employee) -> Question:
    rows = Question.objects.select_related("manager").select_for_update(of=("self",), no_key=True)
    question = rows.get(pk=question.pk)
    if not rules.can_change_question(by, question):
        raise PermissionDenied
    return question
