from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goals import rules
from goals.forms.fields import PersonField, TypedField, key_field
from goals.models import Objective, Period, Process
from org.models import Department

FIELDS = ("title", "description", "period", "scope", "department", "process", "owner", "visibility")


class ObjectiveForm(forms.Form):
    """What an objective is. `objective` is None for a new one."""

    title = TypedField(
        label=_("Title"),
        max_length=200,
        help_text=_("What will be true when it is reached, in a few words."),
        error_messages={"required": _("Write a title: what will be true when it is reached.")},
    )
    description = TypedField(
        label=_("What it is about"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    period = forms.ModelChoiceField(Period.objects.all(), label=_("Period"), empty_label=None)
    scope = forms.ChoiceField(label=_("For"), choices=Objective.Scope.choices)
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Department"), required=False, empty_label=_("none")
    )
    process = forms.ModelChoiceField(Process.objects.all(), label=_("Process"), required=False, empty_label=_("none"))
    owner = PersonField(label=_("Owner"), help_text=_("The e-mail address or the name."))
    visibility = forms.ChoiceField(
        label=_("Visible to"),
        choices=Objective.Visibility.choices,
        help_text=_("The owners of its key results and HR read it too."),
    )
    # The version that the writer saw: whoever saves second sees both.
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    key = key_field()

    def __init__(self, *args, user, objective=None, **options):
        super().__init__(*args, **options)
        self.user, self.objective = user, objective
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "input")
        # What has ended is offered no more, but for what is about it already.
        offered = Process.objects.running(user.today())
        if objective is not None and objective.process_id:
            offered |= Process.objects.filter(pk=objective.process_id)
        self.fields["process"].queryset = offered.order_by("name", "pk")
        # Read once, without a count before: the widget would ask again for each look at them.
        for name in ("period", "process"):
            self.fields[name].choices = list(iter(self.fields[name].choices))
        if len(self.fields["process"].choices) == 1:
            del self.fields["process"]
            self.fields["scope"].choices = [
                choice for choice in Objective.Scope.choices if choice[0] != Objective.Scope.PROCESS
            ]

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        scope, department, process = data["scope"], data.get("department"), data.get("process")
        if scope == Objective.Scope.DEPARTMENT and department is None:
            self.add_error("department", _("Choose the department that this objective is for."))
        elif scope == Objective.Scope.PROCESS and process is None:
            self.add_error("process", _("Choose the process that this objective is for."))
        elif not self._may(scope, data["owner"], department, process):
            self.add_error(
                "scope" if data["owner"].pk == self.user.pk else "owner", self._refusal(scope, data["owner"])
            )
        return data

    def _may(self, scope, owner, department, process) -> bool:
        known = self.objective
        if known and (scope, department, process) == (known.scope, known.department, known.process):
            return True  # to hand it over is the owner's own decision
        owner = known.owner if known else owner
        return rules.can_create(self.user, scope, owner=owner, department=department, process=process)

    def _refusal(self, scope, owner) -> Promise:
        if scope == Objective.Scope.COMPANY:
            return _("Only the head of the company and HR set objectives for the company. Choose another.")
        if scope in (Objective.Scope.DEPARTMENT, Objective.Scope.PROCESS):
            return _("Only who leads it, or HR, sets its objectives. Choose another, or set one for yourself.")
        return _("You can set objectives for yourself and for your direct reports.")

    def values(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in FIELDS}


def initial_of(objective: Objective) -> dict:
    return {name: getattr(objective, name) for name in FIELDS} | {"version": objective.version}
