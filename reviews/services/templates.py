"""What HR does to a template. A frozen one is never changed: the next version is a copy of the whole tree."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from reviews import rules, template_faults, template_tree
from reviews.models import (
    Competency,
    CompetencyLevel,
    Level,
    Question,
    QuestionFor,
    Scale,
    Section,
    Template,
)
from reviews.models.scale import HIGHEST


@dataclass(frozen=True)
class NewLevel:
    value: int
    label: str
    description: str = ""


@dataclass(frozen=True)
class Described:
    """One level of a competency in words."""

    value: int
    description: str
    job_level: str = ""


@dataclass(frozen=True)
class NewQuestion:
    kind: str
    words: str
    help: str = ""
    scale: Scale | None = None
    competency: Competency | None = None
    purpose: str = ""
    readers: str = Question.Readers.SUBJECT
    # Relation → whether it must answer.
    asked: dict[str, bool] = field(default_factory=dict)


@transaction.atomic
def add_template(*, by, name: str, description: str = "") -> Template:
    _refuse_others(by)
    base = slugify(name)[:50].strip("-") or "template"
    key, number = base, 2
    while Template.objects.filter(key=key).exists():
        key, number = f"{base}-{number}", number + 1
    return _saved(Template(key=key, name=name, description=description))


@transaction.atomic
def edit_template(template: Template, *, by, name: str, description: str) -> Template:
    template = _open(template, by)
    template.name, template.description = name, description
    return _saved(template)


@transaction.atomic
def import_template(data: dict, *, by) -> Template:
    """`data` was checked by `template_file`. A known key makes the next version of that template."""
    _refuse_others(by)
    known = Template.objects.select_for_update(of=("self",), no_key=True).filter(key=data["key"])
    newest = max(known, key=lambda each: each.version, default=None)
    if newest is not None and not newest.is_frozen:
        raise ValidationError(_open_version_words(newest), code="open")
    version = newest.version + 1 if newest else 1
    try:
        with transaction.atomic():
            return template_tree.build(data, key=data["key"], version=version)
    except IntegrityError as error:  # two files of a key that was new to both
        raise ValidationError(_("Somebody brought a template with this key just now."), code="open") from error


@transaction.atomic
def freeze(template: Template, *, by) -> Template:
    """From now on nothing in it changes. A launch does it too."""
    template = _open(template, by)
    return freeze_locked(template)


def freeze_locked(template: Template) -> Template:
    """For a launch, which holds the lock and has asked who may."""
    if faults := template_faults.faults_of(template):
        raise ValidationError([fault.words for fault in faults], code="faults")
    template.frozen_at = timezone.now()
    template.save(update_fields=["frozen_at"])
    return template


@transaction.atomic
def make_next_version(template: Template, *, by) -> Template:
    _refuse_others(by)
    template = _locked(template)
    if not template.is_frozen:
        raise ValidationError(_("It is not frozen: change this version."), code="open")
    newer = Template.objects.filter(key=template.key, version__gt=template.version).order_by("-version").first()
    if newer is not None:
        newer = _locked(newer)
        if not newer.is_frozen:
            raise ValidationError(_open_version_words(newer), code="open")
    version = (newer or template).version + 1
    return template_tree.build(template_tree.dump(template), key=template.key, version=version)


def _open_version_words(template: Template) -> str:
    words = _("Version %(version)d of “%(name)s” is being edited already; finish or drop that one first.")
    return words % {"version": template.version, "name": template.name}


@transaction.atomic
def drop_template(template: Template, *, by) -> None:
    """Takes away a version that no cycle uses."""
    _refuse_others(by)
    template = _locked(template)
    if template.cycles.exists():
        raise ValidationError(_("A review cycle uses this version; it stays."), code="used")
    # The questions first: they protect their scales and competencies.
    Question.objects.filter(section__template=template).delete()
    template.competencies.all().delete()
    template.delete()


@transaction.atomic
def save_section(template: Template, section: Section | None, *, by, title: str, help: str) -> Section:  # noqa: A002
    """Changes one, or adds it at the end where `section` is None."""
    template = _open(template, by)
    section = Section.objects.get(pk=section.pk) if section else _last(Section(template=template), template.sections)
    section.title, section.help = title, help
    return _saved(section)


@transaction.atomic
def remove_section(template: Template, section: Section, *, by) -> None:
    _open(template, by)
    section.delete()


@transaction.atomic
def save_question(section: Section, question: Question | None, wanted: NewQuestion, *, by) -> Question:
    template = _open(section.template, by)
    if question is None:
        count = Question.objects.filter(section__template=template).count()
        if count >= template_faults.QUESTIONS_MOST:
            raise ValidationError(
                _("This template asks %(count)d questions already; more are not answered with care."),
                params={"count": count},
                code="many",
            )
        question = _last(Question(section=section), section.questions)
    else:
        question = Question.objects.get(pk=question.pk)
    for name in ("kind", "words", "help", "scale", "competency", "purpose", "readers"):
        setattr(question, name, getattr(wanted, name))
    for name in ("scale", "competency"):
        if (chosen := getattr(question, name)) is not None and chosen.template_id != template.pk:
            raise ValidationError({name: _("Choose one of this template.")})
    question = _saved(question)
    question.asked.all().delete()
    QuestionFor.objects.bulk_create(
        QuestionFor(question=question, relation=relation, is_required=required)
        for relation, required in wanted.asked.items()
    )
    return question


@transaction.atomic
def remove_question(template: Template, question: Question, *, by) -> None:
    _open(template, by)
    question.delete()


@transaction.atomic
def move(template: Template, part: Section | Question, steps: int, *, by) -> None:
    """One up (-1) or down (1) among its neighbours; at the end nothing happens."""
    template = _open(template, by)
    rows: list[Any] = list(template.sections.all() if isinstance(part, Section) else part.section.questions.all())
    place = rows.index(part)
    rows.insert(max(0, min(place + steps, len(rows) - 1)), rows.pop(place))
    for position, row in enumerate(rows, 1):
        row.position = position
    type(part).objects.bulk_update(rows, ["position"])


@transaction.atomic
def save_scale(template: Template, scale: Scale | None, *, by, name: str, levels: list[NewLevel]) -> Scale:
    """The levels become exactly these: a value that stays keeps its descriptions, one that is gone takes them along."""
    template = _open(template, by)
    _refuse_bad_levels(levels)
    scale = Scale.objects.get(pk=scale.pk) if scale else Scale(template=template)
    scale.name = name
    scale = _saved(scale)
    there = {level.value: level for level in scale.levels.all()}
    scale.levels.exclude(value__in=[level.value for level in levels]).delete()
    for value, level in there.items():  # out of each other's way first: two may swap their names
        Level.objects.filter(pk=level.pk).update(label=f"\N{INFORMATION SEPARATOR ONE}{value}")
    for wanted in levels:
        level = there.get(wanted.value) or Level(scale=scale, value=wanted.value)
        level.label, level.description = wanted.label, wanted.description
        _saved(level)
    return scale


def _refuse_bad_levels(levels: list[NewLevel]) -> None:
    if len(levels) < 2:
        raise ValidationError(_("A scale needs at least two levels to choose from."), code="few")
    for what, said in {
        "value": [level.value for level in levels],
        "label": [level.label.casefold() for level in levels],
    }.items():
        if twice := {each for each in said if said.count(each) > 1}:
            words = {
                "value": _("Two levels have the value %(twice)s."),
                "label": _("Two levels are called “%(twice)s”."),
            }
            raise ValidationError(words[what] % {"twice": min(twice)}, code="twice")
    if any(not 1 <= level.value <= HIGHEST for level in levels):
        raise ValidationError(_("A level’s value is a number from 1 to 10."), code="value")


@transaction.atomic
def remove_scale(template: Template, scale: Scale, *, by) -> None:
    _open(template, by)
    if users := [*scale.questions.all(), *scale.competencies.all()]:
        words = _("“%(scale)s” is used by “%(user)s”; choose another scale there first.")
        raise ValidationError(words % {"scale": scale, "user": users[0]}, code="used")
    scale.delete()


@transaction.atomic
def save_competency(
    template: Template,
    competency: Competency | None,
    *,
    by,
    name: str,
    description: str,
    scale: Scale,
    levels: list[Described],
) -> Competency:
    """The described levels become exactly these."""
    template = _open(template, by)
    if scale.template_id != template.pk:
        raise ValidationError({"scale": _("Choose one of this template.")})
    known = {level.value: level for level in scale.levels.all()}
    said = [(each.value, each.job_level.casefold()) for each in levels]
    for each in levels:
        if each.value not in known:
            raise ValidationError(_("The scale has no level %(value)s.") % {"value": each.value}, code="level")
        if said.count((each.value, each.job_level.casefold())) > 1:
            words = _("“%(level)s” is described twice for %(whom)s.")
            whom = each.job_level or _("everyone")
            raise ValidationError(words % {"level": known[each.value], "whom": whom}, code="twice")
    competency = Competency.objects.get(pk=competency.pk) if competency else Competency(template=template)
    competency.name, competency.description, competency.scale = name, description, scale
    competency = _saved(competency)
    competency.levels.all().delete()
    for each in levels:
        row = CompetencyLevel(competency=competency, level=known[each.value], job_level=each.job_level)
        row.description = each.description
        _saved(row)
    return competency


@transaction.atomic
def remove_competency(template: Template, competency: Competency, *, by) -> None:
    _open(template, by)
    if question := competency.questions.first():
        words = _("“%(competency)s” is asked for by “%(question)s”; take that question away first.")
        raise ValidationError(words % {"competency": competency, "question": question}, code="used")
    competency.delete()


def _refuse_others(by) -> None:
    if not rules.can_edit_templates(by):
        raise PermissionDenied


def _locked(template: Template) -> Template:
    return Template.objects.select_for_update(of=("self",), no_key=True).get(pk=template.pk)


def _open(template: Template, by) -> Template:
    """The template as it is now, ours until commit: changes of its parts wait for each other and for a freeze."""
    _refuse_others(by)
    template = _locked(template)
    if template.is_frozen:
        raise ValidationError(
            _("This version is frozen: it was used, and stays as people saw it. Make the next version."), code="frozen"
        )
    return template


def _last(row, siblings):
    row.position = (siblings.aggregate(last=Max("position"))["last"] or 0) + 1
    return row


def _saved(row):
    row.full_clean()
    row.save()
    return row
