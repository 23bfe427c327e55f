"""Who walks through each route in the permission matrix. The records that they look at are `cast.subject`'s."""

ROLES = (
    "anonymous",
    "stranger",  # works here, in another line
    "peer",
    "report",
    "manager",
    "former_manager",
    "skip_level",
    "hr",
    "hr_self",  # the subject, who is HR as well: about themselves only an employee
    "administrator",
    "leaver",
)
OPTIONAL_ROLES = ("subject",)


def row(everyone: int, **but: int) -> dict[str, int]:
    """A row of the matrix: the status for everyone who may log in, and the roles that differ.

    Anonymous people and leavers are sent to the login unless named.
    """
    return dict.fromkeys(ROLES, everyone) | {"anonymous": 302, "leaver": 302} | but


def admin_row(*allowed: str) -> dict[str, bool]:
    """A row of the admin's matrix: who may open the list of that model; nobody but the named roles."""
    return {role: role in allowed for role in ROLES}


def cases(matrix: dict[str, dict[str, int]]) -> list[tuple[str, str, int]]:
    """(route, role, status) for `pytest.mark.parametrize`."""
    return [(route, role, status) for route, statuses in matrix.items() for role, status in statuses.items()]
