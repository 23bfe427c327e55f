"""Duties that can be done in their row. An app registers what does it in its `AppConfig.ready()`:

    deeds.register("action:finish", finish)

for the duties with keys like "action:12:finish", whose `in_place` names the button. `finish(12, by=person)` looks the
record up as that person may see it (`DoesNotExist` else), asks the rule and calls the service.
"""

from collections.abc import Callable
from dataclasses import dataclass

from org.models import Employee


@dataclass(frozen=True)
class Done:
    words: str  # what happened, and who sees it
    undo: str = ""  # the page where it can be taken back


Deed = Callable[..., Done]
_deeds: dict[str, Deed] = {}


def register(name: str, deed: Deed) -> None:
    _deeds[name] = deed


def find(key: str) -> tuple[Deed, int] | None:
    """What does the duty of that key, and for which record; None where no app registered it."""
    kind, _colon, rest = key.partition(":")
    number, _colon, verb = rest.partition(":")
    deed = _deeds.get(f"{kind}:{verb}")
    return (deed, int(number)) if deed and number.isascii() and number.isdigit() and len(number) < 19 else None


def do(key: str, *, by: Employee) -> Done | None:
    found = find(key)
    return found[0](found[1], by=by) if found else None
