"""Each route of the goals by each role. The objectives are Sam's (`cast.subject`): restricted to the direct manager,
a draft of the same, one that everyone reads, and one that a report of Sam's proposes to it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from goals import services, urls
from goals.models import Comment, DraftStep, Objective, Offer, Process, Suggestion, Support
from goals.services.suggestions import suggest
from goals.tests.factories import CommentFactory, KeyResultFactory, ObjectiveFactory, ProcessFactory
from org.models import Employee
from perfmgmt.testing import admin_row, row

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
Visibility = Objective.Visibility
# Who reads an objective that is visible to the owner and the direct manager.
PRIVATE = {"stranger": 404, "peer": 404, "report": 404, "former_manager": 404, "skip_level": 404, "administrator": 404}
OWNERS_OWN = row(403, **PRIVATE, hr_self=200, subject=200)
MANAGERS = row(403, **PRIVATE, manager=200, subject=403)

HR_AND_PARTNERS = row(403, hr=200, hr_self=200)  # partners: see test_unattended.py

MATRIX = {
    "index": row(200),
    "create": row(200),
    "update_all": row(200),
    # What becomes of the goals of a leaver of the subject's manager, and of those that the subject had before a move.
    "hand_over": row(403, manager=200, skip_level=200, hr=200, hr_self=200),
    "moved": row(403, former_manager=200, manager=200, hr_self=200, subject=200),
    "processes": row(200),
    "process": row(200),
    # HR and the heads of its department; its owner, who here is the peer, is none.
    "create_process": row(403, hr=200, hr_self=200),
    "edit_process": row(403, hr=200, hr_self=200),
    "end_process": row(403, hr=200, hr_self=200),
    "copy": row(200),
    "check": row(405),  # it answers to what is sent, and writes nothing
    "close_period": row(200),
    "summary": row(200),
    "objective": row(200, **PRIVATE),
    "explain": row(200, **PRIVATE),
    "comment": row(200, **PRIVATE),
    "follow": row(405),  # only sent: see test_following.py
    "unfollow": row(405),
    "offer": row(200, **PRIVATE, hr_self=403, subject=403),
    "end_offer": row(405),  # only sent: see test_offers.py
    "proposals": row(200),
    "followed": row(200),
    "unattended": HR_AND_PARTNERS,
    "unserved": row(200),
    "map": row(200),
    "serving": row(200, **PRIVATE),
    # A comment of the subject on what everyone reads.
    "withdraw_comment": row(403, hr_self=200, subject=200),
    "support": OWNERS_OWN,
    "end_support": row(405),  # only sent: see test_supports.py
    "explain_key_result": row(200, **PRIVATE),
    "formulas": row(200),
    "why": row(200, **PRIVATE),
    "what_if": row(200, **PRIVATE),
    "branch": row(302, **PRIVATE),  # to the page Goals, where HTMX swaps the branch
    "edit": OWNERS_OWN,
    "align": OWNERS_OWN,
    "activate": OWNERS_OWN,
    "close": OWNERS_OWN,
    "progress": OWNERS_OWN,
    "update": OWNERS_OWN,
    "strike": OWNERS_OWN,
    # A draft, and one that is submitted; its manager suggests edits.
    "submit": OWNERS_OWN,
    "withdraw": OWNERS_OWN,
    "send_back": MANAGERS,
    "agree": MANAGERS,
    "suggest": MANAGERS | {"hr": 200},
    "suggestion": row(200, **PRIVATE),
    "decline_suggestion": OWNERS_OWN,
    "take_back": MANAGERS,
    "cancel": OWNERS_OWN | {"hr": 200},
    "rebaseline": OWNERS_OWN | {"hr": 200},
    # A report of the subject proposes an objective that everyone reads to one of the subject that everyone reads.
    "accept": row(403, hr_self=200, subject=200),
    "decline": row(403, hr_self=200, subject=200),
    "weight": row(403, hr_self=200, subject=200, hr=200, manager=200, skip_level=200),
}
# Whoever may log in opens these; what they find there is their own.
OPEN_TO_ALL = {"index", "create", "branch", "update_all", "processes", "process", "copy", "check", "close_period"}
OPEN_TO_ALL |= {"summary", "proposals", "followed", "unserved", "map", "formulas"}
READ_ONLY = {"unattended", "objective", "explain", "explain_key_result", "why", "what_if", "serving"}
HR = admin_row("hr", "hr_self")
ADMIN_MATRIX = {"goals.goalsimport": HR, "goals.objective": HR, "goals.period": HR, "goals.process": HR}
ADMIN_MATRIX |= {"goals.objectivetemplate": HR}


@dataclass
class Scene:
    private: Objective
    draft: Objective
    child: Objective
    key_result: object
    update: object
    leaver: Employee
    process: Process
    submitted: Objective
    suggestion: object
    comment: object

    def args(self, route: str) -> list[int]:
        known = {
            "index": None,
            "create": None,
            "update_all": None,
            "copy": None,
            "check": None,
            "submit": self.draft,
            "suggest": self.draft,
            "withdraw": self.submitted,
            "send_back": self.submitted,
            "agree": self.submitted,
            "suggestion": self.suggestion,
            "decline_suggestion": self.suggestion,
            "take_back": self.suggestion,
            "close_period": None,
            "summary": None,
            "proposals": None,
            "followed": None,
            "unattended": None,
            "unserved": None,
            "map": None,
            "withdraw_comment": self.comment,
            "formulas": None,
            "activate": self.draft,
            "update": self.key_result,
            "rebaseline": self.key_result,
            "explain_key_result": self.key_result,
            "strike": self.update,
            "accept": self.child,
            "decline": self.child,
            "weight": self.child,
            "hand_over": self.leaver,
            "moved": self.private.owner,
            "processes": None,
            "create_process": None,
            "process": self.process,
            "edit_process": self.process,
            "end_process": self.process,
        }
        record = known.get(route, self.private)
        if route == "end_support":
            return [record.pk, self.child.pk]
        return [] if record is None else [record.pk]


@pytest.fixture
def scene(cast):
    subject = cast.subject
    private = ObjectiveFactory(owner=subject, visibility=Visibility.MANAGER)
    key_result = KeyResultFactory(objective=private)
    update = services.update(key_result, by=subject, value=Decimal(10), day=TODAY)
    parent = ObjectiveFactory(owner=subject)
    child = ObjectiveFactory(owner=cast.report, aligned_to=parent, alignment=Objective.Alignment.PROPOSED)
    draft = ObjectiveFactory(
        owner=subject, visibility=Visibility.MANAGER, state=Objective.State.DRAFT, activated_on=None
    )
    submitted = ObjectiveFactory(
        owner=subject, visibility=Visibility.MANAGER, state=Objective.State.DRAFT, activated_on=None
    )
    services.submit(submitted, by=subject, version=0)
    suggestion = suggest(submitted, by=cast.manager, version=0, title="Better words", description="")
    process = ProcessFactory(owner=cast.peer)
    comment = CommentFactory(objective=parent, author=subject)
    return Scene(private, draft, child, key_result, update, cast.leaver, process, submitted, suggestion, comment)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        yield


@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, scene, route):
    path = reverse(f"goals:{route}", args=scene.args(route))

    assert cast.statuses(MATRIX[route], lambda client: client.get(path)) == MATRIX[route]


def test_matrix_names_every_route():
    assert MATRIX.keys() == {pattern.name for pattern in urls.urlpatterns}


# The same rules hold for what is sent as for what is shown.
@pytest.mark.parametrize("route", sorted(MATRIX.keys() - OPEN_TO_ALL))
def test_nobody_writes_what_they_may_not_open(cast, scene, route):
    path, before = reverse(f"goals:{route}", args=scene.args(route)), _state_of_the_world()
    refused = {role: status for role, status in MATRIX[route].items() if status in (302, 403, 404)}
    sent = {
        "value": "50", "reason": "because", "weight": "3", "target": "7", "score": "1", "retrospective": "x",
        "version": "0", "word": "x", "answer": "x", "all": "1", "text": "x", "other": str(scene.child.pk),
    }  # fmt: skip

    answers = cast.statuses(refused, lambda client: client.post(path, sent))

    assert answers == {
        role: 405 if status != 302 and route in READ_ONLY else status for role, status in refused.items()
    }
    assert _state_of_the_world() == before


def _state_of_the_world():
    rows = Objective.objects.order_by("pk")
    drafting = (DraftStep.objects.count(), list(Suggestion.objects.order_by("pk").values_list("pk", "state")))
    facts = list(rows.values_list("pk", "state", "alignment", "weight", "progress", "aligned_to", "version"))
    return facts, drafting, Comment.objects.count(), Support.objects.count(), Offer.objects.count()


def test_no_role_is_used_on_oneself(cast, scene):
    """HR re-baselines and cancels for others; on what their own manager hides from them they are only an employee."""
    cast["hr_self"]
    subject = Employee.objects.get(pk=cast.subject.pk)
    managers = ObjectiveFactory(owner=cast.manager)
    client = cast.client("hr_self")

    assert subject.is_hr
    assert client.get(reverse("goals:cancel", args=[managers.pk])).status_code == 200  # as HR, about somebody else
    assert client.get(reverse("goals:edit", args=[managers.pk])).status_code == 403
