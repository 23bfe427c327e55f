"""Who opens which room of the admin: HR runs reviews, partners look, and nobody else gets in."""

import pytest
from django.urls import reverse
from django.utils import timezone

from org.tests.factories import EmployeeFactory
from perfmgmt.testing import admin_row, row
from reviews.models import Acknowledgement, Cycle, CycleReader, Exclusion, Participant, Review, Step, Template
from reviews.template_tree import build
from reviews.tests.factories import QuestionFactory
from reviews.tests.planning import make_cycle, release_all, review_of, running
from reviews.tests.test_duties import typed

MATRIX = {
    "reviews:index": row(200),
    "reviews:review": row(404, manager=200, peer=200, hr_self=200),
    "reviews:write": row(404, hr_self=200),
    "reviews:talked": row(405),
    # Nobody there is asked anonymously; who is, and who is not, stands in `test_anonymous`.
    "reviews:answer": row(404),
    # Nor is anybody named who would; for that see `test_anonymous_peers`.
    "reviews:decline_anonymous": row(404),
    # Who calibrates stands in `test_calibrating`; in writing nobody does.
    "reviews:calibration": row(404),
    "reviews:calibrate": row(404),
    "reviews:undo_calibration": row(405),
    "reviews:calibration_note": row(404),
    "reviews:peers": row(404, manager=200, hr_self=200),
    "reviews:propose": row(405),
    "reviews:withdraw": row(405),
    "reviews:approve": row(405),
    "reviews:refuse": row(404, manager=200, hr_self=200),
    "reviews:add_peer": row(404, manager=200, hr_self=200),
    "reviews:decline": row(404, peer=200),
    "reviews:cite": row(405),
    "reviews:recency": row(405),
    # The subject reads the self-review, which is not changed after release; to the others it is not there.
    "reviews:amend": row(404, hr_self=403),
    "reviews:history": row(200),
    "reviews:leave": row(404, former_manager=200),
}
ADMIN_MATRIX = {
    "reviews.template": admin_row("hr", "hr_self"),
    "reviews.cycle": admin_row("hr", "hr_self"),
}

# Who is not of the staff is sent to the login of the admin; the administrator is, and finds no template.
HR_ONLY = row(302, hr=200, hr_self=200, administrator=404)
HR_CREATES = HR_ONLY | {"administrator": 403}
TEMPLATES = {
    "template_change": HR_CREATES,
    "template_add": HR_CREATES,
    "template_import": HR_CREATES,
    "template_preview": HR_ONLY,
    "template_export": HR_ONLY,
    "template_words": HR_ONLY,
    "template_freeze": HR_ONLY,
    "template_next": HR_ONLY,
    "template_drop": HR_ONLY,
    "section_new": HR_ONLY,
    "section_edit": HR_ONLY,
    "section_remove": HR_ONLY,
    "question_new": HR_ONLY,
    "question_edit": HR_ONLY,
    "question_remove": HR_ONLY,
    "scale_new": HR_ONLY,
    "scale_edit": HR_ONLY,
    "scale_remove": HR_ONLY,
    "competency_new": HR_ONLY,
    "competency_edit": HR_ONLY,
    "competency_remove": HR_ONLY,
    "section_move": HR_ONLY | {"hr": 405, "hr_self": 405, "administrator": 405},
    "question_move": HR_ONLY | {"hr": 405, "hr_self": 405, "administrator": 405},
}
CYCLES = {
    "change": HR_CREATES,
    "add": HR_CREATES,
    "population": HR_ONLY,
    "preview": HR_ONLY,
    "set_up": HR_ONLY,
    "readers": HR_ONLY,
    "groups": HR_ONLY,
    "facilitators": HR_ONLY,
    "calibrate": HR_ONLY | {"hr": 302, "hr_self": 302},
    "groups_by_department": HR_ONLY | {"hr": 405, "hr_self": 405, "administrator": 405},
    "drop_group": HR_ONLY | {"hr": 405, "hr_self": 405, "administrator": 405},
    "remove_facilitator": HR_ONLY | {"hr": 405, "hr_self": 405, "administrator": 405},
    "before_launch": HR_ONLY,
    "cancel": HR_ONLY,
    "write": HR_ONLY | {"hr": 302, "hr_self": 302},
    "release": HR_ONLY | {"hr": 302, "hr_self": 302},
    "close": HR_ONLY | {"hr": 302, "hr_self": 302},
    "pause": HR_ONLY | {"hr": 302, "hr_self": 302},
    "resume": HR_ONLY | {"hr": 302, "hr_self": 302},
    "drop_release": HR_ONLY | {"hr": 405, "hr_self": 405, "administrator": 405},
    # Of their own result and their manager's another HR person recalls; of this one it is too early.
    "recall": HR_ONLY | {"hr": 302, "hr_self": 403},
    # Before the launch there is nothing to count; results are for those who were named.
    "completion": HR_ONLY | {"hr": 302, "hr_self": 302},
    "results": HR_ONLY | {"hr": 403, "hr_self": 403},
    "launch": HR_ONLY | {"hr": 405, "hr_self": 405, "administrator": 405},
    "include": HR_ONLY | {"hr": 405, "hr_self": 405, "administrator": 405},
    "unname": HR_ONLY | {"hr": 405, "hr_self": 405, "administrator": 405},
}
# After the launch. About oneself and one's own manager HR finds nothing; another HR person does that.
LAUNCHED = {
    "changes": HR_ONLY,
    "extend": HR_ONLY,
    "join": HR_ONLY,
    "person": HR_ONLY | {"hr_self": 404},
    "change_manager": HR_ONLY | {"hr_self": 404},
    "take_out": HR_ONLY | {"hr_self": 404},
    "take_in": HR_ONLY | {"hr_self": 404},
    "reopen": HR_ONLY | {"hr_self": 404},
    "reassign": HR_ONLY | {"hr_self": 404},
}
# What a partner of all its departments sees; the rest is HR's.
CYCLE_OF_A_PARTNER = ("change", "population", "preview")
READ_ONLY = ("template_change", "template_preview", "template_export")


@pytest.fixture
def paths(db):
    question = QuestionFactory(rating=True)
    template = question.section.template
    competency = template.competencies.create(name="Care", scale=question.scale)
    parts = {"section": question.section, "question": question, "scale": question.scale, "competency": competency}
    args = {"template_add": [], "template_import": [], "template_preview": [template.pk, "self"]}
    args["question_new"] = [template.pk, question.section.pk]
    for route in TEMPLATES:
        kind, _underscore, step = route.partition("_")
        if route not in args:
            args[route] = [template.pk, parts[kind].pk] if kind in parts and step != "new" else [template.pk]
    return {route: reverse(f"admin:reviews_{route}", args=args[route]) for route in TEMPLATES}


@pytest.mark.parametrize("route", TEMPLATES)
def test_route_by_role(cast, paths, route):
    assert cast.statuses(TEMPLATES[route], lambda client: client.get(paths[route])) == TEMPLATES[route]


@pytest.mark.parametrize("route", sorted(TEMPLATES.keys() - set(READ_ONLY)))
def test_who_may_not_see_the_form_cannot_send_it(cast, paths, route):
    cast.peer.role_grants.create(role="partner", department=cast.peer.department)
    refused = {role: status for role, status in TEMPLATES[route].items() if status not in (200, 405)}
    refused |= {"administrator": 403 if TEMPLATES[route]["administrator"] == 403 else 404, "peer": 403}
    sent = {"name": "Mine", "title": "Mine", "words": "Mine?", "kind": "text", "readers": "subject", "to": "up"}
    before = [str(each) for each in Template.objects.order_by("pk")]

    assert cast.statuses(refused, lambda client: client.post(paths[route], sent)) == refused
    assert [str(each) for each in Template.objects.order_by("pk")] == before
    assert Template.objects.get(key__startswith="template-").sections.count() == 1


@pytest.mark.parametrize("route", READ_ONLY)
def test_a_partner_looks_at_templates(cast, paths, route):
    cast.peer.role_grants.create(role="partner", department=cast.peer.department)

    assert cast.client("peer").get(paths[route]).status_code == 200


def test_a_part_is_found_under_its_own_template_only(cast, paths):
    other = build({"name": "O", "description": "", "scales": [], "competencies": [], "sections": []}, key="other")
    strange = QuestionFactory()

    for kind, part in {"question": strange, "section": strange.section}.items():
        for step in ("edit", "remove"):
            path = reverse(f"admin:reviews_{kind}_{step}", args=[other.pk, part.pk])
            assert cast.client("hr").get(path).status_code == 404


@pytest.mark.parametrize("route", MATRIX)
def test_route_of_the_people_by_role(cast, route):
    cycle = running(cast)
    Cycle.objects.update(has_nomination=True)
    review, peer = review_of(cycle, "self"), review_of(cycle, "peer")
    review.participant.nominations.create(
        nominee=cast.peer, proposed_by=cast.subject, state="approved", decided_at=timezone.now()
    )
    of_review = ("reviews:write", "reviews:cite", "reviews:recency", "reviews:amend")
    args = {"reviews:index": [], "reviews:history": []} | {name: [review.pk] for name in of_review}
    args["reviews:decline"] = [peer.pk]
    args["reviews:answer"] = [review.participant_id, "upward"]
    if route == "reviews:leave":
        former = review.participant.reviews.create(relation="manager", writer=cast.former_manager, state="replaced")
        typed(former, text_1="Mine alone.")
        args[route] = [former.pk]
    args["reviews:refuse"] = args["reviews:add_peer"] = [review.participant_id, cast.peer.pk]
    args = args.get(route, [review.participant_id])

    path = reverse(route, args=args)

    assert cast.statuses(MATRIX[route], lambda client: client.get(path)) == MATRIX[route]


def test_only_the_subject_answers_and_only_the_manager_notes_the_talk(cast):
    participant = review_of(running(cast), "self").participant
    release_all()
    answer, noted = (reverse(f"reviews:{name}", args=[participant.pk]) for name in ("review", "talked"))
    others = {"anonymous": 302, "stranger": 404, "report": 404, "skip_level": 404, "hr": 404, "administrator": 404}

    sent = {"kind": "talk", "comment": "Please."}
    assert cast.statuses(others, lambda client: client.post(answer, sent)) == others
    assert cast.statuses(others, lambda client: client.post(noted)) == others
    assert [cast.client(role).post(answer, sent).status_code for role in ("manager", "peer")] == [403, 403]
    assert not Acknowledgement.objects.exists()
    assert cast.client("subject").post(answer, sent).status_code == 302
    assert [cast.client(role).post(noted).status_code for role in ("subject", "peer")] == [403, 403]
    assert Acknowledgement.objects.get().talked_at is None
    assert cast.client("manager").post(noted).status_code == 302
    assert Acknowledgement.objects.get().talked_at is not None


@pytest.fixture
def cycle(cast):
    made = make_cycle(by=cast.hr, departments=[cast.subject.department])
    Exclusion.objects.create(cycle=made, employee=cast.report, reason="Away all year.", by=cast.hr)
    CycleReader.objects.create(cycle=made, person=EmployeeFactory(hr=True), named_by=cast.hr)
    made.groups.create(name="Everybody").facilitators.create(person=cast.skip_level)
    planned = made.releases.create(whom="Some", is_whole=False, on=made.ends_on, by=cast.hr)
    made.participants.create(subject=cast.manager, release=planned)
    return made


def cycle_path(cycle, route) -> str:
    args = {"add": [], "include": [cycle.pk, cycle.exclusions.get().employee_id]}
    args["completion"] = [cycle.pk, "csv"]
    args["unname"] = [cycle.pk, cycle.readers.get().pk]
    group = cycle.groups.get()
    args["drop_release"] = args["recall"] = [cycle.pk, cycle.releases.get().pk]
    args["facilitators"] = args["drop_group"] = [cycle.pk, group.pk]
    args["remove_facilitator"] = [cycle.pk, group.pk, group.facilitators.get().pk]
    return reverse(f"admin:reviews_cycle_{route}", args=args.get(route, [cycle.pk]))


@pytest.mark.parametrize("route", CYCLES)
def test_route_of_a_cycle_by_role(cast, cycle, route):
    path = cycle_path(cycle, route)

    assert cast.statuses(CYCLES[route], lambda client: client.get(path)) == CYCLES[route]


def test_a_partner_sees_the_cycles_of_their_departments_and_runs_none(cast, cycle):
    cast.peer.role_grants.create(role="partner", department=cast.subject.department)
    cast.stranger.role_grants.create(role="partner", department=cast.stranger.department)
    before = state()

    theirs = {route: cast.client("peer").get(cycle_path(cycle, route)).status_code for route in CYCLE_OF_A_PARTNER}
    others = {route: cast.client("stranger").get(cycle_path(cycle, route)).status_code for route in CYCLE_OF_A_PARTNER}
    posts = {
        route: cast.client("peer").post(cycle_path(cycle, route), {"reason": "Mine.", "person": "x"}).status_code
        for route in CYCLES.keys() - {"change", "preview", "before_launch", "completion"}
    }

    assert theirs == dict.fromkeys(CYCLE_OF_A_PARTNER, 200)
    assert others == dict.fromkeys(CYCLE_OF_A_PARTNER, 404)
    assert posts == dict.fromkeys(posts, 403)
    assert state() == before


def state():
    return [list(model.objects.order_by("pk").values()) for model in (Cycle, Exclusion, CycleReader, Step)]


def test_hr_decides_nothing_about_themselves_or_their_manager(cast, cycle):
    viewer = cast["hr_self"]
    path = cycle_path(cycle, "population")
    Exclusion.objects.create(cycle=cycle, employee=viewer, reason="Secret of others.", by=cast.hr)
    client = cast.client("hr_self")
    before = state()

    answers = [client.post(path, {"person": person.email, "reason": "No."}) for person in (viewer, cast.manager)]
    undone = client.post(reverse("admin:reviews_cycle_include", args=[cycle.pk, viewer.pk]))

    assert [answer.status_code for answer in answers] == [422, 422]
    assert undone.status_code == 404
    assert "Secret of others." not in client.get(path).content.decode()
    assert state() == before


def launched_path(cycle, route) -> str:
    review = review_of(cycle, "self")
    args = {"reopen": [review.pk], "reassign": [review.pk]} | dict.fromkeys(("changes", "extend", "join"), ())
    return reverse(f"admin:reviews_cycle_{route}", args=[cycle.pk, *args.get(route, [review.participant_id])])


@pytest.mark.parametrize("route", LAUNCHED)
def test_route_of_a_change_by_role(cast, route):
    cycle = running(cast)
    path = launched_path(cycle, route)

    assert cast.statuses(LAUNCHED[route], lambda client: client.get(path)) == LAUNCHED[route]


@pytest.mark.parametrize("route", sorted(LAUNCHED.keys() - {"changes", "person"}))
def test_who_may_not_change_changes_nothing_by_post(cast, route):
    cycle = running(cast)
    path = launched_path(cycle, route)
    cast.peer.role_grants.create(role="partner", department=cast.subject.department)
    sent = {"person": cast.stranger.email, "reason": "Mine.", "day": "2026-12-01"}
    before = [list(model.objects.order_by("pk").values()) for model in (Cycle, Participant, Review, Step)]

    refused = {role: cast.client(role).post(path, sent).status_code for role in ("manager", "peer", "administrator")}

    assert refused == {"manager": 302, "peer": 404, "administrator": 404}
    assert [list(model.objects.order_by("pk").values()) for model in (Cycle, Participant, Review, Step)] == before
