"""Who opens which room of the admin: HR runs reviews, partners look, and nobody else gets in."""

import pytest
from django.urls import reverse

from perfmgmt.testing import admin_row, row
from reviews.models import Template
from reviews.template_tree import build
from reviews.tests.factories import QuestionFactory

MATRIX: dict[str, dict[str, int]] = {}
ADMIN_MATRIX = {"reviews.template": admin_row("hr", "hr_self")}

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
