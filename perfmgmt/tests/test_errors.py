import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.urls import path, reverse

from org.tests.factories import EmployeeFactory
from perfmgmt import errors, urls

pytestmark = pytest.mark.django_db


def forbidden(request):
    raise PermissionDenied("Only HR locks a period.")


def broken(request):
    raise RuntimeError("a secret text")


urlpatterns = [path("forbidden/", forbidden), path("broken/", broken), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.fixture
def person(client):
    person = EmployeeFactory()
    client.force_login(person)
    return person


def test_what_is_not_there(client, person):
    page = client.get("/no-such-page/")

    assert page.status_code == 404
    assert 'class="shell"' in page.content.decode()


def test_a_stranger_sees_no_navigation(client):
    page = client.get("/no-such-page/")

    assert page.status_code == 404
    assert 'class="entrance"' in page.content.decode()


@pytest.mark.urls(__name__)
def test_what_is_not_yours_says_why(client, person):
    page = client.get("/forbidden/")

    assert page.status_code == 403
    assert "Only HR locks a period." in page.content.decode()


@pytest.mark.urls(__name__)
def test_what_broke_tells_a_reference_and_nothing_else(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)

    page = client.get("/broken/", headers={"x-request-id": "0123456789abcdef"})

    html = page.content.decode()
    assert page.status_code == 500
    assert "0123456789abcdef" in html
    assert "secret" not in html


def test_what_broke_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert errors.broken(RequestFactory().get("/")).status_code == 500


def test_a_request_nobody_understands(client, person, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2

    page = client.post(reverse("goals:create"), {"a": 1, "b": 2, "c": 3})

    assert page.status_code == 400
    assert "could not be understood" in page.content.decode()


def test_too_many(client, person):
    request = RequestFactory().get("/")
    request.user = person

    assert errors.too_many(request).status_code == 429
