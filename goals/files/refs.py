"""What an objective is called in a file: its own reference, or one that we give where it has none."""

import re
from collections.abc import Collection

from goals.models import Objective

_GIVEN = re.compile(r"G(\d{1,15})(?:-\d{1,15})?")
_WITH_PERIOD = re.compile(r"(.+) \[(.+)\]")


def ref_of(objective: Objective, taken: Collection[str] = ()) -> str:
    """An objective without a reference is called by its id, G12; where another one of its period has just that
    reference, G12-3 with the period's. Nothing is stored for it."""
    given, longer = given_refs(objective)
    return objective.ref or (longer if given in taken else given)


def given_refs(objective: Objective) -> tuple[str, str]:
    return f"G{objective.pk}", f"G{objective.pk}-{objective.period_id}"


def given_pk(ref: str) -> int | None:
    match = _GIVEN.fullmatch(ref)
    return int(match[1]) if match else None


def with_period(ref: str, period) -> str:
    return f"{ref} [{period}]"


def split_ref(text: str) -> tuple[str, str | None]:
    """A cell *Aligned to* that names the period too, as reference and period."""
    match = _WITH_PERIOD.fullmatch(text)
    return (match[1], match[2]) if match else (text, None)
