"""A template as a file: read and checked before anything is written. Every fault names its place in words."""

import json
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reviews import template_tree
from reviews.models import (
    Competency,
    CompetencyLevel,
    Level,
    Question,
    Relation,
    Scale,
    Section,
    Template,
)
from reviews.template_faults import faults_in, in_words, words_of

FORMAT = "review template"
BYTES_MOST = 1_000_000
PARTS_MOST = 200


def to_json(template: Template) -> bytes:
    data = {"format": FORMAT, "key": template.key, **template_tree.dump(template)}
    return json.dumps(data, indent=2, ensure_ascii=False).encode()


def read(content: bytes) -> tuple[dict, list[str]]:
    """(the data, complete; the faults in words). With a fault the data is not to be used."""
    if len(content) > BYTES_MOST:
        return {}, [_("The file is larger than a template can be.")]
    try:
        # Bytes that are no UTF-8 are a ValueError too; NaN is no JSON.
        raw = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        return {}, [_("The file is no JSON: %(error)s") % {"error": str(error)[:200] or type(error).__name__}]
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        return {}, [_("This is not a review template: “format” would say “%(format)s”.") % {"format": FORMAT}]
    reader = _Reader()
    data = reader.template(raw)
    if not reader.faults:
        reader.faults = in_words(faults_in(data))
    return data, reader.faults


def _refuse_constant(name: str):
    raise ValueError(name)


def _can_be_kept(text: str) -> bool:
    """Neither a null nor half of a pair, which JSON can write and no database holds."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


_BLANK_ASKED: dict[str, str] = {}
_FIELDS = {
    "template": {
        "format": "",
        "key": "",
        "name": "",
        "description": "",
        "scales": [],
        "competencies": [],
        "sections": [],
    },
    "scale": {"name": "", "levels": []},
    "level": {"value": 0, "label": "", "description": ""},
    "competency": {"name": "", "description": "", "scale": "", "levels": []},
    "described": {"level": 0, "job_level": "", "description": ""},
    "section": {"title": "", "help": "", "questions": []},
    "question": dict.fromkeys(("kind", "words", "help", "scale", "competency", "purpose"), "")
    | {"readers": Question.Readers.SUBJECT.value, "asked": _BLANK_ASKED},
}


class _Reader:
    def __init__(self):
        self.faults: list[str] = []

    def fault(self, place: tuple, words: str) -> None:
        self.faults.append(f"{words_of(place)}: {words}")

    def template(self, raw: dict) -> dict:
        data = self._fields("template", raw, ())
        self._row(Template(key=data["key"], name=data["name"], description=data["description"]), (), ["version"])
        data["scales"] = [self._scale(row, place) for place, row in self._rows(data["scales"], ("scales",))]
        self._twice([each["name"].casefold() for each in data["scales"]], ("scales",), _("name"))
        scales = {each["name"].casefold(): each for each in data["scales"]}
        rows = self._rows(data["competencies"], ("competencies",))
        data["competencies"] = [self._competency(row, place, scales) for place, row in rows]
        self._twice([each["name"].casefold() for each in data["competencies"]], ("competencies",), _("name"))
        known = {each["name"].casefold() for each in data["competencies"]}
        rows = self._rows(data["sections"], ("sections",))
        data["sections"] = [self._section(row, place, scales, known) for place, row in rows]
        self._twice([each["title"].casefold() for each in data["sections"]], ("sections",), _("title"))
        return data

    def _scale(self, raw, place) -> dict:
        scale = self._fields("scale", raw, place)
        self._row(Scale(name=scale["name"]), place, ["template"])
        scale["levels"] = [
            self._fields("level", row, at) for at, row in self._rows(scale["levels"], (*place, "levels"))
        ]
        for number, level in enumerate(scale["levels"]):
            self._row(Level(**level), (*place, "levels", number), ["scale"])
        self._twice([level["value"] for level in scale["levels"]], (*place, "levels"), _("value"))
        self._twice([level["label"].casefold() for level in scale["levels"]], (*place, "levels"), _("name"))
        return scale

    def _competency(self, raw, place, scales: dict) -> dict:
        competency = self._fields("competency", raw, place)
        words = {name: competency[name] for name in ("name", "description")}
        self._row(Competency(**words), place, ["template", "scale"])
        scale = scales.get(competency["scale"].casefold())
        if scale is None:
            self.fault(place, _("there is no scale “%(name)s”") % {"name": competency["scale"][:80]})
        rows = list(self._rows(competency["levels"], (*place, "levels")))
        competency["levels"] = [self._described(row, at, scale) for at, row in rows]
        said = [(each["level"], each["job_level"].casefold()) for each in competency["levels"]]
        self._twice(said, (*place, "levels"), _("level and job level"))
        return competency

    def _described(self, raw, place, scale: dict | None) -> dict:
        row = self._fields("described", raw, place)
        words = {name: row[name] for name in ("job_level", "description")}
        self._row(CompetencyLevel(**words), place, ["competency", "level"])
        if scale is not None and row["level"] not in [level["value"] for level in scale["levels"]]:
            self.fault(place, _("the scale has no level %(value)s") % {"value": row["level"]})
        return row

    def _section(self, raw, place, scales, competencies) -> dict:
        section = self._fields("section", raw, place)
        self._row(Section(title=section["title"], help=section["help"]), place, ["template"])
        rows = self._rows(section["questions"], (*place, "questions"))
        section["questions"] = [self._question(row, at, scales, competencies) for at, row in rows]
        return section

    def _question(self, raw, place, scales, competencies) -> dict:
        question = self._fields("question", raw, place)
        for name, known in (("scale", scales), ("competency", competencies)):
            if question[name] and question[name].casefold() not in known:
                missing = _("there is no %(what)s “%(name)s”")
                self.fault(
                    place, missing % {"what": words_of((name,)).lower().strip("“”"), "name": question[name][:80]}
                )
        plain = {name: question[name] for name in ("kind", "words", "help", "purpose", "readers")}
        # What it points at is not there yet: any id stands for it.
        row = Question(**plain, scale_id=1 if question["scale"] else None)
        row.competency_id = 1 if question["competency"] else None
        self._row(row, place, ["section", "scale", "competency"])
        for relation, how in question["asked"].items():
            if relation not in Relation.values:
                self.fault((*place, "asked"), _("“%(name)s” is no relation") % {"name": str(relation)[:80]})
            if how not in ("required", "optional"):
                self.fault((*place, "asked"), _("it says neither “required” nor “optional”"))
        return question

    # --- what is common to all parts ---

    def _rows(self, rows: list, place: tuple) -> Iterator[tuple[tuple, object]]:
        if len(rows) > PARTS_MOST:
            self.fault(place, _("more than %(most)d") % {"most": PARTS_MOST})
        return (((*place, number), row) for number, row in enumerate(rows[:PARTS_MOST]))

    def _fields(self, kind: str, raw, place: tuple) -> dict:
        """All fields of that kind, those that are missing empty; what is unknown or of another type is a fault."""
        blank = _FIELDS[kind]
        if not isinstance(raw, dict):
            self.fault(place, _("an object in braces is expected here"))
            raw = {}
        for name in sorted(map(str, raw.keys() - blank.keys()))[:20]:
            self.fault(place, _("“%(name)s” is not known here") % {"name": name[:80]})
        found = {}
        for name, empty in blank.items():
            value = raw.get(name, empty)
            if type(value) is not type(empty):
                self.fault((*place, name), _("of another type than expected"))
                value = empty
            elif isinstance(value, str) and not _can_be_kept(value):
                self.fault((*place, name), _("has a character that cannot be kept"))
                value = empty
            found[name] = value.strip() if isinstance(value, str) else value
        return found

    def _row(self, row, place: tuple, left_out: list[str]) -> None:
        """What the form and the table would say of it."""
        try:
            row.full_clean(exclude=left_out, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    self.fault((*place, name), message)
            return
        for constraint in row._meta.constraints:
            try:
                if hasattr(constraint, "condition") and not hasattr(constraint, "deferrable"):
                    constraint.validate(type(row), row, exclude=set(left_out) - {"scale", "competency"})
            except ValidationError as error:
                self.fault(place, " ".join(error.messages))

    def _twice(self, values: list, place: tuple, what: str) -> None:
        seen: dict = {}
        for number, value in enumerate(values):
            if value in seen and value != "":
                same = _("the same %(what)s as number %(first)d")
                self.fault((*place, number), same % {"what": what, "first": seen[value] + 1})
            seen.setdefault(value, number)
