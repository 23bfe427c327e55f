"""What a language has to tell for its wording to be checked."""

from collections.abc import Callable
from typing import NamedTuple, Protocol


class IsTask(Protocol):
    def __call__(self, title: str, *, strictly: bool) -> bool: ...


class PromisedNumbers(Protocol):
    def __call__(self, title: str, *, in_days: bool) -> list[tuple[str, bool]]: ...


class Language(NamedTuple):
    is_task: IsTask
    holds_two_aims: Callable[[str], bool]
    is_vague: Callable[[str], bool]
    promised_numbers: PromisedNumbers
