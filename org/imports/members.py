"""A person as they will be after the import: of the company, of the file, or of both."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from org.imports.company import Person
from org.imports.departments import Unit
from org.imports.locations import Place
from org.imports.records import Record


@dataclass(slots=True, eq=False)
class Member:
    person: Person | None
    record: Record | None
    employee_number: str | None = None
    email: str = ""
    first_name: str = ""
    last_name: str = ""
    preferred_name: str = ""
    job_title: str = ""
    job_level: str = ""
    department: Unit | None = None
    location: Place | None = None
    time_zone: str = ""
    language: str = ""
    hired_on: date | None = None
    left_on: date | None = None
    manager: "Member | None" = None
    # What of the company's own tree it was before.
    old_department: Unit | None = None
    old_location: Place | None = None
    old_manager: "Member | None" = None
    today: date = field(default=date.min)
    is_ghost: bool = False  # stands for a row that is itself a fault
    # Field → (before, after), in words that people read; only for people whom the company knows.
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return f"{self.preferred_name or self.first_name} {self.last_name}".strip() or self.email

    @property
    def line(self) -> int | None:
        return self.record.line if self.record else None

    @property
    def has_left(self) -> bool:
        return self.left_on is not None and self.left_on < self.today
