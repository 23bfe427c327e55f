import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.template import Context, Origin, RequestContext, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from org.models import Organization
from org.tests.factories import PASSWORD, EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db


def places(html: str) -> list[str]:
    nav = re.search(r'<nav class="nav".*?</nav>', html, re.S).group()
    return re.findall(r'<a href="([^"]+)" data-key', nav)


@pytest.mark.parametrize(
    ("role", "leads", "has_admin"),
    [
        ("peer", False, False),
        ("manager", True, False),
        ("hr", False, True),
        ("hr_self", True, True),
        ("administrator", False, True),
    ],
)
def test_places_by_role(cast, role, leads, has_admin):
    html = cast.client(role).get("/").content.decode()

    first = ["/", "/goals/", "/check-ins/", *(["/team/"] if leads else [])]
    others = ["/feedback/", "/people/", "/reviews/", "/bridge/", "/inbox/", "/recognition/"]
    assert places(html) == [*first, *others, *(["/admin/"] if has_admin else [])]
    on_a_phone = re.findall(r'<a href="([^"]+)" data-key="."(?! class="desk")', html)
    assert on_a_phone == [*first, *(["/bridge/"] if leads else ["/feedback/", "/people/"])]


def test_the_place_where_one_is_is_marked(cast):
    html = cast.client("peer").get(reverse("goals:index")).content.decode()

    nav = re.search(r"<nav.*?</nav>", html, re.S).group()
    assert re.findall(r'<a href="([^"]+)"[^>]* aria-current="page"', nav) == ["/goals/"]


def test_the_frame_works_by_keyboard_and_without_scripts(cast):
    html = cast.client("peer").get("/").content.decode()

    assert '<a class="skip" href="#main">' in html
    assert '<details class="me"' in html
    assert f'action="{reverse("search")}" method="get"' in html
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", html)


def test_htmx_is_told_what_the_policy_forbids(cast):
    html = cast.client("peer").get("/").content.decode()

    for setting in ("includeIndicatorStyles", "allowEval", "allowScriptTags"):
        assert f'"{setting}":false' in html
    assert '"selfRequestsOnly":true' in html
    assert '"historyCacheSize":0' in html  # no copy of a page in the browser's storage


def test_the_organisation_is_named_and_escaped(cast):
    OrganizationFactory(pk=1)
    Organization.objects.filter(pk=1).update(name="Bridge <& Sons>")

    assert "Bridge &lt;&amp; Sons&gt;</title>" in cast.client("peer").get("/").content.decode()


# --- login and account ---

LOGIN = reverse("account_login")


def test_demo_accounts_are_listed_in_a_demo_only(client, settings):
    OrganizationFactory(is_demo=True)
    settings.DEMO = True
    assert "manager@demo.example" in client.get(LOGIN).content.decode()

    settings.DEMO = False
    assert "demo.example" not in client.get(LOGIN).content.decode()

    settings.DEMO = True
    Organization.objects.update(is_demo=False)
    assert "demo.example" not in client.get(LOGIN).content.decode()


def test_nobody_signs_up(client):
    page = client.get(reverse("account_signup"))
    client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})

    assert "Accounts come from HR" in page.content.decode()
    assert EmployeeFactory._meta.model.objects.count() == 0


def test_one_reads_ones_address_and_cannot_change_it(cast):
    client = cast.client("peer")

    assert cast.peer.email in client.get(reverse("account_email")).content.decode()
    assert client.post(reverse("account_email"), {"email": "x@example.org", "action_add": ""}).status_code == 405


@pytest.mark.parametrize("name", ["today", "org:people", "feedback:index", "goals:index", "inbox:index"])
def test_no_proxy_keeps_the_page_of_a_person(cast, name):
    assert cast.client("peer").get(reverse(name))["Cache-Control"] == "private, no-cache"


def test_the_admins_login_is_ours(client):
    answer = client.get("/admin/login/?next=/admin/")

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, LOGIN)


def test_too_many_tries_are_stopped(client):
    EmployeeFactory(email="ana@example.org")
    answers = [client.post(LOGIN, {"login": "ana@example.org", "password": "wrong"}) for _ in range(12)]
    stopped = next((answer for answer in answers if answer.status_code == 429), None)
    wrong = stopped or answers[-1]

    assert "Too many" in wrong.content.decode()


PAGES = [
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_signup",
]


@pytest.mark.parametrize("name", PAGES)
def test_pages_before_the_login_wear_our_look(client, name):
    page = client.get(reverse(name))

    assert page.status_code == 200
    assert 'class="entrance"' in page.content.decode()


def test_a_dead_link_says_so(client):
    page = client.get(reverse("account_reset_password_from_key", args=["1", "2-abc"]))

    assert "does not work any more" in page.content.decode()


MANAGED = [
    "account_change_password",
    "account_email",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
]


@pytest.mark.parametrize("name", [*MANAGED, "account_logout", "account_reauthenticate"])
def test_pages_of_ones_account_wear_our_look(name):
    person = EmployeeFactory()
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})

    page = client.get(reverse(name), follow=True)

    html = page.content.decode()
    assert page.status_code == 200
    assert 'class="shell"' in html or 'class="entrance"' in html
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)(?![^>]*application/json)", html)


@pytest.fixture
def confirmed(client):
    """Logged in, and just confirmed once more."""
    person = EmployeeFactory()
    person.set_password(PASSWORD)
    person.save()
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return person


def test_set_up_the_app_and_log_in_with_it(client, confirmed):
    page = client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post(reverse("mfa_activate_totp"), {"code": code})
    index = client.get(reverse("mfa_index"))
    client.post(reverse("account_logout"))
    client.post(LOGIN, {"login": confirmed.email, "password": PASSWORD})
    second = client.get(reverse("mfa_authenticate"))

    assert 'class="qr"' in page.content.decode()
    assert "10 of 10 are left" in index.content.decode()
    assert 'class="entrance"' in second.content.decode()
    assert client.get("/").status_code == 302


def test_without_a_password_one_sets_it(client):
    person = EmployeeFactory()
    person.set_unusable_password()
    person.save()
    client.force_login(person)

    assert "Set password" in client.get(reverse("account_set_password")).content.decode()


ELEMENTS = """{% load allauth %}{% element panel %}{% slot title %}Panel{% endslot %}{% slot body %}
{% element alert %}{% slot message %}Alert{% endslot %}{% endelement %}{% endslot %}{% endelement %}
{% element table %}{% element badge %}Badge{% endelement %}{% endelement %}
{% element field type="textarea" id="codes" readonly=True %}{% slot label %}Codes{% endslot %}
{% slot value %}1{% endslot %}
{% endelement %}{% element details %}{% slot summary %}More{% endslot %}{% slot body %}Body{% endslot %}{% endelement %}
{% element provider_list %}{% element provider name=name href="/sso/" %}{% endelement %}{% endelement %}"""


def test_elements_of_pages_that_only_some_installations_have():
    origin = Origin("page.html", template_name="account/page.html")

    html = Template(ELEMENTS, origin=origin).render(Context({"name": "SSO <b>"}))

    for words in ("Panel", "Alert", "Badge", "Codes", "More", "SSO &lt;b&gt;"):
        assert words in html


PIECES = """{% include "parts/_timeline_entry.html" with title=title text="typed" meta="Ana" url="/x/" kind="mine" %}
{% include "parts/_confirm.html" with question="Sure?" consequence="Ana sees it." action="Send" back="/" grave=True %}
{% include "parts/_pagination.html" %}{% include "parts/_audience.html" with sentence=sentence %}"""


def test_pieces():
    request = RequestFactory().get("/", {"q": "a", "page": "2"})
    page = Paginator(range(30), 10).page(2)
    context = {"page": page, "user": AnonymousUser(), "title": "Lead <time", "sentence": "You & Ana"}

    html = Template(PIECES).render(RequestContext(request, context))

    assert "Lead &lt;time" in html
    assert "You &amp; Ana" in html
    assert "11–20 of 30" in html
    assert 'href="?q=a&amp;page=3"' in html
    assert "csrfmiddlewaretoken" in html
