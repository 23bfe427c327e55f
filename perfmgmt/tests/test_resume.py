"""A login that expired loses nothing, and gives nothing to anybody else."""

import pytest
from django.test import Client
from django.urls import reverse

from org.tests.factories import PASSWORD, EmployeeFactory, RoleGrantFactory
from perfmgmt import resume

pytestmark = pytest.mark.django_db

LOGIN = reverse("account_login")
FORM = reverse("goals:create")
TYPED = {"title": "Halve the lead time", "description": "Line one\nline two", "password1": "a secret"}
NOTHING_IS_LOST = "Nothing is lost"


@pytest.fixture
def ana():
    return with_password(EmployeeFactory(first_name="Ana"))


@pytest.fixture
def joana():
    return with_password(EmployeeFactory(first_name="Joana"))


def with_password(person):
    person.set_password(PASSWORD)
    person.save()
    return person


def log_in(client, person, **data):
    return client.post(LOGIN, {"login": person.email, "password": PASSWORD, **data})


def log_in_and_expire(client, person):
    log_in(client, person)
    client.get("/")
    del client.cookies["sessionid"]


def says_nothing_is_lost(response) -> bool:
    return NOTHING_IS_LOST in response.content.decode()


def test_what_was_typed_comes_back_after_the_login(client, ana):
    log_in_and_expire(client, ana)

    answer = client.post(FORM, TYPED)
    assert (answer.status_code, answer["Location"]) == (302, f"{LOGIN}?next={FORM}")
    answer = log_in(client, ana, next=FORM)
    assert answer["Location"] == FORM
    page = client.get(FORM)

    assert page.wsgi_request.resumed.dict() == {"title": TYPED["title"], "description": TYPED["description"]}
    assert says_nothing_is_lost(page)


def test_it_is_in_the_form_again(client, ana):
    log_in_and_expire(client, ana)
    client.post(FORM, TYPED)
    log_in(client, ana)

    assert "Halve the lead time" in client.get(FORM).content.decode()


def test_it_comes_back_once(client, ana):
    log_in_and_expire(client, ana)
    client.post(FORM, TYPED)
    log_in(client, ana)
    client.get(FORM)

    again = client.get(FORM)

    assert again.wsgi_request.resumed is None
    assert not says_nothing_is_lost(again)


def test_another_page_gets_nothing_and_takes_nothing_away(client, ana):
    log_in_and_expire(client, ana)
    client.post(FORM, TYPED)
    log_in(client, ana)

    assert client.get("/").wsgi_request.resumed is None
    assert client.get(FORM).wsgi_request.resumed["title"] == TYPED["title"]


def test_another_person_on_the_same_browser_gets_nothing(client, ana, joana):
    log_in_and_expire(client, ana)
    client.post(FORM, TYPED)
    log_in(client, joana)

    page = client.get(FORM)

    assert page.wsgi_request.resumed is None
    assert TYPED["title"] not in page.content.decode()
    # Nor does the first one find it in the other's session: it is gone.
    assert resume.SESSION_KEY not in client.session


def test_an_unknown_browser_keeps_nothing(client, ana):
    client.post(FORM, TYPED)
    log_in(client, ana)

    assert client.get(FORM).wsgi_request.resumed is None


def test_a_forged_name_keeps_nothing(client, ana, joana):
    client.cookies[resume.COOKIE] = f"{ana.pk}:forged"
    client.post(FORM, TYPED)

    assert resume.SESSION_KEY not in client.session


def test_the_cookie_names_who_logged_in_last(client, ana, joana):
    log_in(client, ana)
    first = client.cookies[resume.COOKIE]
    assert (first["httponly"], first["samesite"]) == (True, "Lax")
    client.post(reverse("account_logout"))
    log_in_and_expire(client, joana)
    client.post(FORM, TYPED)

    assert client.session[resume.SESSION_KEY][FORM]["person"] == joana.pk


def test_passwords_and_tokens_are_never_kept(client, ana):
    log_in_and_expire(client, ana)
    client.post(FORM, TYPED | {"csrfmiddlewaretoken": "x"})

    kept = client.session[resume.SESSION_KEY][FORM]["text"]

    assert "secret" not in kept
    assert "csrf" not in kept


@pytest.mark.parametrize("path", ["/accounts/password/change/", "/admin/login/"])
def test_account_forms_are_never_kept(client, ana, path):
    log_in_and_expire(client, ana)
    client.post(path, {"oldpassword": "x", "note": "typed"})

    assert resume.SESSION_KEY not in client.session


def test_too_much_is_not_kept(client, ana):
    log_in_and_expire(client, ana)
    client.post(FORM, {"title": "x" * (resume.LIMIT + 1)})

    assert resume.SESSION_KEY not in client.session


def test_the_oldest_makes_room(client, ana):
    log_in_and_expire(client, ana)
    for path in ("/goals/1/edit/", "/goals/2/edit/", "/goals/3/edit/"):
        client.post(path, {"title": "x" * (resume.LIMIT // 2 - 100)})

    assert list(client.session[resume.SESSION_KEY]) == ["/goals/2/edit/", "/goals/3/edit/"]


def test_a_button_without_text_leads_back_to_its_page(client, ana):
    log_in_and_expire(client, ana)

    answer = client.post("/goals/7/accept/", headers={"referer": "http://testserver/goals/7/?all=1"})

    assert answer["Location"] == f"{LOGIN}?next=/goals/7/%3Fall%3D1"


@pytest.mark.parametrize("referer", ["https://elsewhere.example/goals/", "javascript:alert(1)", ""])
def test_a_foreign_page_leads_to_today(client, ana, referer):
    log_in_and_expire(client, ana)

    assert client.post("/goals/7/accept/", headers={"referer": referer})["Location"] == f"{LOGIN}?next=/"


def test_a_part_sends_the_whole_browser_to_the_login(client, ana):
    log_in_and_expire(client, ana)

    part = client.get("/goals/7/branch/", headers={"hx-request": "true", "hx-current-url": "http://testserver/goals/"})
    form = client.post(FORM, TYPED, headers={"hx-request": "true", "hx-current-url": "http://testserver/goals/"})

    assert (part.status_code, part["HX-Redirect"]) == (204, f"{LOGIN}?next=/goals/")
    assert (form.status_code, form["HX-Redirect"]) == (204, f"{LOGIN}?next={FORM}")


def test_a_part_does_not_use_it_up(client, ana):
    log_in_and_expire(client, ana)
    client.post(FORM, TYPED)
    log_in(client, ana)

    client.get(FORM, headers={"hx-request": "true"})

    assert client.get(FORM).wsgi_request.resumed["title"] == TYPED["title"]


def test_in_the_admin_one_sends_it_again(client):
    hanna = with_password(EmployeeFactory())
    RoleGrantFactory(employee=hanna)
    path = reverse("admin:org_location_add")
    log_in_and_expire(client, hanna)
    client.post(path, {"name": "Jena <b>", "time_zone": "Europe/Berlin"})
    log_in(client, hanna)

    page = client.get(path)

    html = page.content.decode()
    assert page.templates[0].name == "errors/send_again.html"
    assert '<input type="hidden" name="name" value="Jena &lt;b&gt;">' in html
    assert f'action="{path}"' in html


# --- the token of a form that was open for too long ---

HERE = {"origin": "http://testserver"}


@pytest.fixture
def strict(ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    return client


def test_an_old_token_shows_what_was_typed(strict):
    page = strict.post(FORM, TYPED, headers=HERE)

    html = page.content.decode()
    assert page.status_code == 403
    assert '<input type="hidden" name="title" value="Halve the lead time">' in html
    assert "a secret" not in html
    assert "Send it again" in html
    assert "csrfmiddlewaretoken" in html


def test_an_old_token_of_the_admin_too(strict):
    page = strict.post(reverse("admin:index"), {"name": "Jena"}, headers=HERE)

    assert (page.status_code, page.context["fields"]) == (403, [("name", "Jena")])


@pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {}])
def test_another_site_is_shown_nothing(strict, headers):
    page = strict.post(FORM, TYPED, headers=headers)

    assert page.status_code == 403
    assert TYPED["title"] not in page.content.decode()
    assert page.templates[0].name == "errors/expired_form.html"


def test_an_old_token_and_an_expired_login_at_once(ana):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    client.get("/")
    client.cookies.pop("sessionid")

    answer = client.post(FORM, TYPED, headers=HERE)

    assert answer["Location"] == f"{LOGIN}?next={FORM}"
    assert client.session[resume.SESSION_KEY][FORM]["person"] == ana.pk


def test_an_old_token_on_the_login_page_only_says_so(client):
    page = Client(enforce_csrf_checks=True).post(LOGIN, {"login": "a@b.c", "password": "x"}, headers=HERE)

    assert page.status_code == 403
    assert page.templates[0].name == "errors/expired_form.html"


def test_a_part_with_an_old_token_is_swapped_for_the_whole_page(strict):
    page = strict.post(FORM, TYPED, headers=HERE | {"hx-request": "true"})

    assert (page.status_code, page["HX-Retarget"]) == (422, "body")
