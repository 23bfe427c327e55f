"""A row of cells → a record of typed values. What is wrong in the row itself is a fault here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from org.imports import dates, names
from org.imports.cells import Cell, clean, clip, is_error
from org.imports.headings import DATE_FIELDS, FIELDS, LEVELS, Columns
from org.imports.notes import Notes
from org.imports.rows import Row
from org.models import Department, Employee, Location
from org.zones import zone_names

_email = EmailValidator()
_NOTHING = {"-", "–", "—", "n/a", "none", "null"}
_LEFT = ("terminated", "inactive", "left", "leaver", "former", "ausgetreten", "ausgeschieden", "inaktiv", "gekündigt")
_LANGUAGES = {"english": "en-gb", "englisch": "en-gb", "en": "en-gb", "german": "de", "deutsch": "de", "de": "de"}
_MANAGER_COLUMNS = {
    "manager_number": "number",
    "manager_email": "email",
    "manager_name": "name",
    "manager": "any",
}
_LENGTHS: dict[str, int] = {
    name: getattr(Employee._meta.get_field(name), "max_length", 0)
    for name in ("employee_number", "email", "first_name", "last_name", "preferred_name", "job_title", "job_level")
}


@dataclass(slots=True)
class Record:
    """None: the file has no such column (or no usable value); "": the cell is blank."""

    line: int
    employee_number: str | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    full_name: str | None = None
    preferred_name: str | None = None
    job_title: str | None = None
    job_level: str | None = None
    path: tuple[str, ...] | None = None  # the department, below what it is part of; () where blank
    is_rooted: bool = False  # the file says what the first of the path is part of: nothing
    location: str | None = None
    time_zone: str | None = None
    language: str | None = None
    hired_on: date | str | None = None
    left_on: date | str | None = None
    manager: dict[str, str] | None = None  # number, email, name, any → text; without blank ones
    other_numbers: list[str] = field(default_factory=list)
    says_left: bool = False  # the status
    says_works: bool = False
    is_broken: bool = False  # the row as such cannot be read; nothing in it is believed
    mentions: tuple[str, ...] = ()  # what a broken row may have said: nobody else is blamed for pointing at it

    @property
    def name(self) -> str:
        return f"{self.preferred_name or self.first_name or ''} {self.last_name or ''}".strip()


def read(rows: list[Row], columns: Columns, formats: Mapping[str, str], notes: Notes) -> list[Record]:
    zones = {name.casefold(): name for name in zone_names()}
    reader = _Reader(columns, formats, notes, zones)
    return [reader.record(row) for row in rows]


class _Reader:
    def __init__(self, columns: Columns, formats: Mapping[str, str], notes: Notes, zones: Mapping[str, str]):
        self.columns, self.formats, self.notes, self.zones = columns, formats, notes, zones

    def record(self, row: Row) -> Record:
        record = Record(row.line)
        problems = [row.problem] if row.problem else list(self._errors(row))
        if problems:
            record.is_broken = True
            for problem in problems:
                self.notes.fault(row.line, problem)
            record.mentions = tuple(str(cell).casefold() for cell in row.cells if cell)
            return record
        if row.missing:
            short = _("the row has %(missing)d cells fewer than the heading; they count as blank")
            self.notes.warning(row.line, short % {"missing": row.missing})
        for name, length in _LENGTHS.items():
            setattr(record, name, self._text(row, name, length))
        self._names(record, row)
        self._check_email(record)
        self._path(record, row)
        record.location = self._nothing(self._text(row, "location", Location._meta.get_field("name").max_length))
        self._time_zone(record, row)
        self._language(record, row)
        for name in DATE_FIELDS:
            setattr(record, name, self._date(row, name))
        self._manager(record, row)
        self._status(record, row)
        record.other_numbers = [clean(str(row.cells[i])) for i in self.columns.other_numbers]
        return record

    def _errors(self, row: Row) -> Iterator[str]:
        for name, index in self.columns.by_field.items():
            if is_error(row.cells[index]):
                failed = _("%(field)s is %(error)s: a formula of the spreadsheet that failed")
                yield failed % {"field": FIELDS[name], "error": row.cells[index]}

    def _cell(self, row: Row, name: str) -> Cell | None:
        index = self.columns.by_field.get(name)
        return None if index is None else row.cells[index]

    def _text(self, row: Row, name: str, length: int) -> str | None:
        value = self._cell(row, name)
        if value is None:
            return None
        text = value.isoformat() if isinstance(value, date) else clean(value)
        if "\ufffd" in text:
            unreadable = _("“%(value)s” has a character that could not be read")
            self.notes.warning(row.line, unreadable % {"value": clip(text)})
        if len(text) > length:
            self.notes.fault(
                row.line,
                _("%(field)s “%(value)s” is longer than %(length)d characters")
                % {"field": FIELDS[name], "value": clip(text), "length": length},
            )
            return None
        return text

    @staticmethod
    def _nothing(text: str | None) -> str | None:
        return "" if text and text.casefold() in _NOTHING else text

    def _names(self, record: Record, row: Row) -> None:
        full = record.full_name = self._text(row, "full_name", 2 * _LENGTHS["first_name"])
        if not full:
            return
        record.full_name = names.without_note(full)
        parts = names.split(full)
        if parts and max(map(len, parts)) > _LENGTHS["first_name"]:
            too_long = _("the name “%(name)s” is too long")
            self.notes.fault(record.line, too_long % {"name": clip(full)})
        elif parts:
            record.first_name, record.last_name = record.first_name or parts[0], record.last_name or parts[1]
        elif not record.first_name and not record.last_name:
            # Some people have one name only; which of the two it is, HR must say.
            alone = _("the name “%(name)s” is one word; a first and a last name are needed")
            self.notes.fault(record.line, alone % {"name": clip(full)})
        if record.preferred_name and record.last_name and record.preferred_name.endswith(f" {record.last_name}"):
            record.preferred_name = record.preferred_name.removesuffix(f" {record.last_name}")

    def _check_email(self, record: Record) -> None:
        """Addresses are kept in lower case: they are the same whatever the case."""
        if not record.email:
            return
        record.email = record.email.removeprefix("mailto:").strip().lower()
        if record.email in _NOTHING:
            record.email = ""
            return
        try:
            _email(record.email)
        except ValidationError:
            self.notes.fault(
                record.line, _("“%(email)s” is not an e-mail address") % {"email": clip(record.email)}
            )
            record.mentions = (record.email.casefold(),)
            record.email = None

    def _path(self, record: Record, row: Row) -> None:
        """A department that is called as what it is part of, is that."""
        present = [name for name in LEVELS if self.columns.has(name)]
        if not present:
            return
        length = Department._meta.get_field("name").max_length
        texts = [self._nothing(self._text(row, name, length)) for name in present]
        path: list[str] = []
        for text in filter(None, texts):
            if not path or path[-1].casefold() != text.casefold():
                path.append(text)
        record.path, record.is_rooted = tuple(path), len(list(filter(None, texts))) > 1

    def _time_zone(self, record: Record, row: Row) -> None:
        text = self._nothing(self._text(row, "time_zone", 200))
        record.time_zone = self.zones.get(text.casefold().replace(" ", "_"), "") if text else text
        if text and not record.time_zone:
            unknown = _("“%(zone)s” is not a time zone; write one such as Europe/Berlin")
            self.notes.fault(record.line, unknown % {"zone": clip(text)})
            record.time_zone = None

    def _language(self, record: Record, row: Row) -> None:
        text = self._nothing(self._text(row, "language", 200))
        if not text:
            record.language = text
            return
        word = text.casefold().replace("_", "-")
        known = {code for code, _name in settings.LANGUAGES}
        record.language = word if word in known else _LANGUAGES.get(word.split("-")[0].split(" ")[0])
        if record.language is None:
            unknown = _("the language “%(language)s” is not one of ours and is left out")
            self.notes.warning(record.line, unknown % {"language": clip(text)})

    def _date(self, row: Row, name: str) -> date | str | None:
        value = self._cell(row, name)
        if value is None:
            return None
        if not isinstance(value, date):
            value = clean(value)
        if dates.is_nothing(value) or (name == "left_on" and dates.is_forever(value)):
            return ""
        chosen = self.formats.get(name, "")
        if (day := dates.readings(value).get(chosen)) is not None:
            return day
        if name in self.formats:  # else its format is still to be asked for
            self.notes.fault(row.line, self._not_a_date(name, value, chosen))
        return None

    @staticmethod
    def _not_a_date(name: str, value: Cell, chosen: str) -> str:
        words = {"field": FIELDS[name], "value": clip(value), "format": dates.NAMES.get(chosen, "")}
        if dates.readings(value) and chosen in dates.NAMES:
            return _("%(field)s “%(value)s” is not written as the others of its column: %(format)s") % words
        return _("%(field)s “%(value)s” is not a date") % words

    def _manager(self, record: Record, row: Row) -> None:
        found: dict[str, str] = {}
        present = False
        for name, kind in _MANAGER_COLUMNS.items():
            value = self._cell(row, name)
            if value is not None:
                present = True
                if text := clean(str(value)):
                    found[kind] = text
        parts = [self._cell(row, name) for name in ("manager_first_name", "manager_last_name")]
        if any(part is not None for part in parts):
            present = True
            if name := clean(" ".join(str(part) for part in parts if part)):
                found.setdefault("name", name)
        record.manager = found if present else None

    def _status(self, record: Record, row: Row) -> None:
        text = clean(str(self._cell(row, "status") or "")).casefold()
        record.says_left = text in {"no", "nein", "false", "0"} or text.startswith(_LEFT)
        record.says_works = bool(text) and not record.says_left
