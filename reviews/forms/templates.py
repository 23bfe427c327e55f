"""The parts of a template, each on a page of its own. `save(by=)` calls the service."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from org.models import Employee
from reviews import services
from reviews.forms.base import RefusingForm, WordsField
from reviews.models import Competency, Question, Relation, Scale, Section, Template
from reviews.models.scale import HIGHEST
from reviews.models.template import TEXT_LIMIT

DESCRIBED_BLANK = 4  # rows that wait for more
DESCRIBED_MOST = 200


class PartForm(RefusingForm):
    """`part` is what is edited, None for a new one; `section` where a new question goes."""

    def __init__(self, *args, template: Template | None = None, part=None, section: Section | None = None, **kwargs):
        self.template, self.part, self.section = template, part, section
        super().__init__(*args, **kwargs)
        self.begin()

    def begin(self) -> None:
        if self.part is not None:
            self.initial = {name: getattr(self.part, name) for name in self.fields if hasattr(self.part, name)}

    def save(self, *, by):
        raise NotImplementedError


class TemplateForm(PartForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    description = WordsField(
        label=gettext_lazy("What it is for"),
        limit=TEXT_LIMIT,
        help_text=gettext_lazy("HR reads it where a template is chosen."),
    )

    def save(self, *, by):
        if self.template is None:
            return services.add_template(by=by, **self.cleaned_data)
        return services.edit_template(self.template, by=by, **self.cleaned_data)


class SectionForm(PartForm):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    help = WordsField(
        label=gettext_lazy("Introduction"),
        limit=TEXT_LIMIT,
        help_text=gettext_lazy("Stands under the title, above the questions."),
    )

    def save(self, *, by):
        return services.save_section(self.template, self.part, by=by, **self.cleaned_data)


ASKED = [
    ("", gettext_lazy("not asked")),
    ("optional", gettext_lazy("asked")),
    ("required", gettext_lazy("must answer")),
]


class QuestionForm(PartForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Question.Kind)
    words = forms.CharField(label=gettext_lazy("Question"), max_length=300)
    help = WordsField(
        label=gettext_lazy("Help"),
        limit=TEXT_LIMIT,
        rows=2,
        help_text=gettext_lazy("Stands under the question: what a good answer holds."),
    )
    scale = forms.ModelChoiceField(
        Scale.objects.none(),
        label=gettext_lazy("Scale"),
        required=False,
        empty_label="–",
        help_text=gettext_lazy("For a rating."),
    )
    competency = forms.ModelChoiceField(
        Competency.objects.none(),
        label=gettext_lazy("Competency"),
        required=False,
        empty_label="–",
        help_text=gettext_lazy("For a question of that kind; its own scale is used."),
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("Used in calibration as"), choices=Question.Purpose.choices, required=False
    )
    readers = forms.ChoiceField(
        label=gettext_lazy("Who reads the answer"),
        choices=Question.Readers,
        help_text=gettext_lazy("Beside its writer. Potential is never read by the subject."),
    )

    def begin(self) -> None:
        self.fields["scale"].queryset = self.template.scales.all()
        self.fields["competency"].queryset = self.template.competencies.all()
        asked = {each.relation: each for each in self.part.asked.all()} if self.part else {}
        for relation in Relation:
            field = forms.ChoiceField(label=relation.writer, choices=ASKED, required=False)
            if relation in asked:
                field.initial = "required" if asked[relation].is_required else "optional"
            self.fields[f"asked_{relation}"] = field
        self.table = tuple((f"asked_{relation}",) for relation in Relation)
        self.initial = {"readers": Question.Readers.SUBJECT, "kind": Question.Kind.TEXT}
        for name in ("kind", "words", "help", "scale", "competency", "purpose", "readers") if self.part else ():
            self.initial[name] = getattr(self.part, name)

    def clean(self):
        cleaned = super().clean()
        kind = cleaned.get("kind")
        # What belongs to another kind is left out, whatever stands in it.
        needed = {Question.Kind.RATING: "scale", Question.Kind.COMPETENCY: "competency"}.get(kind)
        for name, words in {"scale": _("Choose the scale."), "competency": _("Choose the competency.")}.items():
            if name != needed:
                cleaned[name] = None
            elif not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        if kind != Question.Kind.RATING and cleaned.get("purpose"):
            self.add_error("purpose", _("Calibration takes performance and potential from a rating only."))
        if cleaned.get("purpose") == "potential" and cleaned.get("readers") == "subject":
            self.add_error("readers", _("Potential is never shown to the subject; choose other readers."))
        if not any(cleaned.get(f"asked_{relation}") for relation in Relation):
            self.add_error("asked_self", _("Choose at least one who answers it."))
        return cleaned

    def save(self, *, by):
        cleaned = self.cleaned_data
        asked = {
            relation.value: cleaned[f"asked_{relation}"] == "required"
            for relation in Relation
            if cleaned[f"asked_{relation}"]
        }
        names = ("kind", "words", "help", "scale", "competency", "purpose", "readers")
        wanted = services.NewQuestion(asked=asked, **{name: cleaned[name] for name in names})
        return services.save_question(self.section or self.part.section, self.part, wanted, by=by)


class ScaleForm(PartForm):
    """A row for each value from the highest down; a row without a name is no level."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)

    def begin(self) -> None:
        levels = list(self.part.levels.all()) if self.part else []
        self.initial = {"name": self.part.name} if self.part else {}
        self.table = tuple((f"value_{n}", f"label_{n}", f"description_{n}") for n in range(HIGHEST))
        for n, (value, label, description) in enumerate(self.table):
            self.fields[value] = forms.IntegerField(
                label=_("Value, row %(n)d") % {"n": n + 1},
                required=False,
                min_value=1,
                max_value=HIGHEST,
                widget=forms.NumberInput(attrs={"class": "value"}),
            )
            self.fields[label] = forms.CharField(
                label=_("Name, row %(n)d") % {"n": n + 1}, required=False, max_length=60
            )
            self.fields[description] = forms.CharField(
                label=_("Description, row %(n)d") % {"n": n + 1}, required=False, max_length=300
            )
            if n < len(levels):
                self.initial |= {value: levels[n].value, label: levels[n].label, description: levels[n].description}

    def clean(self):
        cleaned = super().clean()
        self.levels = []
        for value, label, description in self.table:
            if not cleaned.get(label):
                if cleaned.get(value) or cleaned.get(description):
                    self.add_error(label, _("Name this level, or empty its row."))
                continue
            if cleaned.get(value) is None:
                if value not in self.errors:
                    self.add_error(value, _("Give this level its value: 1 is the lowest."))
                continue
            self.levels.append(services.NewLevel(cleaned[value], cleaned[label], cleaned.get(description, "")))
        return cleaned

    def save(self, *, by):
        return services.save_scale(self.template, self.part, by=by, name=self.cleaned_data["name"], levels=self.levels)


class CompetencyForm(PartForm):
    """With rows that say how each level looks, for a job level or for everyone; a row without words is none."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    description = WordsField(label=gettext_lazy("What is meant"), limit=TEXT_LIMIT, rows=2)
    scale = forms.ModelChoiceField(Scale.objects.none(), label=gettext_lazy("Scale"), empty_label=None)

    def begin(self) -> None:
        self.fields["scale"].queryset = self.template.scales.all()
        part = self.part
        self.initial = {"name": part.name, "description": part.description, "scale": part.scale_id} if part else {}
        described = list(part.levels.select_related("level")) if part else []
        labels = self._labels()
        # As many rows as were sent, so that none is lost where somebody else shortened it meanwhile.
        sent = sum(1 for n in range(DESCRIBED_MOST) if self.data and f"level_{n}" in self.data)
        count = min(max(sent, len(described) + (DESCRIBED_BLANK if part else 0)), DESCRIBED_MOST)
        if not part and not sent:
            count = 5
        self.table = tuple((f"job_{n}", f"level_{n}", f"words_{n}") for n in range(count))
        for n, names in enumerate(self.table):
            self._add_row(n, names, labels, described[n] if n < len(described) else None)
        self.job_levels = job_levels()

    def _labels(self) -> list[tuple]:
        """Of the chosen scale, or of all where none is chosen yet."""
        scales = self.template.scales.prefetch_related("levels")
        names: dict[int, list[str]] = {}
        for scale in scales:
            if self.part is None or scale.pk == self.part.scale_id or self.data:
                for level in scale.levels.all():
                    known = names.setdefault(level.value, [])
                    if level.label not in known:
                        known.append(level.label)
        return [(value, f"{value} · {' / '.join(names[value])}") for value in sorted(names)]

    def _add_row(self, n: int, names: tuple, labels: list, row) -> None:
        job, level, words = names
        self.fields[job] = forms.CharField(
            label=_("Job level, row %(n)d") % {"n": n + 1},
            required=False,
            max_length=60,
            widget=forms.TextInput(attrs={"list": "job-levels", "placeholder": _("everyone")}),
        )
        self.fields[level] = forms.TypedChoiceField(
            label=_("Level, row %(n)d") % {"n": n + 1},
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", "–"), *labels],
        )
        self.fields[words] = WordsField(label=_("How it looks, row %(n)d") % {"n": n + 1}, limit=TEXT_LIMIT, rows=2)
        if row is not None:
            self.initial = {**self.initial, job: row.job_level, level: row.level.value, words: row.description}

    def clean(self):
        cleaned = super().clean()
        self.levels = []
        for job, level, words in self.table:
            if not cleaned.get(words):
                continue
            if cleaned.get(level) is None:
                if level not in self.errors:
                    self.add_error(level, _("Choose the level that is described."))
                continue
            self.levels.append(services.Described(cleaned[level], cleaned[words], cleaned.get(job, "")))
        return cleaned

    def save(self, *, by):
        plain = {name: self.cleaned_data[name] for name in ("name", "description", "scale")}
        return services.save_competency(self.template, self.part, by=by, levels=self.levels, **plain)


def job_levels() -> list[str]:
    """Those that people carry today, to choose from while one types."""
    found = Employee.objects.exclude(job_level="").values_list("job_level", flat=True)
    return list(found.order_by("job_level").distinct()[:200])


class FileForm(RefusingForm):
    file = forms.FileField(label=gettext_lazy("File"), help_text=gettext_lazy("JSON, as an export writes it."))
