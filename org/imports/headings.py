"""Which column is what: headings of HR systems, English and German, whatever their case, spaces and punctuation."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from org.imports.cells import clip
from org.imports.errors import SpreadsheetError
from org.imports.heading_words import MANAGER_KINDS, MANAGER_WORDS, NEVER, PREFIXES, SUFFIXES, WORDS, Recognised

# What a column can be, in the order in which HR is offered it.
FIELDS = {
    "employee_number": gettext_lazy("employee number"),
    "email": gettext_lazy("e-mail"),
    "first_name": gettext_lazy("first name"),
    "last_name": gettext_lazy("last name"),
    "full_name": gettext_lazy("full name"),
    "preferred_name": gettext_lazy("preferred name"),
    "job_title": gettext_lazy("job title"),
    "job_level": gettext_lazy("job level"),
    "department": gettext_lazy("department"),
    "division": gettext_lazy("division (what the department is part of)"),
    "business_unit": gettext_lazy("business unit (what the division is part of)"),
    "subdepartment": gettext_lazy("sub-department (part of the department)"),
    "location": gettext_lazy("location"),
    "time_zone": gettext_lazy("time zone"),
    "language": gettext_lazy("language"),
    "manager": gettext_lazy("manager (number, e-mail or name)"),
    "manager_number": gettext_lazy("manager’s number"),
    "manager_email": gettext_lazy("manager’s e-mail"),
    "manager_name": gettext_lazy("manager’s name"),
    "manager_first_name": gettext_lazy("manager’s first name"),
    "manager_last_name": gettext_lazy("manager’s last name"),
    "hired_on": gettext_lazy("hired on"),
    "left_on": gettext_lazy("leaves on"),
    "status": gettext_lazy("employment status (read, not stored)"),
}
LEVELS = ["business_unit", "division", "department", "subdepartment"]
DATE_FIELDS = ["hired_on", "left_on"]

_TRANSLITERATE = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "#": " number "})
_PARENTHESIS = re.compile(r"[(\[].*?[)\]]")


def key(heading: str) -> str:
    """What is compared of a heading, at most 200 letters and digits; "E-Mail (dienstl.)" → "emaildienstl"."""
    words = re.findall(r"[a-z0-9]+", heading.casefold().translate(_TRANSLITERATE))
    return "".join("number" if word in {"nr", "no", "num", "nummer"} else word for word in words)[:200]


_BY_KEY: dict[str, Recognised] = {
    key(word): Recognised(name, rank) for name, words in WORDS.items() for rank, word in enumerate(words)
}
_NEVER = {key(word) for word in NEVER}
_PREFIXES = [key(word) for word in PREFIXES]
_SUFFIXES = [key(word) for word in SUFFIXES]
_MANAGERS = sorted((key(word) for word in MANAGER_WORDS), key=len, reverse=True)
_KINDS = {key(word): name for name, words in MANAGER_KINDS.items() for word in words}


def recognise(heading: str) -> Recognised | None:
    """The field that a heading names, with its rank among the words for that field; None where it is not known."""
    if key(heading) in _NEVER:
        return None
    for text in (heading, _PARENTHESIS.sub(" ", heading)):
        if found := _of_key(key(text)):
            return found
    parts = [_of_key(key(part)) for part in re.split(r"\s*[/|]\s*|[(\[]", heading) if key(part)]
    names = {part.field for part in parts if part}
    return parts[0] if len(parts) > 1 and all(parts) and len(names) == 1 else None


def _of_key(name: str) -> Recognised | None:
    if not name or name in _NEVER:
        return None
    if found := _BY_KEY.get(name) or _manager(name):
        return found
    rests = [name.removeprefix(prefix) for prefix in _PREFIXES] + [name.removesuffix(suffix) for suffix in _SUFFIXES]
    for rest in rests:
        if rest != name and rest not in _NEVER and (found := _BY_KEY.get(rest) or _manager(rest)):
            return Recognised(found.field, found.rank + 100)
    return None


def _manager(name: str) -> Recognised | None:
    """ "Supervisor ID", "E-Mail des Vorgesetzten", "Reports To Name": a word for the manager, and what of them."""
    for rank, word in enumerate(_MANAGERS):
        before, found, after = name.partition(word)
        if found and (kind := _KINDS.get(before + after)):
            return Recognised(kind, rank)
    return None


@dataclass(slots=True)
class Columns:
    """Field → the column's index, and what became of the others."""

    headings: list[str]
    by_field: dict[str, int] = field(default_factory=dict)
    # Further columns that could be the employee number; a manager may be named by one of them.
    other_numbers: list[int] = field(default_factory=list)

    @property
    def unknown(self) -> list[str]:
        used = set(self.by_field.values())
        return [clip(heading) for i, heading in enumerate(self.headings) if heading and i not in used]

    def field_of(self, index: int) -> str:
        return next((name for name, i in self.by_field.items() if i == index), "")

    def take(self, name: str, ranked: list[int]) -> None:
        if ranked:
            self.by_field.setdefault(name, ranked[0])

    def has(self, name: str) -> bool:
        return name in self.by_field


def assign(headings: list[str], chosen: Mapping[str, str], samples: "Samples") -> Columns:
    """Each column's field. What HR chose (heading key → field, or "" for none) goes before what is recognised."""
    headings = told_apart(headings)
    columns = Columns(headings)
    candidates: dict[str, list[tuple[int, int]]] = {}
    for index, heading in enumerate(headings):
        if (name := key(heading)) in chosen:
            if chosen[name]:
                columns.by_field.setdefault(chosen[name], index)
        elif found := recognise(heading):
            candidates.setdefault(found.field, []).append((found.rank, index))
    for name, found_columns in candidates.items():
        ranked = [index for _rank, index in sorted(found_columns)]
        if name == "job_title":  # "Title" may be Mr and Ms
            ranked = [index for index in ranked if not samples.are_salutations(index)]
        if name == "employee_number":
            ranked = samples.numbers_first(ranked, [i for _r, i in candidates.get("manager_number", [])])
            columns.other_numbers = ranked[1:]
        columns.take(name, ranked)
    _settle_names(columns)
    _settle_departments(columns)
    return columns


def told_apart(headings: list[str]) -> list[str]:
    """ "E-Mail", "E-Mail" → "E-Mail", "E-Mail (2)": each can be chosen, or left out, for itself."""
    seen: Counter[str] = Counter()
    apart = []
    for heading in headings:
        seen[key(heading)] += 1
        again = seen[key(heading)]
        apart.append(f"{heading} ({again})" if heading and again > 1 else heading)
    return apart


def _settle_names(columns: Columns) -> None:
    """ "Name" beside "Vorname" is the last name; a full name beside first and last is not needed."""
    by_field = columns.by_field
    if columns.has("full_name") and columns.has("first_name") and not columns.has("last_name"):
        by_field["last_name"] = by_field.pop("full_name")
    if columns.has("first_name") and columns.has("last_name"):
        by_field.pop("full_name", None)


def _settle_departments(columns: Columns) -> None:
    """Where no column is called department, the finest of the others is it."""
    by_field = columns.by_field
    if columns.has("team"):
        team = by_field.pop("team")
        if not columns.has("department") and not columns.has("subdepartment"):
            by_field["department"] = team
    if not columns.has("department"):
        for name in ("subdepartment", "division", "business_unit"):
            if columns.has(name):
                by_field["department"] = by_field.pop(name)
                break


def require(columns: Columns) -> None:
    """Raises SpreadsheetError, naming every required column that is missing."""
    missing = [] if columns.has("email") else [_("the e-mail")]
    if not columns.has("full_name"):
        if not columns.has("first_name") and not columns.has("last_name"):
            missing.append(_("the name"))
        elif not columns.has("first_name"):
            missing.append(_("the first name"))
        elif not columns.has("last_name"):
            missing.append(_("the last name"))
    if missing:
        raise SpreadsheetError(
            _("The file has no column for %(missing)s; its headings are: %(headings)s.")
            % {"missing": _(" and ").join(missing), "headings": ", ".join(filter(None, columns.headings))[:500] or "–"}
        )


@dataclass(slots=True)
class Samples:
    """The cells, where the heading alone does not tell."""

    rows: Iterable[list]

    def numbers_first(self, candidates: list[int], managers: list[int]) -> list[int]:
        """The column in which most of the managers' numbers are found goes first; else the order stays."""
        if len(candidates) < 2 or not managers:
            return candidates
        named = {row[i] for row in self.rows for i in managers if row[i]}
        hits = {index: len(named & {row[index] for row in self.rows}) for index in candidates}
        return sorted(candidates, key=lambda index: -hits[index])

    def are_salutations(self, index: int) -> bool:
        values = {str(row[index]).casefold().rstrip(".") for row in self.rows} - {""}
        return bool(values) and values <= {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "prof dr", "herr", "frau"}
