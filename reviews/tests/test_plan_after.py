"""What may follow a review: the two it was released to can begin a development plan from it."""

import re

import pytest
from django.urls import reverse

from reviews.models import Participant
from reviews.tests.planning import release_all, running, submit
from reviews.tests.test_writing import text_of


def plan_path(page: str) -> str:
    found = re.search(r'href="(/check-ins/plans/of/\d+/development/\?title=[^"]+)"', page)
    return found[1] if found else ""


@pytest.mark.parametrize("state", ["writing", "release"])
def test_a_plan_is_begun_from_the_result_by_the_two_who_read_it(cast, state):
    cycle = running(cast)
    for relation in ("manager", "peer"):
        submit(cycle, relation, "Words.")
    if state == "release":
        release_all()
    path = reverse("reviews:review", args=[Participant.objects.get(cycle=cycle).pk])

    found = {role: plan_path(text_of(cast.client(role).get(path))) for role in ("subject", "manager", "peer")}

    wanted = {"subject", "manager"} if state == "release" else set()
    assert {role for role, address in found.items() if address} == wanted
    for role in wanted:
        form = cast.client(role).get(found[role])
        assert f'value="After the review {cycle.name}"' in text_of(form)


def test_a_former_manager_begins_none(cast):
    cycle = running(cast)
    submit(cycle, "manager", "Words.")
    release_all()
    cast.subject.manager = cast.skip_level
    cast.subject.save()

    page = cast.client("manager").get(reverse("reviews:review", args=[Participant.objects.get(cycle=cycle).pk]))

    assert page.status_code == 200
    assert plan_path(text_of(page)) == ""
