"""Tables of a cycle: how far it is, for HR; and its results, for the HR people who were named to read them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _

from org.models import Employee
from reviews import result
from reviews.models import Acknowledgement, Answer, Cycle, Level, Participant, Relation, Review
from reviews.models.setting_up import not_about

ORDER = list(Relation.values)
RESULTS = "review-results"


@dataclass
class Table:
    headings: list[str]
    rows: list[list]
    # The ids of whom it is about and of those who wrote it.
    people: set[int]


def completion(cycle: Cycle, viewer: Employee) -> Table:
    """States and counts, never words; nothing anonymous, nor what is about the viewer or their manager."""
    people = cycle.participants.filter(not_about(viewer, "subject")).select_related("subject", "manager", "department")
    people = list(people.order_by("subject__last_name", "subject__first_name", "pk"))
    states: dict[int, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
    reviews = Review.objects.filter(participant__in=cycle.participants.order_by().values("pk"))
    reviews = reviews.exclude(state=Review.State.CONTRIBUTION)
    for pk, relation, state in reviews.order_by("pk").values_list("participant", "relation", "state"):
        states[pk][relation][state] += 1
    said = Acknowledgement.objects.current().filter(participant__cycle=cycle).order_by("pk")
    answers = {each.participant_id: str(each.get_kind_display()) for each in said}
    headings = [*_person_headings(), *(str(Relation(each).label).capitalize() for each in ORDER), _("Answer")]
    rows = [
        [*_person(each), *(_count(states[each.pk][relation]) for relation in ORDER), answers.get(each.pk, "")]
        for each in people
    ]
    return Table(headings, rows, {each.subject_id for each in people})


def _count(states: Counter) -> str:
    """“2 of 3”: as text that no spreadsheet takes for a date. Empty where nobody is asked, or it is anonymous."""
    if not states:
        return ""
    words = _("%(done)s of %(all)s") % {"done": states[Review.State.SUBMITTED], "all": states.total()}
    declined = states[Review.State.DECLINED]
    return f"{words}, {_('%(count)s declined') % {'count': declined}}" if declined else words


def results(cycle: Cycle, viewer: Employee) -> Table:
    """A row for each answer that counts, of those whose results the viewer reads as named HR."""
    known = cycle.participants.read_by_named(viewer).select_related("subject", "manager", "department")
    participants = {each.pk: each for each in known.order_by("pk")}
    of_them = known.order_by().values("pk")
    answers = Answer.objects.visible_to(viewer).filter(submission__review__participant__in=of_them)
    related = ("question__section", "question__competency", "level", "submission__review__writer")
    answers = sorted(answers.select_related(*related).order_by("pk"), key=lambda row: _place(row, participants))
    scales = _scales(answers)
    rows, people = [], set()
    for answer in answers:
        review = answer.submission.review
        participant = participants[review.participant_id]
        people |= {participant.subject_id, review.writer_id}
        rows.append([*_person(participant), *_cells(answer, participant, viewer, scales)])
    return Table([*_person_headings(), *_result_headings()], rows, people)


def _place(answer: Answer, participants: dict[int, Participant]) -> tuple:
    """By person and question; within a relation in an order that tells nothing of who wrote first."""
    review, question = answer.submission.review, answer.question
    subject = participants[review.participant_id].subject
    shuffled = sha256(f"{question.pk}:{answer.pk}".encode()).hexdigest()
    where = (question.section.position, question.section_id, question.position, question.pk)
    return str(subject).casefold(), subject.pk, *where, ORDER.index(review.relation), shuffled


def _scales(answers: Iterable[Answer]) -> dict[int, str]:
    """Scale → its levels in words, from the lowest: no rating leaves without its scale."""
    wanted = {answer.level.scale_id for answer in answers if answer.level}
    labels: dict[int, list[str]] = defaultdict(list)
    for scale, label in Level.objects.filter(scale__in=wanted).order_by("value", "pk").values_list("scale", "label"):
        labels[scale].append(label)
    return {scale: " < ".join(words) for scale, words in labels.items()}


def _cells(answer: Answer, participant: Participant, viewer: Employee, scales: dict[int, str]) -> Iterator:
    review, level = answer.submission.review, answer.level
    yield str(Relation(review.relation).label)
    yield str(review.writer) if review.writer_id == viewer.pk else result.who_of(review, participant, viewer)
    yield answer.question.section.title
    yield answer.question.words
    yield level.label if level else ""
    yield level.value if level else ""
    yield scales[level.scale_id] if level else ""
    yield answer.text
    yield answer.submission.version
    yield timezone.localdate(answer.submission.submitted_at)


def _person_headings() -> list[str]:
    return [_("Employee number"), _("Person"), _("Job title"), _("Job level"), _("Department"), _("Manager")]


def _person(participant: Participant) -> list[str]:
    """As on the day of the launch."""
    subject, department, manager = participant.subject, participant.department, participant.manager
    names = [str(each) if each else "" for each in (department, manager)]
    return [subject.employee_number or "", str(subject), participant.job_title, participant.job_level, *names]


def _result_headings() -> list[str]:
    return [
        _("Relation"),
        _("Written by"),
        _("Section"),
        _("Question"),
        _("Level"),
        _("Value"),
        _("Scale"),
        _("Text"),
        _("Version"),
        _("Submitted on"),
    ]
