"""Nothing is reachable that nobody thought about: each route and each room of the admin has its row for every role."""

import importlib
import importlib.util

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, get_resolver, reverse
from django.urls.converters import IntConverter

from perfmgmt.testing import OPTIONAL_ROLES, ROLES

# Routes of packages, which test their own; ours are only whether they are reachable at all.
NOT_OURS = {
    "account_": "allauth: login, logout, password",
    "mfa_": "allauth: the second factor",
    "socialaccount_": "allauth: identity providers",
    "admin:": "the admin's rooms are rows of ADMIN_MATRIX",
}


def routes(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            if pattern.name:
                yield f"{namespace}{pattern.name}"
            elif pattern.callback.__module__.partition(".")[0] in {config.name for config in our_apps()}:
                yield f"without a name: {pattern.pattern}"
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from routes(pattern.url_patterns, inner)


def our_routes() -> set[str]:
    named = routes(get_resolver().url_patterns)
    return {name for name in named if not name.startswith(tuple(NOT_OURS))}


def our_apps():
    return [config for config in apps.get_app_configs() if settings.BASE_DIR.joinpath(config.name).is_dir()]


def matrices(attribute: str) -> dict[str, dict]:
    """The rows of every app; a route may be named with or without its app's namespace."""
    found = {}
    for config in our_apps():
        module = f"{config.name}.tests.test_permissions"
        if not importlib.util.find_spec(module):
            continue
        for name, row in getattr(importlib.import_module(module), attribute, {}).items():
            if attribute == "MATRIX" and ":" not in name and config.name != "perfmgmt":
                name = f"{config.name}:{name}"
            found[name] = row
    return found


def numbered(patterns, namespace="") -> dict[str, dict]:
    """Each route with a number in its address, and arguments with numbers that no row can have."""
    found = {}
    for pattern in patterns:
        if not isinstance(pattern, URLPattern):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            found |= numbered(pattern.url_patterns, inner)
        elif any(isinstance(each, IntConverter) for each in pattern.pattern.converters.values()):
            kinds = pattern.pattern.converters.items()
            found[f"{namespace}{pattern.name}"] = {
                name: 10**39 if isinstance(kind, IntConverter) else "text" for name, kind in kinds
            }
    return found


ADMIN_ROWS = matrices("ADMIN_MATRIX")


def test_every_route_has_a_row():
    assert our_routes() - matrices("MATRIX").keys() == set()


def test_every_row_is_a_route():
    assert matrices("MATRIX").keys() - our_routes() == set()


def test_every_row_names_every_role():
    rows = matrices("MATRIX") | ADMIN_ROWS
    missing = {name: set(ROLES) - row.keys() for name, row in rows.items()}
    unknown = {name: row.keys() - {*ROLES, *OPTIONAL_ROLES} for name, row in rows.items()}

    assert {name: roles for name, roles in missing.items() if roles} == {}
    assert {name: roles for name, roles in unknown.items() if roles} == {}


def test_a_number_that_no_row_can_have_is_not_found(cast):
    client = cast.client("hr")
    addresses = {name: reverse(name, kwargs=facts) for name, facts in numbered(get_resolver().url_patterns).items()}

    answers = {name: {client.get(path).status_code, client.post(path).status_code} for name, path in addresses.items()}

    assert len(answers) > 50
    assert {name: statuses for name, statuses in answers.items() if statuses != {404}} == {}


def test_every_room_of_the_admin_has_a_row():
    assert {model._meta.label_lower for model in admin.site._registry} == ADMIN_ROWS.keys()


@pytest.mark.parametrize("label", sorted(ADMIN_ROWS))
def test_room_of_the_admin_by_role(cast, label):
    path, entered = reverse(f"admin:{label.replace('.', '_')}_changelist"), []

    def ask(client):
        response = client.get(path)
        # A room with one row leads straight to it; who may not enter is led to the login or told so.
        leads_on = response.status_code == 302 and "/login/" not in response["Location"]
        entered.append(response.status_code == 200 or leads_on)
        return response

    roles = cast.statuses(ROLES, ask)

    assert dict(zip(roles, entered, strict=True)) == {role: ADMIN_ROWS[label][role] for role in ROLES}
