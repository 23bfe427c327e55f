import pytest
from django.urls import reverse

from feedback.tests.factories import BlockerFactory, CheckInFactory
from org.models import ReadingRecord, RoleGrant, SpecialAccess
from org.services import roles
from org.tests.factories import EmployeeFactory, RoleGrantFactory
from perfmgmt.testing import row
from privacy import services

pytestmark = pytest.mark.django_db
SECRET = "walrus-on-the-roof"

# The access is that of an HR person who is named for it, on the subject; nobody else of the cast is named.
MATRIX = {
    "reading_record": row(200),
    "special_access": row(404),
    "begin": row(404),
    "access": row(404),
    "give_back": row(404),
    "read": row(404),
}


def named(**fields):
    """An HR person whom another one named for special access."""
    person = EmployeeFactory(hr=True, **fields)
    RoleGrantFactory(employee=person, role=RoleGrant.Role.SPECIAL)
    return person


@pytest.fixture
def reader(cast):
    return named(first_name="Nora")


@pytest.fixture
def check_in(cast):
    return CheckInFactory(employee=cast.subject, manager=cast.manager, done=True, how_it_goes=SECRET)


@pytest.fixture
def access(cast, reader):
    return services.begin(cast.subject, "A complaint of 3 November", by=reader)


@pytest.fixture
def paths(cast, access, check_in):
    arguments = {
        "begin": [cast.subject.pk],
        "access": [access.pk],
        "give_back": [access.pk],
        "read": [access.pk, "check-in", check_in.pk],
    }
    return {name: reverse(f"privacy:{name}", args=arguments.get(name, [])) for name in MATRIX}


@pytest.mark.parametrize("route", MATRIX)
def test_route_by_role(cast, paths, route):
    verb = "post" if route == "give_back" else "get"

    assert cast.statuses(MATRIX[route], lambda client: getattr(client, verb)(paths[route])) == MATRIX[route]


@pytest.mark.parametrize("route", ["begin", "access", "give_back", "read"])
def test_who_may_not_see_it_cannot_send_it(cast, paths, route):
    before = list(SpecialAccess.objects.values())

    answers = cast.statuses(MATRIX[route], lambda client: client.post(paths[route], {"reason": "Curious"}))

    assert set(answers.values()) == ({302, 405} if route == "access" else {302, 404})
    assert (list(SpecialAccess.objects.values()), ReadingRecord.objects.count()) == (before, 0)


def test_another_who_is_named_does_not_read_by_it(client, paths):
    client.force_login(named())
    assert [client.get(paths[name]).status_code for name in ("access", "read", "special_access")] == [404, 404, 200]


def test_never_to_oneself(client, reader):
    client.force_login(reader)
    path = reverse("privacy:begin", args=[reader.pk])

    assert [client.get(path).status_code, client.post(path, {"reason": "Mine"}).status_code] == [403, 403]
    assert not SpecialAccess.objects.exists()


@pytest.mark.parametrize("role", [RoleGrant.Role.HR, RoleGrant.Role.SPECIAL])
def test_who_is_no_longer_named_or_hr_reads_nothing_more(client, cast, reader, access, paths, role):
    from_another = EmployeeFactory(hr=True)
    client.force_login(reader)
    client.post(paths["read"])
    assert SECRET in client.get(paths["read"]).content.decode()

    roles.end(reader.role_grants.get(role=role), by=from_another)

    assert client.get(paths["read"]).status_code == 404
    access.refresh_from_db()
    assert access.ended_at is not None


def test_the_text_is_on_no_page_before_it_is_opened(client, reader, access, paths):
    client.force_login(reader)
    shown = [client.get(paths[name], follow=True).content.decode() for name in ("access", "read", "special_access")]
    assert [SECRET in page for page in shown] == [False, False, False]


@pytest.mark.parametrize("kind", ["nonsense", "blocker"])
def test_what_is_not_of_this_person_is_not_found(client, reader, access, kind):
    others = BlockerFactory()
    client.force_login(reader)
    assert client.post(reverse("privacy:read", args=[access.pk, kind, others.pk])).status_code == 404
