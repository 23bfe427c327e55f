"""The form of a relation, empty: what each writer will be asked, and how long it takes."""

from dataclasses import dataclass
from typing import Any

from reviews import audience
from reviews.models import CompetencyLevel, Question, Relation, Template
from reviews.template_tree import sections_of

# Minutes that an answer takes, as far as one can say.
MINUTES = {Question.Kind.TEXT: 4, Question.Kind.GOALS: 4, Question.Kind.RATING: 1, Question.Kind.COMPETENCY: 1}


@dataclass
class Asked:
    question: Question
    is_required: bool
    levels: list  # of the scale, each with `words`: its description, or how it looks in this competency
    readers: str


@dataclass
class Preview:
    sections: list[tuple[Any, list[Asked]]]
    count: int
    required: int
    minutes: int


def of_template(
    template: Template,
    relation: Relation,
    *,
    anonymity: str = "attributed",
    job_level: str = "",
    has_calibration: bool = True,
    has_readers: bool = False,
) -> Preview:
    described = _described(template, job_level)
    cycle = {"has_calibration": has_calibration, "has_readers": has_readers}
    sections = []
    for section in sections_of(template):
        asked = [
            _asked(question, relation, described, audience.sentence(question, relation, anonymity, **cycle))
            for question in section.asks
            if relation in question.by_relation
        ]
        if asked:
            sections.append((section, asked))
    every = [each for _section, asked in sections for each in asked]
    minutes = sum(MINUTES[each.question.kind] for each in every)
    return Preview(sections, len(every), sum(each.is_required for each in every), max(1, minutes) if every else 0)


def _asked(question: Question, relation: Relation, described: dict, readers: str) -> Asked:
    levels = []
    if question.rated_on is not None:
        levels = described["levels"].get(question.rated_on.pk, [])
        words = described["words"]
        levels = [
            {
                "value": each.value,
                "label": each.label,
                "words": words.get((question.competency_id, each.pk), each.description),
            }
            for each in levels
        ]
    return Asked(question, question.by_relation[relation].is_required, levels, readers)


def _described(template: Template, job_level: str) -> dict:
    """The levels of each scale; how a level of a competency looks, for this job level before the one for everyone."""
    levels: dict[int, list] = {}
    for scale in template.scales.prefetch_related("levels"):
        levels[scale.pk] = list(scale.levels.all())
    words: dict[tuple, str] = {}
    rows = CompetencyLevel.objects.filter(competency__template=template).order_by("pk")
    folded = job_level.casefold()
    for row in sorted(rows, key=lambda row: row.job_level != ""):  # the special ones last, so that they win
        if not row.job_level or row.job_level.casefold() == folded:
            words[row.competency_id, row.level_id] = row.description
    return {"levels": levels, "words": words}
