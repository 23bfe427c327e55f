import pytest
from django.urls import reverse

from perfmgmt.testing import admin_row, cases, row

PUBLIC = row(200, anonymous=200, leaver=200)
MATRIX = {
    "today": row(200),
    "search": row(200),
    "healthz": PUBLIC,
    "readyz": row(503, anonymous=503, leaver=503),  # no worker runs beside the tests
}
# Rooms that packages bring. They are technical, so the administrator's alone.
ADMIN_MATRIX = {
    "auth.group": admin_row("administrator"),
    "account.emailaddress": admin_row("administrator"),
    "mfa.authenticator": admin_row("administrator"),
    "socialaccount.socialaccount": admin_row("administrator"),
    "socialaccount.socialapp": admin_row("administrator"),
    "socialaccount.socialtoken": admin_row("administrator"),
}


@pytest.mark.parametrize(("route", "role", "status"), cases(MATRIX))
def test_route_by_role(cast, route, role, status):
    assert cast.client(role).get(reverse(route)).status_code == status
