"""A template with all that belongs to it, as plain data: what a file holds, what the next version is copied from."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from reviews import models
from reviews.models import Template


class Models(NamedTuple):
    """The tables to write; a migration gives those of its own time."""

    Template: Any = models.Template
    Scale: Any = models.Scale
    Level: Any = models.Level
    Competency: Any = models.Competency
    CompetencyLevel: Any = models.CompetencyLevel
    Section: Any = models.Section
    Question: Any = models.Question
    QuestionFor: Any = models.QuestionFor

    @classmethod
    def of(cls, apps) -> "Models":
        return cls(*(apps.get_model("reviews", name) for name in cls._fields))


NOW = Models()


class Tree(NamedTuple):
    """A template as it was loaded, in a fixed number of queries."""

    template: Template
    scales: list
    competencies: list
    sections: list  # each with `asks`: its questions, each with `by_relation`


def load(template: Template) -> Tree:
    scales = list(template.scales.prefetch_related("levels").order_by("pk"))
    competencies = template.competencies.select_related("scale").prefetch_related("levels__level").order_by("pk")
    return Tree(template, scales, list(competencies), sections_of(template))


def sections_of(template: Template) -> list:
    """The sections in their order, each with `asks`."""
    found = list(template.sections.all())
    questions = models.Question.objects.filter(section__template=template).select_related("scale", "competency__scale")
    by_section: dict[int, list] = {}
    for question in questions.prefetch_related("asked").order_by("position", "pk"):
        question.by_relation = {each.relation: each for each in question.asked.all()}
        by_section.setdefault(question.section_id, []).append(question)
    for section in found:
        section.asks = by_section.get(section.pk, [])
    return found


def dump(template: Template) -> dict:
    return dump_tree(load(template))


def dump_tree(tree: Tree) -> dict:
    """Without key and version: these say which template it is, not what it holds."""
    return {
        "name": tree.template.name,
        "description": tree.template.description,
        "scales": [
            {"name": scale.name, "levels": [_level(level) for level in scale.levels.all()]} for scale in tree.scales
        ],
        "competencies": [
            {
                "name": each.name,
                "description": each.description,
                "scale": each.scale.name,
                "levels": [
                    {"level": row.level.value, "job_level": row.job_level, "description": row.description}
                    for row in each.levels.all()
                ],
            }
            for each in tree.competencies
        ],
        "sections": [
            {"title": section.title, "help": section.help, "questions": [_question(each) for each in section.asks]}
            for section in tree.sections
        ],
    }


def _level(level) -> dict:
    return {"value": level.value, "label": level.label, "description": level.description}


def _question(question) -> dict:
    return {
        "kind": question.kind,
        "words": question.words,
        "help": question.help,
        "scale": question.scale.name if question.scale else "",
        "competency": question.competency.name if question.competency else "",
        "purpose": question.purpose,
        "readers": question.readers,
        "asked": {
            relation: "required" if question.by_relation[relation].is_required else "optional"
            for relation in models.Relation.values
            if relation in question.by_relation
        },
    }


def build(data: dict, *, key: str, version: int = 1, into: Models = NOW):
    """Writes the whole tree; `data` is as `dump` gives it, or was checked by `template_file`."""
    template = into.Template.objects.create(
        key=key, version=version, name=data["name"], description=data["description"]
    )
    scales, levels = _build_scales(template, data["scales"], into)
    competencies = _build_competencies(template, data["competencies"], scales, levels, into)
    for place, each in enumerate(data["sections"], 1):
        section = into.Section.objects.create(template=template, title=each["title"], help=each["help"], position=place)
        _build_questions(section, each["questions"], scales, competencies, into)
    return template


def _build_scales(template, rows: Iterable[dict], into: Models) -> tuple[dict, dict]:
    scales, levels = {}, {}
    for row in rows:
        scale = scales[row["name"].casefold()] = into.Scale.objects.create(template=template, name=row["name"])
        for level in row["levels"]:
            levels[row["name"].casefold(), level["value"]] = into.Level.objects.create(scale=scale, **level)
    return scales, levels


def _build_competencies(template, rows: Iterable[dict], scales: dict, levels: dict, into: Models) -> dict:
    competencies = {}
    for row in rows:
        scale = row["scale"].casefold()
        made = into.Competency.objects.create(
            template=template, name=row["name"], description=row["description"], scale=scales[scale]
        )
        competencies[row["name"].casefold()] = made
        into.CompetencyLevel.objects.bulk_create(
            into.CompetencyLevel(
                competency=made,
                level=levels[scale, each["level"]],
                job_level=each["job_level"],
                description=each["description"],
            )
            for each in row["levels"]
        )
    return competencies


def _build_questions(section, rows: Iterable[dict], scales: dict, competencies: dict, into: Models) -> None:
    for place, row in enumerate(rows, 1):
        plain = {name: row[name] for name in ("kind", "words", "help", "purpose", "readers")}
        question = into.Question.objects.create(
            section=section,
            position=place,
            scale=scales[row["scale"].casefold()] if row["scale"] else None,
            competency=competencies[row["competency"].casefold()] if row["competency"] else None,
            **plain,
        )
        into.QuestionFor.objects.bulk_create(
            into.QuestionFor(question=question, relation=relation, is_required=how == "required")
            for relation, how in row["asked"].items()
        )
