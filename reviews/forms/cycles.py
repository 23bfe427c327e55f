"""What HR decides about a cycle before its launch, on one page."""

from datetime import date

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goals.forms.fields import PersonField
from org.models import Department, Location, Organization
from reviews import services
from reviews.forms.base import RefusingForm, date_input
from reviews.models import Anonymity, Cycle, Phase, Relation, Template

ROW = (
    *("name", "starts_on", "ends_on", "template", "has_nomination", "has_calibration", "peers_are", "upward_is"),
    *("threshold", "peer_count", "load_cap", "hired_before", "line_of"),
)


def _day(label, **options) -> forms.DateField:
    errors = {"required": gettext_lazy("Choose the day."), "invalid": gettext_lazy("This is no day of the calendar.")}
    return forms.DateField(label=label, widget=date_input(), error_messages=errors, **options)


def _count(label, least: int, most: int, help_text) -> forms.IntegerField:
    words = format_lazy(gettext_lazy("Choose a whole number from {least} to {most}."), least=least, most=most)
    errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), words)
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text, error_messages=errors)


class CycleForm(RefusingForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Give it a name; everybody who takes part reads it.")},
    )
    starts_on = _day(gettext_lazy("Reviewed from"))
    ends_on = _day(gettext_lazy("Reviewed to"))
    template = forms.ModelChoiceField(
        Template.objects.none(),
        label=gettext_lazy("Template"),
        help_text=gettext_lazy("It freezes with the launch. Which reviews are written follows from what it asks."),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Choose one of the templates in the list.")
        ),
    )
    has_nomination = forms.BooleanField(
        label=gettext_lazy("With nomination: people propose their peers"), required=False
    )
    has_calibration = forms.BooleanField(label=gettext_lazy("With calibration"), required=False)
    departments = forms.MultipleChoiceField(
        label=gettext_lazy("Departments"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=gettext_lazy("With all departments in them. None chosen: everyone."),
    )
    locations = forms.ModelMultipleChoiceField(
        Location.objects.order_by("name", "pk"),
        label=gettext_lazy("Locations"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=gettext_lazy("None chosen: everywhere."),
    )
    line_of = PersonField(
        label=gettext_lazy("Everyone under"),
        required=False,
        help_text=gettext_lazy("A manager’s name or e-mail: their whole line, without them."),
    )
    hired_before = _day(gettext_lazy("Hired before"), required=False)
    peers_are = forms.ChoiceField(label=gettext_lazy("Peer reviews are"), choices=Anonymity)
    upward_is = forms.ChoiceField(label=gettext_lazy("Upward reviews are"), choices=Anonymity)
    threshold = _count(
        gettext_lazy("Anonymity threshold"),
        3,
        20,
        gettext_lazy("Anonymous answers are shown only in groups of at least this many. Fixed with the launch."),
    )
    peer_count = _count(
        gettext_lazy("Peers for each person"),
        1,
        10,
        gettext_lazy("Without nomination they are taken in turn from those with the same manager."),
    )
    load_cap = _count(
        gettext_lazy("Reviews for one writer, at most"),
        1,
        100,
        gettext_lazy("Who would write more is named before the launch."),
    )

    GROUPS = (
        (gettext_lazy("What is reviewed"), ("name", "starts_on", "ends_on", "template")),
        (gettext_lazy("Phases"), ("has_nomination", "has_calibration")),
        (gettext_lazy("Who takes part"), ("departments", "locations", "line_of", "hired_before")),
        (
            gettext_lazy("How it is written"),
            ("peers_are", "upward_is", "threshold", "peer_count", "load_cap"),
        ),
    )

    def __init__(self, *args, cycle: Cycle | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        newest = Template.objects.newest()
        self.fields["template"].queryset = newest | Template.objects.filter(pk=cycle.template_id) if cycle else newest
        self.fields["departments"].choices = department_choices()
        for phase in Phase:
            for end, words in (("from", _("%(phase)s from")), ("to", _("%(phase)s to"))):
                label = words % {"phase": phase.label.capitalize()}
                self.fields[f"{phase}_{end}"] = _day(label, required=False)
        for relation in Relation:
            label = _("%(relation)s due") % {"relation": relation.label.capitalize()}
            self.fields[f"due_{relation}"] = _day(label, required=False)
        self.initial = self._of(cycle) if cycle else self._first()

    def _of(self, cycle: Cycle) -> dict:
        found = {name: getattr(cycle, name) for name in ROW} | {
            "template": cycle.template_id,
            "departments": [str(pk) for pk in cycle.departments.order_by("pk").values_list("pk", flat=True)],
            "locations": list(cycle.locations.order_by("pk")),
        }
        for row in cycle.phases.all():
            found |= {f"{row.phase}_from": row.starts_on, f"{row.phase}_to": row.ends_on}
        return found | {f"due_{row.relation}": row.due_on for row in cycle.relations.all()}

    def _first(self) -> dict:
        new = Cycle()
        fields = {name: getattr(new, name) for name in ROW if name not in ("template", "line_of")}
        return fields | {"threshold": Organization.objects.current().anonymity_threshold}

    @property
    def groups(self) -> list[tuple]:
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    @property
    def spans(self) -> list[tuple]:
        return [(phase.label.capitalize(), self[f"{phase}_from"], self[f"{phase}_to"]) for phase in Phase]

    @property
    def due_dates(self) -> list[forms.BoundField]:
        return [self[f"due_{relation}"] for relation in Relation]

    def clean_departments(self) -> list[Department]:
        wanted = [int(pk) for pk in self.cleaned_data["departments"]]
        return list(Department.objects.filter(pk__in=wanted).order_by("pk"))

    def clean(self):
        """Beside the fields what the table would refuse as a whole."""
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The time under review cannot end before it starts."))
        least, peers = cleaned.get("threshold"), cleaned.get("peer_count")
        if cleaned.get("peers_are") == Anonymity.ANONYMOUS and least and peers and peers < least:
            words = _("Anonymous peer reviews need at least as many peers for each person as the anonymity threshold.")
            self.add_error("peer_count", words)
        self._refuse_days_of_nothing(cleaned)
        return cleaned

    def _refuse_days_of_nothing(self, cleaned: dict) -> None:
        """Of a phase that is left out, or a review that nobody is asked for: they would not be kept."""
        for phase in (Phase.NOMINATION, Phase.CALIBRATION):
            given = [name for name in (f"{phase}_from", f"{phase}_to") if cleaned.get(name)]
            if given and not cleaned.get(f"has_{phase}"):
                words = _("%(phase)s is left out, and its days would be lost: tick it, or empty them.")
                self.add_error(given[0], words % {"phase": phase.label.capitalize()})
        asked = services.relations_of(cleaned["template"]) if cleaned.get("template") else Relation.values
        for relation in Relation:
            if cleaned.get(f"due_{relation}") and relation not in asked:
                words = _("This template asks for no %(relation)s: empty the day, or choose another template.")
                self.add_error(f"due_{relation}", words % {"relation": relation.label})

    def plan(self) -> services.Plan:
        cleaned = self.cleaned_data
        phases = {
            phase.value: (cleaned[f"{phase}_from"], cleaned[f"{phase}_to"])
            for phase in Phase
            if cleaned[f"{phase}_from"] and cleaned[f"{phase}_to"]
        }
        asked = services.relations_of(cleaned["template"])
        due: dict[str, date] = {
            relation: cleaned[f"due_{relation}"] for relation in asked if cleaned[f"due_{relation}"]
        }
        return services.Plan(
            fields={name: cleaned[name] for name in ROW},
            departments=cleaned["departments"],
            locations=list(cleaned["locations"]),
            phases=phases,
            due=due,
        )


def department_choices() -> list[tuple[str, str]]:
    """In the order of the tree, each with the way down to it."""
    names = {pk: (name, parent) for pk, name, parent in Department.objects.values_list("pk", "name", "parent")}

    def way(pk) -> list[str]:
        found, seen = [], set()
        while pk in names and pk not in seen:
            seen.add(pk)
            name, pk = names[pk]
            found.insert(0, name)
        return found

    ways = sorted(((way(pk), pk) for pk in names), key=lambda pair: [name.casefold() for name in pair[0]])
    return [(str(pk), " › ".join(names_down)) for names_down, pk in ways]


class ReasonForm(RefusingForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("It stays in the history of the cycle."),
        error_messages={"required": gettext_lazy("Say why; the reason stays in the history.")},
    )


class ExportForm(RefusingForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Everybody in it reads it."),
        error_messages={"required": gettext_lazy("Say why; everybody in it reads it.")},
    )
    ending = forms.ChoiceField(
        label=gettext_lazy("As"), choices=[("xlsx", gettext_lazy("Excel (XLSX)")), ("csv", gettext_lazy("CSV"))]
    )


class MoveForm(RefusingForm):
    """Whether a reason is needed is for the checks to say."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Why all the same. It stays in the history of the cycle."),
    )


class ExcludeForm(ReasonForm):
    person = PersonField(label=gettext_lazy("Person"), help_text=gettext_lazy("Name or e-mail."))
    field_order = ["person", "reason"]


class ReaderForm(RefusingForm):
    person = PersonField(label=gettext_lazy("HR person"), help_text=gettext_lazy("Name or e-mail; never oneself."))


class ExtendForm(ReasonForm):
    """For everyone, by relation; or for one who writes, alone or with their team."""

    EVERYTHING = ""

    day = _day(gettext_lazy("Due on"))
    relation = forms.ChoiceField(
        label=gettext_lazy("For everyone who writes"),
        required=False,
        help_text=gettext_lazy("Counts where no person is named below. Anonymous reviews are extended only this way."),
    )
    person = PersonField(
        label=gettext_lazy("For one person"),
        required=False,
        help_text=gettext_lazy("Name or e-mail: all that they still have to write in this cycle."),
    )
    with_team = forms.BooleanField(label=gettext_lazy("And for everyone who reports to this person"), required=False)
    field_order = ["day", "relation", "person", "with_team", "reason"]

    def __init__(self, *args, cycle: Cycle, **kwargs):
        super().__init__(*args, **kwargs)
        asked = [(row.relation, Relation(row.relation).label.capitalize()) for row in cycle.relations.all()]
        self.fields["relation"].choices = [(self.EVERYTHING, _("All reviews")), *asked]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("with_team") and not cleaned.get("person") and "person" not in self.errors:
            self.add_error("person", _("Whose team? Name the manager."))
        return cleaned


class ReopenForm(ReasonForm):
    day = _day(
        gettext_lazy("Due on"),
        required=False,
        help_text=gettext_lazy("Left empty, the day stays; give one where it has passed."),
    )
    field_order = ["day", "reason"]


class PreviewForm(RefusingForm):
    person = PersonField(label=gettext_lazy("As"), help_text=gettext_lazy("Name or e-mail. You see the empty forms."))
