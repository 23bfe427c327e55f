from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _


class Note(NamedTuple):
    line: int
    text: str


@dataclass(slots=True)
class Notes:
    """What is to be said about the rows: faults stop the import, warnings stop nothing."""

    faults: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)

    def fault(self, line: int, text: str) -> None:
        self.faults.append(Note(line, text))

    def warning(self, line: int, text: str) -> None:
        self.warnings.append(Note(line, text))

    def sort(self) -> None:
        self.faults = sorted(set(self.faults))
        self.warnings = sorted(set(self.warnings))

    def fault_lines(self) -> list[str]:
        return [_("Line %(line)d: %(text)s") % note._asdict() for note in self.faults]

    def warning_lines(self) -> list[str]:
        return [_("Warning, line %(line)d: %(text)s") % note._asdict() for note in self.warnings]
