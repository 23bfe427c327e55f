"""The review cycles of the demo company: one that was released, one that people write for, and one that HR prepares."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from org.models import Employee
from perfmgmt.demo.people import DOMAIN, Person
from reviews import launching, services
from reviews.models import Answer, Cycle, Relation, Review, Submission, Template

MOVED = (
    "The quarter went as planned until the supplier was late; what moved it then was a decision taken within a day.",
    "Two of three goals are reached. The third waits for data that another team owns, and they know it.",
    "More support questions than expected, and the plan held all the same: the routine work was written down early.",
)
HARDER = (
    "Too many small requests without an owner. A named contact for each would take most of it away.",
    "Approvals take a week. A limit below which none is needed would help most.",
    "Nothing that we did not see coming; an hour a week without meetings would still help.",
)
NEXT = (
    "Write down how it is done before the next person joins; an afternoon with the team is enough.",
    "Say earlier that something will be late, and bring the two ways out along.",
    "Hand one routine over, to have time for the larger question. The team lead helps with it.",
)


def save(staff: list[Person], today: dt.date) -> None:
    hr = Employee.objects.get(email=f"hr@{DOMAIN}")
    _release(_launched(_quarterly(today, "the quarter before", -190, -100, -30, -10), hr), hr)
    _write_some(_launched(_quarterly(today, "the last quarter", -100, -8, -6, 12), hr), every=3)
    prepared = services.save_cycle(None, _annual(today), by=hr)
    people = (person.row for person in reversed(staff) if person.row.left_on is None and person.row.hired_on)
    newest = max(people, key=lambda person: (person.hired_on, person.pk), default=None)
    if newest is not None and newest.hired_on <= today and newest.pk not in (hr.pk, hr.manager_id):
        services.exclude(prepared, newest, "Joined late in the year; the first review is next year’s.", by=hr)


def _launched(plan: services.Plan, hr: Employee) -> Cycle:
    cycle = services.save_cycle(None, plan, by=hr)
    services.launch(cycle, by=hr)
    while launching.launch_slice(cycle.pk):
        pass
    cycle.refresh_from_db()
    return cycle


def _release(cycle: Cycle, hr: Employee) -> None:
    _write_some(cycle, every=1)
    services.move_cycle(cycle, "release", "", by=hr, seen=[])
    # As on the first day of its release phase: what was released just now could be recalled, and is cited nowhere yet.
    earlier = timezone.now() - dt.timedelta(days=4)
    cycle.participants.update(released_at=earlier)
    cycle.releases.update(made_at=earlier, released_at=earlier)


def _write_some(cycle: Cycle, *, every: int) -> None:
    """Submits one review in `every`, of those who are not logged into: their own wait to be written."""
    now = timezone.now()
    waiting = {f"{name}@{DOMAIN}" for name in ("employee", "manager", "ceo")} if every > 1 else set()
    reviews = list(Review.objects.filter(participant__cycle=cycle).exclude(writer__email__in=waiting).order_by("pk"))
    chosen = reviews[::every]
    for review in chosen:
        review.state, review.version, review.submitted_at = Review.State.SUBMITTED, 1, now
    made = Submission.objects.bulk_create(Submission(review=each, version=1, submitted_at=now) for each in chosen)
    questions = _questions(cycle)
    Answer.objects.bulk_create((answer for each in made for answer in _answers(each, questions)), batch_size=1000)
    Review.objects.bulk_update(chosen, ["state", "version", "submitted_at"], batch_size=500)


def _answers(submission: Submission, questions: list[int]) -> Iterator[Answer]:
    place = submission.review.participant_id + (submission.review.relation == Relation.MANAGER)
    for question, words in zip(questions, (MOVED, HARDER, NEXT), strict=True):
        yield Answer(submission=submission, question_id=question, text=words[place % len(words)])


def _questions(cycle: Cycle) -> list[int]:
    rows = Template.objects.filter(pk=cycle.template_id).order_by("sections__position", "sections__questions__position")
    return list(rows.values_list("sections__questions", flat=True))


def _plan(key: str, name: str, spans: dict, start: dt.date, end: dt.date, **fields) -> services.Plan:
    common = {"has_nomination": False, "has_calibration": False, "peers_are": "confidential"}
    common |= {"upward_is": "anonymous", "threshold": 3, "peer_count": 3, "load_cap": 12}
    template = Template.objects.newest().get(key=key)
    row = {"name": name, "starts_on": start, "ends_on": end, "template": template}
    return services.Plan(common | row | fields, phases=spans)


def _days(today: dt.date, first: int, last: int) -> tuple[dt.date, dt.date]:
    return today + dt.timedelta(first), today + dt.timedelta(last)


def _quarterly(today: dt.date, which: str, starts: int, ends: int, opens: int, closes: int) -> services.Plan:
    spans = {"writing": _days(today, opens, closes), "release": _days(today, closes + 6, closes + 20)}
    return _plan("light-quarterly", f"Quarterly review of {which}", spans, *_days(today, starts, ends))


def _annual(today: dt.date) -> services.Plan:
    spans = {
        "nomination": _days(today, 10, 17),
        "writing": _days(today, 20, 41),
        "calibration": _days(today, 48, 55),
        "release": _days(today, 60, 74),
    }
    year = today.year
    name, whole = f"Annual review {year}", (dt.date(year, 1, 1), dt.date(year, 12, 31))
    return _plan("annual-with-peers", name, spans, *whole, has_nomination=True, has_calibration=True)
