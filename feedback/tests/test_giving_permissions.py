"""Each address of feedback and recognition by role, and each audience by role."""

import pytest
from django.urls import reverse

from feedback.models import CompanyValue, Feedback, FeedbackMark, FeedbackReply
from feedback.tests.factories import CompanyValueFactory, FeedbackFactory
from perfmgmt.testing import OPTIONAL_ROLES, ROLES, admin_row, cases, row

# The feedback is from the peer to the subject, for both and the subject's manager of then, who leads somebody else now
# (`former_manager`); the manager of today came later.
READERS = {"peer": 200, "former_manager": 200, "hr_self": 200}
MATRIX = {
    "giving:received": row(200),
    "giving:given": row(200),
    "giving:shared": row(200),
    "giving:give": row(200),
    "giving:choose": row(200),
    "giving:check_words": row(405, anonymous=405, leaver=405),  # it answers to what is sent, and keeps nothing of it
    "giving:read": row(404, **READERS),
    "giving:reply": row(404, **READERS | {"peer": 403}),
    "giving:thank": row(405),
    "giving:mark_helpful": row(405),
    "giving:bookmark": row(405),
    "giving:withdraw": row(404, peer=200, former_manager=403, hr_self=403),
    "giving:recognition": row(200),
    "giving:recognition_of": row(200),
}
ADMIN_MATRIX = {"feedback.companyvalue": admin_row("hr", "hr_self")}
POSTED = {
    "giving:thank": row(404, peer=403, former_manager=302, hr_self=302),
    "giving:mark_helpful": row(404, peer=403, former_manager=403, hr_self=302),
    "giving:bookmark": row(404, peer=302, former_manager=302, hr_self=302),
    "giving:reply": row(404, peer=403, former_manager=302, hr_self=302),
    "giving:withdraw": row(404, peer=302, former_manager=403, hr_self=403),
}
# Who reads what the peer gave to the subject, by the audience that was chosen.
AUDIENCES = {
    "recipient": {"peer", "subject", "hr_self"},
    "manager": {"peer", "subject", "hr_self", "former_manager"},
    "everyone": {*ROLES, *OPTIONAL_ROLES, "partner"} - {"anonymous", "leaver"},
}


@pytest.fixture
def feedback(cast):
    return FeedbackFactory(
        giver=cast.peer, recipient=cast.subject, audience="manager", readers=[cast.former_manager], behaviour="Zebra"
    )


def path(name: str, feedback) -> str:
    ids = {"read", "reply", "thank", "mark_helpful", "bookmark", "withdraw"}
    verb = name.partition(":")[2]
    args = [feedback.pk] if verb in ids else [feedback.recipient_id] if verb == "recognition_of" else []
    return reverse(name, args=args)


def state():
    rows = Feedback, FeedbackReply, FeedbackMark
    return [list(model.objects.order_by("pk").values()) for model in rows]


@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, feedback, route):
    pages = []

    def ask(client):
        answer = client.get(path(route, feedback))
        pages.append(answer.content.decode())
        return answer

    statuses = cast.statuses(MATRIX[route], ask)

    assert statuses == MATRIX[route]
    assert {role for role, page in zip(statuses, pages, strict=True) if "Zebra" in page} <= set(READERS)


@pytest.mark.parametrize(("route", "role", "status"), cases(POSTED))
def test_what_a_role_may_do(cast, feedback, route, role, status):
    before = state()

    response = cast.client(role).post(path(route, feedback), {"text": "", "helpful": "1", "kept": "1"} | said(route))

    assert response.status_code == status
    changed = status == 302 and role not in ("anonymous", "leaver")
    assert (state() != before) is changed


def said(route: str) -> dict:
    return {"text": "I saw it too."} if route == "giving:reply" else {}


@pytest.mark.usefixtures("partner")
@pytest.mark.parametrize("role", [*ROLES, *OPTIONAL_ROLES, "partner"])
@pytest.mark.parametrize("audience", list(AUDIENCES))
def test_audience_by_role(cast, audience, role):
    readers = [cast.former_manager] if audience == "manager" else []
    shown = FeedbackFactory(
        giver=cast.peer, recipient=cast.subject, audience=audience, readers=readers, behaviour="Zebra"
    )
    client, reads = cast.client(role), role in AUDIENCES[audience]

    answers = [client.get(shown.get_absolute_url()), *(client.get(path(name, shown)) for name in LISTS)]

    assert (answers[0].status_code == 200) is reads
    found = {name for name, answer in zip(LISTS, answers[1:], strict=True) if "Zebra" in answer.content.decode()}
    assert found == lists_of(role, audience)


LISTS = ("giving:received", "giving:given", "giving:shared", "giving:recognition", "giving:recognition_of")


def lists_of(role: str, audience: str) -> set[str]:
    own = {"peer": "giving:given", "subject": "giving:received", "hr_self": "giving:received"}
    found = {own[role]} if role in own else set()
    if (role, audience) == ("former_manager", "manager"):
        found.add("giving:shared")
    if audience == "everyone" and role in AUDIENCES[audience]:
        found |= {"giving:recognition", "giving:recognition_of"}
    return found


@pytest.mark.parametrize("role", ["hr", "administrator", "manager"])
def test_the_admin_has_no_text_of_anybody(cast, feedback, role):
    client = cast.client(role)

    for address in ("feedback", "feedbackreply", "feedbackrequest", "feedbackmark"):
        assert client.get(f"/admin/feedback/{address}/").status_code in (302, 404)
    for address in ("/admin/", "/admin/feedback/", "/admin/feedback/companyvalue/"):
        assert "Zebra" not in client.get(address, follow=True).content.decode()


def test_hr_keeps_the_values_and_retires_them(cast):
    client, value = cast.client("hr"), CompanyValueFactory(name="Candour")
    listing = reverse("admin:feedback_companyvalue_changelist")
    act = {"_selected_action": [value.pk], "confirmed": "yes"}

    client.post(reverse("admin:feedback_companyvalue_add"), {"name": "Care", "description": "", "position": "1"})
    client.post(listing, act | {"action": "retire"})
    retired = list(CompanyValue.objects.in_use().order_by("pk").values_list("name", flat=True))
    client.post(listing, act | {"action": "use_again"})

    assert retired == ["Care"]
    assert CompanyValue.objects.in_use().count() == 2
    assert "Candour" not in client.get(listing + "?standing=retired").content.decode()
    assert "Candour" in client.get(listing + "?standing=in-use").content.decode()
    assert client.post(reverse("admin:feedback_companyvalue_delete", args=[value.pk])).status_code == 403
