"""Cycles as HR makes them, with dates that fit."""

from datetime import date, timedelta

from django.utils import timezone

from reviews import answering, launching, services
from reviews.forms.writing import WriteForm
from reviews.models import Cycle, Participant, Review, Step, Template
from reviews.starters import ANNUAL
from reviews.template_tree import build
from reviews.tests.factories import CycleFactory, QuestionFactory, SectionFactory, TemplateFactory

FIELDS = {
    "name": "Annual 2026",
    "starts_on": date(2026, 1, 1),
    "ends_on": date(2026, 12, 31),
    "has_nomination": False,
    "has_calibration": True,
    "peers_are": "confidential",
    "upward_is": "anonymous",
    "threshold": 3,
    "peer_count": 3,
    "load_cap": 12,
    "hired_before": None,
    "line_of": None,
}
PHASES = {
    "nomination": (date(2026, 11, 20), date(2026, 11, 30)),
    "writing": (date(2026, 12, 1), date(2026, 12, 20)),
    "calibration": (date(2027, 1, 5), date(2027, 1, 12)),
    "release": (date(2027, 1, 18), date(2027, 2, 1)),
}


def make_plan(*, departments=(), locations=(), phases=PHASES, due=None, **fields) -> services.Plan:
    fields.setdefault("template", Template.objects.filter(key="annual").first() or build(ANNUAL, key="annual"))
    return services.Plan(FIELDS | fields, list(departments), list(locations), dict(phases), due or {})


def make_cycle(*, by, **options):
    return services.save_cycle(None, make_plan(**options), by=by)


def begin(cycle, *, by) -> Cycle:
    """Begins the launch as HR's click does, of what this version does not run to its end yet too."""
    if not cycle.template.is_frozen:
        services.freeze(cycle.template, by=by)
    cycle.launch_begun_at = timezone.now()
    cycle.save(update_fields=["launch_begun_at"])
    Step.objects.create(cycle=cycle, what="launched", by=by)
    return cycle


def launched(cycle, *, by) -> Cycle:
    begin(cycle, by=by)
    while launching.work(10):
        pass
    cycle.refresh_from_db()
    return cycle


def running(cast, **fields) -> Cycle:
    """A cycle of `cast.subject` in writing: a text and a rating of self and manager, a text for the manager alone, and
    a text of peers. The subject, the manager and the peer are asked.
    """
    fields = {"peers_are": "confidential", "has_calibration": False} | fields
    template = TemplateFactory(frozen_at=timezone.now())
    section = SectionFactory(template=template)
    for words, relations, extra in (
        ("What moved?", ("self", "manager", "peer"), {}),
        ("Results?", ("self", "manager"), {"rating": True, "scale__template": template}),
        ("A word for the manager?", ("self", "peer"), {"readers": "manager"}),
    ):
        question = QuestionFactory(section=section, words=words, relations=relations, **extra)
        question.asked.update(is_required=not extra.get("readers"))
    now = timezone.now()
    cycle = CycleFactory(
        template=template, state="writing", launch_begun_at=now, launched_at=now, has_nomination=False, **fields
    )
    today = now.date()
    cycle.phases.create(phase="writing", starts_on=today - timedelta(5), ends_on=today + timedelta(10))
    cycle.phases.create(phase="release", starts_on=today + timedelta(15), ends_on=today + timedelta(30))
    for relation in ("self", "manager", "peer"):
        cycle.relations.create(relation=relation, due_on=today + timedelta(10))
    participant = cycle.participants.create(subject=cast.subject, manager=cast.manager)
    for relation, writer in (("self", cast.subject), ("manager", cast.manager), ("peer", cast.peer)):
        anonymity = cycle.peers_are if relation == "peer" else "attributed"
        if anonymity == "anonymous":
            continue  # nobody is asked alone
        participant.reviews.create(relation=relation, writer=writer, anonymity=anonymity)
    return cycle


def nominating(cast, **fields) -> Cycle:
    """As `running`, in nomination: no peer is asked yet."""
    cycle = running(cast, **fields)
    Review.objects.filter(participant__cycle=cycle, relation="peer").delete()
    today = timezone.now().date()
    cycle.phases.filter(phase="writing").update(starts_on=today + timedelta(6))
    cycle.phases.create(phase="nomination", starts_on=today - timedelta(5), ends_on=today + timedelta(5))
    cycle.state, cycle.has_nomination = "nomination", True
    cycle.save()
    return cycle


def release_all(state: str = "release") -> None:
    """Everybody's result is released, of every cycle."""
    Cycle.objects.update(state=state)
    Participant.objects.filter(taken_out_at=None).update(released_at=timezone.now())


def review_of(cycle, relation) -> Review:
    return Review.objects.get(participant__cycle=cycle, relation=relation)


def sent_of(review, text, *, secret="") -> dict:
    """What the form of this review sends: `text` in the first, the middle level, `secret` for the manager alone."""
    found = {}
    for each in answering.asked_in(review):
        if each.levels:
            found[f"level_{each.question.pk}"] = str(each.levels[1].pk)
        else:
            found[f"text_{each.question.pk}"] = text if each.question.readers == "subject" else secret
    return found


def submit(cycle, relation, text, *, secret="") -> Review:
    review = review_of(cycle, relation)
    form = WriteForm(sent_of(review, text, secret=secret), asked=answering.asked_in(review))
    assert form.is_valid(), form.errors
    return services.submit(review, form.given(), by=review.writer)
