"""The review cycles of the demo company: one in each phase, in the shape that the services write."""

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from inbox.duties import duties_of
from org.models import Employee
from reviews import answering, calibration
from reviews.models import (
    Acknowledgement,
    AnonymousAnswer,
    AnonymousMark,
    Answer,
    CalibrationChange,
    Cycle,
    Nomination,
    Participant,
    Review,
    Step,
    Submission,
    Template,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_allowed(settings):
    settings.DEMO = True


def demo(**options):
    call_command("demo", verbosity=0, **options)


def account(name) -> Employee:
    return Employee.objects.get(email=f"{name}@demo.example")


def waits_for(name) -> set[str]:
    person = account(name)
    found = duties_of([person], timezone.now()).get(person.pk, [])
    return {duty.key.partition(":")[0] + duty.key[duty.key.rfind(":") :] for duty in found if duty.kind == "review"}


def test_there_is_a_cycle_in_each_phase_and_each_account_has_something_to_do_in_them():
    demo(employees=40)

    states = list(Cycle.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["closed", "release", "calibration", "writing", "nomination", "set-up"]
    assert waits_for("employee") >= {"review:write", "review-anonymous:upward", "review-peers:propose"}
    assert waits_for("employee") >= {"review-result:acknowledge"}
    assert waits_for("manager") >= {"review:write", "review-peers:approve", "review-result:talk"}
    assert waits_for("ceo") >= {"review:write"}
    assert waits_for("hr") >= {"review:write"}
    for name in ("ceo", "manager", "hr"):
        assert list(calibration.sessions_of(account(name))) == [Cycle.objects.get(state="calibration")]
    assert Participant.objects.filter(subject=account("employee"), cycle__state="closed").exists()


def test_what_is_in_them_is_as_the_services_would_have_written_it():
    demo(employees=40)

    for review in Review.objects.filter(state="submitted").select_related("participant__cycle__template"):
        given = answering.submitted(review)
        assert answering.faults_of(answering.asked_in(review), given) == {}
    assert not Submission.objects.exclude(review__submitted_at=F("submitted_at")).exists()
    assert not Submission.objects.filter(submitted_at__gt=timezone.now()).exists()
    assert not Step.objects.filter(at__gt=timezone.now()).exists()
    answered = {(each.participant_id, each.relation) for each in AnonymousMark.objects.filter(has_answered=True)}
    assert {(each.participant_id, each.relation) for each in AnonymousAnswer.objects.all()} == answered
    assert not Nomination.objects.filter(nominee=F("participant__subject")).exists()
    assert not Nomination.objects.filter(nominee=F("participant__manager")).exists()
    asked = Nomination.objects.filter(state="approved").count()
    assert Review.objects.filter(participant__cycle__state="nomination", relation="peer", state="open").count() == asked
    assert {kind for (kind,) in Acknowledgement.objects.values_list("kind").distinct()} == {
        "received",
        "comment",
        "talk",
    }
    assert not Acknowledgement.objects.exclude(version__in=[0, 1]).exists()
    assert CalibrationChange.objects.standing().exists()
    assert not CalibrationChange.objects.filter(by=F("participant__subject")).exists()


def test_a_released_one_shows_its_subject_what_was_written():
    demo(employees=40)
    employee = account("employee")

    for state in ("release", "closed"):
        about = {"submission__review__participant__subject": employee}
        seen = Answer.objects.visible_to(employee).filter(submission__review__participant__cycle__state=state, **about)
        assert set(seen.values_list("submission__review__relation", flat=True)) >= {"self", "manager"}
    assert AnonymousAnswer.objects.visible_to(account("manager")).filter(relation="upward").exists()


def written() -> list[tuple]:
    rows = Answer.objects.order_by("pk").values_list(
        "submission__review__participant__subject__email", "submission__review__writer__email", "text", "level__value"
    )
    return list(rows)


def test_the_same_seed_writes_the_same_reviews():
    demo(employees=20, seed=3)
    first = written()

    demo(employees=20, seed=3)

    assert written() == first


def test_the_smallest_company_has_them_too():
    demo(employees=5)

    assert Cycle.objects.count() == 6


def test_removed_it_leaves_no_cycle_and_the_built_in_templates_open():
    demo(employees=20)

    call_command("demo", remove=True, verbosity=0)

    assert not Cycle.objects.exists()
    assert not Submission.objects.exists()
    assert list(Template.objects.order_by("key").values_list("version", "frozen_at")) == [(1, None)] * 3
