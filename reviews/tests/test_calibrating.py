"""Calibration: who sees whom, what a change keeps, and eight people at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from drafts.tests.factories import DraftFactory
from inbox.models import Notification
from org.tests.factories import DepartmentFactory, EmployeeFactory
from perfmgmt.testing.threads import at_once
from reviews import calibration, moves, services
from reviews.models import Answer, CalibrationChange, CalibrationNote, Cycle, CycleReader, Participant, Review
from reviews.tests.factories import CycleFactory, QuestionFactory, SectionFactory, TemplateFactory
from reviews.tests.planning import release_all

pytestmark = pytest.mark.django_db


def rated(cycle, subject, manager, values: dict[str, int]) -> Participant:
    """Their manager has submitted these values of performance and potential, and a text."""
    participant = cycle.participants.create(subject=subject, manager=manager, department=subject.department)
    now = timezone.now()
    review = participant.reviews.create(
        relation="manager", writer=manager, state="submitted", version=1, submitted_at=now
    )
    submission = review.submissions.create(version=1, submitted_at=now)
    for question in cycle.template.sections.get().questions.all():
        if question.purpose in values:
            level = question.scale.levels.get(value=values[question.purpose])
            submission.answers.create(question=question, level=level)
    submission.answers.create(question=cycle.template.sections.get().questions.get(kind="text"), text=f"On {subject}.")
    return participant


@pytest.fixture
def cycle(cast):
    """In calibration: the subject, their peer and the stranger, in one group that the skip-level facilitates."""
    template = TemplateFactory(frozen_at=timezone.now())
    section = SectionFactory(template=template)
    for purpose, readers in (("performance", "subject"), ("potential", "calibration")):
        QuestionFactory(
            section=section, words=f"{purpose}?", relations=("manager",), rating=True, scale__template=template,
            purpose=purpose, readers=readers,
        )  # fmt: skip
    QuestionFactory(section=section, words="In words?", relations=("manager",))
    now, today = timezone.now(), timezone.now().date()
    cycle = CycleFactory(
        template=template, state="calibration", launch_begun_at=now, launched_at=now, has_nomination=False,
        has_calibration=True, upward_is="anonymous",
    )  # fmt: skip
    cycle.phases.create(phase="calibration", starts_on=today, ends_on=today + timedelta(5))
    cycle.relations.create(relation="manager", due_on=today - timedelta(3), closed_at=now)
    group = cycle.groups.create(name="Everybody")
    group.facilitators.create(person=cast.skip_level)
    rated(cycle, cast.subject, cast.manager, {"performance": 2, "potential": 1})
    rated(cycle, cast.peer, cast.manager, {"performance": 3})
    rated(cycle, cast.stranger, EmployeeFactory(), {"performance": 1, "potential": 3})
    cycle.participants.update(group=group)
    return cycle


def of(cycle, person) -> Participant:
    return cycle.participants.get(subject=person)


def level(cycle, purpose: str, value: int) -> int:
    return next(each.pk for each in calibration.levels_of(cycle)[purpose] if each.value == value)


def change(cycle, person, by, value=3, *, version=0, purpose="performance", reason="Compared.") -> CalibrationChange:
    wanted = level(cycle, purpose, value)
    return services.change_rating(of(cycle, person), purpose, wanted, reason, by=by, version=version)


def stands(cycle, person) -> tuple:
    (found,) = calibration.people_of(cycle.participants.filter(subject=person))
    return tuple(each.stands and each.stands.value for each in (found.performance, found.potential))


# --- who sees whom ---


def seen_by(person) -> set:
    return set(Participant.objects.calibrated_by(person).values_list("subject", flat=True))


def test_a_facilitator_sees_their_group_from_calibration_on_but_neither_themselves_nor_their_manager(cast, cycle):
    three = {cast.subject.pk, cast.peer.pk, cast.stranger.pk}
    assert seen_by(cast.skip_level) == three
    cycle.groups.get().facilitators.create(person=cast.peer)
    cycle.groups.get().facilitators.create(person=cast.report)  # the subject leads them

    assert seen_by(cast.peer) == three - {cast.peer.pk}
    assert seen_by(cast.report) == three - {cast.subject.pk}
    Cycle.objects.update(state="writing")
    assert seen_by(cast.skip_level) == set()


@pytest.mark.parametrize("role", ["manager", "subject", "peer", "hr", "administrator", "former_manager"])
def test_nobody_else_sees_anybody(cast, cycle, role):
    assert seen_by(cast[role]) == set()


@pytest.mark.parametrize("state", ["calibration", "release"])
def test_named_hr_who_wrote_about_their_own_manager_read_their_own_words_there_and_no_change(cast, cycle, state):
    CycleReader.objects.create(cycle=cycle, person=cast.hr, named_by=EmployeeFactory(hr=True))
    theirs = rated(cycle, cast.hr.manager, EmployeeFactory(), {"performance": 1, "potential": 2})
    theirs.reviews.create(relation="upward", writer=cast.hr)
    facilitator = EmployeeFactory()
    cycle.groups.get().facilitators.create(person=facilitator)
    cycle.participants.update(group=cycle.groups.get())
    change(cycle, cast.hr.manager, facilitator, reason="Not for their own report.")
    if state == "release":
        release_all()

    page = cast.client("hr").get(reverse("reviews:review", args=[theirs.pk]))

    assert page.status_code == 200
    assert "Not for their own report." not in page.content.decode()
    assert "You read this as an HR person named for this cycle" not in page.content.decode()


def test_named_hr_sees_every_group_and_only_while_they_are_hr(cast, cycle):
    CycleReader.objects.create(cycle=cycle, person=cast.hr, named_by=EmployeeFactory(hr=True))
    CycleReader.objects.create(cycle=cycle, person=cast.former_manager, named_by=cast.hr)
    cycle.participants.update(group=None)

    assert seen_by(cast.hr) == {cast.subject.pk, cast.peer.pk, cast.stranger.pk}
    assert seen_by(cast.former_manager) == set()


def test_who_calibrates_reads_every_text_and_rating_of_their_people_and_what_is_for_them_alone(cast, cycle):
    read = Answer.objects.visible_to(cast.skip_level)

    assert set(read.exclude(text="").values_list("text", flat=True)) == {
        f"On {each}." for each in (cast.subject, cast.peer, cast.stranger)
    }
    assert read.filter(question__purpose="potential").count() == 2
    assert Review.objects.visible_to(cast.skip_level).count() == 3
    release_all()
    assert not Answer.objects.visible_to(cast.subject).filter(question__purpose="potential").exists()
    assert not Answer.objects.visible_to(cast.manager).filter(
        question__purpose="potential", submission__review__writer__isnull=True
    ).exists()


# --- changes ---


def test_a_change_keeps_old_new_who_and_why_and_the_managers_rating_stays(cast, cycle):
    made = change(cycle, cast.subject, cast.skip_level, 3, reason=" Two launches. ")

    assert (made.before.value, made.after.value, made.reason, made.by) == (2, 3, "Two launches.", cast.skip_level)
    assert made.group == cycle.groups.get()
    assert stands(cycle, cast.subject) == (3, 1)
    given = Answer.objects.get(submission__review__participant__subject=cast.subject, question__purpose="performance")
    assert given.level.value == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"reason": " "}, "the manager reads the reason"),
        ({"value": 2}, "this one stands already"),
        ({"version": 1}, "meanwhile"),
    ],
)
def test_what_is_refused_changes_nothing(cast, cycle, options, words):
    if "version" in options:
        change(cycle, cast.subject, cast.skip_level)
        options = {"version": 0, "value": 1}

    with pytest.raises(ValidationError, match=words):
        change(cycle, cast.subject, cast.skip_level, **options)
    assert CalibrationChange.objects.count() == (1 if "version" in options else 0)


def test_a_level_of_another_scale_is_refused(cast, cycle):
    wrong = level(cycle, "potential", 3)

    with pytest.raises(ValidationError, match="one of the levels"):
        services.change_rating(of(cycle, cast.subject), "performance", wrong, "So.", by=cast.skip_level, version=0)


@pytest.mark.parametrize("role", ["manager", "subject", "peer", "hr"])
def test_who_does_not_calibrate_changes_nothing(cast, cycle, role):
    with pytest.raises(PermissionDenied):
        change(cycle, cast.subject, cast[role])
    assert not CalibrationChange.objects.exists()


@pytest.mark.parametrize("state", ["release", "closed"])
def test_after_the_release_nothing_is_changed_or_undone(cast, cycle, state):
    made = change(cycle, cast.subject, cast.skip_level)
    release_all(state)

    with pytest.raises(ValidationError, match="during calibration"):
        change(cycle, cast.subject, cast.skip_level, 1, version=1)
    with pytest.raises(ValidationError, match="during calibration"):
        services.undo_change(made, by=cast.skip_level)
    assert stands(cycle, cast.subject) == (3, 1)


def test_undone_it_stands_as_before_and_both_stay(cast, cycle):
    first = change(cycle, cast.subject, cast.skip_level, 3)
    second = change(cycle, cast.subject, cast.skip_level, 1, version=1)
    with pytest.raises(ValidationError, match="undo that first"):
        services.undo_change(first, by=cast.skip_level)

    services.undo_change(second, by=cast.skip_level)
    services.undo_change(second, by=cast.skip_level)
    assert stands(cycle, cast.subject) == (3, 1)
    services.undo_change(CalibrationChange.objects.get(pk=first.pk), by=cast.skip_level)

    assert stands(cycle, cast.subject) == (2, 1)
    assert CalibrationChange.objects.exclude(undone_at=None).count() == 2
    with pytest.raises(ValidationError, match="meanwhile"):
        change(cycle, cast.subject, cast.skip_level, 3, version=2)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_change_one_rating_once_and_different_people_all(cast, cycle):
    group = cycle.groups.get()
    eight = EmployeeFactory.create_batch(8)
    for each in eight:
        group.facilitators.create(person=each)
    others = [EmployeeFactory(manager=cast.manager) for _each in range(8)]
    for each in others:
        rated(cycle, each, cast.manager, {"performance": 1})
    cycle.participants.update(group=group)

    same = at_once(*[lambda by=by: change(cycle, cast.subject, by) for by in eight])
    apart = at_once(
        *[lambda by=by, who=who: change(cycle, who, by) for by, who in zip(eight, others, strict=True)]
    )

    assert sorted(type(each).__name__ for each in same) == ["CalibrationChange"] + ["ValidationError"] * 7
    assert [type(each).__name__ for each in apart] == ["CalibrationChange"] * 8


# --- how they spread ---


def test_the_spread_counts_what_stands_beside_what_was_given(cast, cycle):
    change(cycle, cast.subject, cast.skip_level, 3)
    people = calibration.people_of(cycle.participants.all())
    levels = calibration.levels_of(cycle)["performance"]

    whole = calibration.spread("Everyone", people, levels, "performance")
    by_manager = calibration.spreads(people, "manager", levels, "performance", timezone.now().date())

    assert (whole.before, whole.now, whole.count) == ([1, 1, 1], [1, 0, 2], 3)
    assert (whole.mean_before, round(whole.mean_now, 4)) == (2, 2.3333)
    assert {each.words: each.now for each in by_manager}[str(cast.manager)] == [0, 0, 2]
    for by in calibration.ways():
        parts = calibration.spreads(people, by, levels, "performance", timezone.now().date())
        assert [sum(each) for each in zip(*[part.now for part in parts], strict=True)] == whole.now


@pytest.mark.parametrize(
    ("years", "words"), [(0.5, "Under a"), (2, "One to three"), (5, "Three to ten"), (12, "Ten years"), (None, "Not")]
)
def test_tenure(cast, cycle, years, words):
    today = timezone.now().date()
    cast.subject.hired_on = years and today - timedelta(days=round(years * 365.25))
    cast.subject.save()
    people = calibration.people_of(cycle.participants.filter(subject=cast.subject))

    (only,) = calibration.spreads(people, "tenure", calibration.levels_of(cycle)["performance"], "performance", today)
    assert only.words.startswith(words)


def test_the_grid_holds_who_has_both_ratings_and_says_who_has_not(cast, cycle):
    people = calibration.people_of(cycle.participants.all())
    performance, potential = calibration.levels_of(cycle).values()

    rows = calibration.grid(people, performance, potential)

    placed = {
        (row.value, cell.performance.value): [each.participant.subject for each in cell.people]
        for row, cells in rows
        for cell in cells
        if cell.people
    }
    assert placed == {(1, 2): [cast.subject], (3, 1): [cast.stranger]}
    assert [row.value for row, _cells in rows] == [3, 2, 1]
    assert [each.participant.subject for each in calibration.without_place(people)] == [cast.peer]


# --- groups ---


def test_hr_makes_groups_and_names_who_facilitates(cast, cycle):
    cycle.participants.update(group=None)
    department = DepartmentFactory(name="Optics")
    cycle.participants.filter(subject=cast.peer).update(department=department)
    client, path = cast.client("hr"), reverse("admin:reviews_cycle_groups", args=[cycle.pk])

    assert client.post(path, {"name": "Optics", "departments": [department.pk]}).status_code == 302
    group = cycle.groups.get(name="Optics")
    assert [each.subject for each in group.participants.all()] == [cast.peer]
    assert "already" in client.post(path, {"name": "optics"}).content.decode()
    assert client.post(reverse("admin:reviews_cycle_groups_by_department", args=[cycle.pk])).status_code == 302
    assert not cycle.participants.filter(group=None).exists()
    # Also where the form is not there any more, as nobody is left for another group.
    assert "already" in client.post(path, {"name": "optics"}).content.decode()

    name = reverse("admin:reviews_cycle_facilitators", args=[cycle.pk, group.pk])
    assert client.post(name, {"person": cast.report.email}).status_code == 302
    assert "facilitates this group already" in client.post(name, {"person": cast.report.email}).content.decode()
    assert "Nobody names themselves" in client.post(name, {"person": cast.hr.email}).content.decode()
    named = group.facilitators.get()
    remove = reverse("admin:reviews_cycle_remove_facilitator", args=[cycle.pk, group.pk, named.pk])
    assert client.post(remove).status_code == 302
    assert not group.facilitators.exists()
    assert client.post(reverse("admin:reviews_cycle_drop_group", args=[cycle.pk, group.pk])).status_code == 302
    assert of(cycle, cast.peer).group is None


def test_a_group_that_held_a_session_stays(cast, cycle):
    change(cycle, cast.subject, cast.skip_level)

    with pytest.raises(ValidationError, match="has held a session"):
        services.drop_group(cycle.groups.get(), by=cast.hr)


def test_others_make_no_groups(cast, cycle):
    for role in ("manager", "skip_level", "administrator"):
        with pytest.raises(PermissionDenied):
            services.make_group(cycle, "Mine", [], by=cast[role])
        with pytest.raises(PermissionDenied):
            services.name_facilitator(cycle.groups.get(), cast.peer, by=cast[role])


# --- moves ---


def test_hr_starts_it_and_is_told_what_that_overrules(cast, cycle):
    Cycle.objects.update(state="writing")
    cycle.refresh_from_db()
    Review.objects.filter(participant__subject=cast.peer).update(state="open", submitted_at=None)
    cycle.participants.filter(subject=cast.peer).update(group=None)
    cycle.groups.create(name="Empty")
    client, path = cast.client("hr"), reverse("admin:reviews_cycle_calibrate", args=[cycle.pk])

    seen = client.get(path).context["checked"].overruled
    assert client.post(path, {"seen": seen, "reason": "It is time."}).status_code == 302

    cycle.refresh_from_db()
    assert cycle.state == "calibration"
    assert [words.split()[0] for words in seen] == ["1", "1", "Nobody"]


def test_a_release_without_the_calibration_that_was_planned_is_said(cycle):
    assert not moves.check(cycle, "release", timezone.now().date()).overruled
    Cycle.objects.update(state="writing")
    cycle.refresh_from_db()

    assert "This cycle has a calibration, and it was not held." in moves.check(
        cycle, "release", timezone.now().date()
    ).overruled


def test_who_was_rated_again_after_a_change_is_said_before_the_release(cast, cycle):
    change(cycle, cast.subject, cast.skip_level)
    Review.objects.filter(participant__subject=cast.subject).update(submitted_at=timezone.now() + timedelta(hours=1))

    (words,) = moves.check(cycle, "release", timezone.now().date()).overruled
    assert "1 person was rated again" in words


def test_the_result_says_what_calibration_changed_and_to_all_but_the_subject_why(cast, cycle):
    change(cycle, cast.subject, cast.skip_level, 3, reason="Two launches.")
    change(cycle, cast.subject, cast.skip_level, 3, purpose="potential", reason="Leads already.")
    release_all()
    path = reverse("reviews:review", args=[of(cycle, cast.subject).pk])

    mine, theirs = (cast.client(role).get(path).content.decode() for role in ("subject", "manager"))

    assert "performance stands at “Exceeds”" in mine
    assert "The manager gave “Meets”" in mine
    assert not any(words in mine for words in ("Two launches.", "potential", "Leads already."))
    assert all(words in theirs for words in ("Two launches.", "potential stands at", "Leads already."))


def test_those_who_compare_are_told_that_it_has_begun(cast, cycle):
    Cycle.objects.update(state="writing")
    CycleReader.objects.create(cycle=cycle, person=cast.hr, named_by=EmployeeFactory(hr=True))
    other = EmployeeFactory(hr=True)
    cycle.refresh_from_db()
    seen = moves.check(cycle, "calibrate", timezone.now().date()).overruled
    services.move_cycle(cycle, "calibrate", "It is time.", by=other, seen=seen)

    told = Notification.objects.filter(kind="review-calibration").order_by("person")
    assert {each.person for each in told} == {cast.skip_level, cast.hr}


def test_what_was_reopened_and_not_submitted_again_is_compared_as_it_was(cast, cycle):
    Cycle.objects.update(state="writing")
    cycle.refresh_from_db()
    Review.objects.filter(participant__subject=cast.subject).update(state="open", submitted_at=None)

    seen = moves.check(cycle, "calibrate", timezone.now().date()).overruled
    services.move_cycle(cycle, "calibrate", "It is time.", by=cast.hr, seen=seen)

    assert seen == ["1 reopened review is not submitted again: what was submitted before counts."]
    assert stands(cycle, cast.subject) == (2, 1)


def test_who_was_taken_out_is_compared_by_nobody(cast, cycle):
    CycleReader.objects.create(cycle=cycle, person=cast.hr, named_by=EmployeeFactory(hr=True))
    cycle.participants.filter(subject=cast.subject).update(taken_out_at=timezone.now())

    for reader in (cast.skip_level, cast.hr):
        assert cast.subject.pk not in seen_by(reader)
        assert not Answer.objects.visible_to(reader).filter(text=f"On {cast.subject}.").exists()


def test_the_form_says_that_those_who_calibrate_read_it(cast, cycle):
    participant = of(cycle, cast.subject)
    Cycle.objects.update(state="writing")
    participant.reviews.update(state="open", submitted_at=None, version=0)
    cycle.relations.update(due_on=timezone.now().date() + timedelta(3), closed_at=None)

    page = cast.client("manager").get(reverse("reviews:write", args=[participant.reviews.get().pk])).content.decode()

    assert "the facilitators of the group, and the HR people named for this cycle" in page
    assert "Nobody else does" not in page


def test_a_draft_of_a_session_has_its_name_among_ones_drafts(cast, cycle):
    participant, group = of(cycle, cast.subject), cycle.groups.get()
    for key in (f"calibration:{participant.pk}", f"calibration-note:{group.pk}"):
        DraftFactory(author=cast.skip_level, key=key)

    page = cast.client("skip_level").get(reverse("drafts:index")).content.decode()

    assert f"The rating of {cast.subject} in calibration" in page
    assert "A note of the calibration of Everybody" in page


# --- the pages ---


def test_one_changes_a_rating_on_the_page_and_undoes_it(cast, cycle):
    client = cast.client("skip_level")
    board = reverse("reviews:calibration", args=[cycle.pk])
    path = reverse("reviews:calibrate", args=[of(cycle, cast.subject).pk])
    page = client.get(path)
    assert "On Sam" in page.content.decode()

    wanted = {"performance": level(cycle, "performance", 3), "potential": level(cycle, "potential", 2)}
    sent = wanted | {"seen": page.context["form"]["seen"].value()}
    assert "the manager reads the reason" in client.post(path, sent).content.decode()
    assert client.post(path, sent | {"reason": "Compared."}).status_code == 302
    again = client.post(path, sent | {"reason": "Compared.", "performance": level(cycle, "performance", 1)})
    assert again.status_code == 422
    assert "meanwhile" in again.content.decode()

    assert stands(cycle, cast.subject) == (3, 2)
    text = client.get(board).content.decode()
    assert "1 with a changed rating" in text
    last = CalibrationChange.objects.get(purpose="performance")
    assert client.post(reverse("reviews:undo_calibration", args=[last.pk])).status_code == 302
    assert stands(cycle, cast.subject) == (2, 2)


def test_a_place_that_somebody_was_dragged_to_is_chosen_and_nothing_is_changed_yet(cast, cycle):
    wanted = level(cycle, "performance", 1)
    path = reverse("reviews:calibrate", args=[of(cycle, cast.subject).pk])

    page = cast.client("skip_level").get(path, {"performance": wanted, "potential": "x"})

    assert str(page.context["form"]["performance"].value()) == str(wanted)
    assert not CalibrationChange.objects.exists()


def test_the_page_of_reviews_leads_those_who_calibrate_to_the_session(cast, cycle):
    path = reverse("reviews:calibration", args=[cycle.pk])

    pages = {role: cast.client(role).get(reverse("reviews:index")) for role in ("skip_level", "hr")}
    seen = {role: path in page.content.decode() for role, page in pages.items()}
    assert seen == {"skip_level": True, "hr": False}


@pytest.mark.parametrize("role", ["manager", "subject", "peer", "hr", "administrator", "stranger"])
def test_who_does_not_calibrate_finds_nothing(cast, cycle, role):
    made = change(cycle, cast.subject, cast.skip_level)
    client = cast.client(role)

    for name, pk in (
        ("calibration", cycle.pk),
        ("calibrate", of(cycle, cast.subject).pk),
        ("calibration_note", cycle.groups.get().pk),
    ):
        path = reverse(f"reviews:{name}", args=[pk])
        assert (client.get(path).status_code, client.post(path, {"text": "x"}).status_code) in ((404, 404), (404, 405))
    assert client.post(reverse("reviews:undo_calibration", args=[made.pk])).status_code == 404
    made.refresh_from_db()
    assert made.undone_at is None


def test_a_note_is_read_by_those_who_calibrate_the_group(cast, cycle):
    group = cycle.groups.get()
    client, path = cast.client("skip_level"), reverse("reviews:calibration_note", args=[group.pk])

    assert "Write the note" in client.post(path, {"text": " "}).content.decode()
    assert client.post(path, {"text": "We compared launches."}).status_code == 302

    assert CalibrationNote.objects.get().text == "We compared launches."
    assert "We compared launches." in client.get(reverse("reviews:calibration", args=[cycle.pk])).content.decode()


@pytest.mark.parametrize("count", [1, 4])
def test_the_pages_cost_the_same_whatever_is_in_them(cast, cycle, count, django_assert_max_num_queries):
    for _each in range(count):
        person = EmployeeFactory(manager=cast.manager, department=DepartmentFactory())
        rated(cycle, person, cast.manager, {"performance": 1, "potential": 1})
        cycle.participants.update(group=cycle.groups.get())
        change(cycle, person, cast.skip_level)
    client = cast.client("skip_level")
    for path in (
        reverse("reviews:calibration", args=[cycle.pk]),
        reverse("reviews:calibrate", args=[of(cycle, person).pk]),
    ):
        client.get(path)
        with django_assert_max_num_queries(12):
            client.get(path)
