"""The score and the retrospective of what was closed, brought by a file."""

from decimal import Decimal

import pytest
import time_machine

from goals.models import Objective
from goals.tests.test_files import HEADINGS, TOP, bring, faults
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
ENDED = f"{HEADINGS},State,Score,Retrospective"


@pytest.fixture(autouse=True)
def _a_company():
    EmployeeFactory(email="Ana@example.org")
    with time_machine.travel("2026-11-16 10:00Z", tick=False):
        yield


def test_what_a_file_closes_brings_its_score_and_retrospective():
    bring(TOP)

    bring(f'{TOP},closed,"0,7","It helped\nto ask"', headings=ENDED)
    bring(f"{TOP},,,", headings=f"{HEADINGS},Key result owner,Score,Retrospective")  # blank cells leave what is there

    top = Objective.objects.get()
    assert (top.state, top.score, top.retrospective) == ("closed", Decimal("0.70"), "It helped\nto ask")
    assert faults(f"{TOP},closed,0.8,", headings=ENDED) == [
        "Line 2: O1 is closed; it stays as it is. The file wants to change it."
    ]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ("active,0.7,", "only what is closed has a score and a retrospective."),
        (",,Well done", "only what is closed has a score and a retrospective."),
        ("closed,1.5,", "A score is between 0 and 1."),
        ("closed,good,", "Score: “good” is not a number. Write one such as 1250 or 12.5."),
        (f"closed,1,{'x' * 20_001}", f"Retrospective “{'x' * 59}…” is longer than 20000 characters."),
    ],
)
def test_an_ending_that_cannot_be(cells, message):
    assert faults(f"{TOP},{cells}", headings=ENDED) == [f"Line 2: {message}"]
