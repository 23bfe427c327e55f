from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from feedback import asking
from feedback.forms.fields import DayField, WordsField
from feedback.forms.give import LINKS_SHOWN, PeopleField, PromptsForm, chosen_people, whole
from feedback.models.feedback import PROMPTS
from feedback.models.request import QUESTION_LIMIT, REASON_LIMIT
from feedback.services import NewFeedback, NewRequest
from goals.models import Objective
from org.models import Employee


class AskMoreForm(forms.Form):
    """One more of those who are asked, and until when."""

    nobody = _("Up to five people. They do not see whom else you asked.")
    to = PeopleField(label=_("Whom you ask"), required=False)
    due_on = DayField(label=_("Until"), error_messages={"required": _("Choose a day by which you need it.")})

    def __init__(self, *args, viewer: Employee, **kwargs):
        super().__init__(*args, **kwargs)
        self.viewer, today = viewer, viewer.today()
        self.initial = {"due_on": today + asking.FIRST_DUE, **self.initial}
        self.fields["due_on"].widget.attrs |= {"min": today.isoformat(), "max": asking.last_day(today).isoformat()}

    @property
    def people(self) -> list[Employee]:
        """Who is ticked so far."""
        return chosen_people(self["to"].value())

    def clean_to(self):
        if not self.cleaned_data["to"]:
            raise ValidationError(_("Choose at least one person."))
        return self.cleaned_data["to"]

    def refuse(self, error: ValidationError) -> None:
        """Beside the field that the service named by the error's code."""
        for each in error.error_list:
            self.add_error(each.code if each.code in self.fields else None, each)


class AskForm(AskMoreForm):
    about = forms.TypedChoiceField(label=_("About"), coerce=int)
    question = WordsField(
        label=_("Your question"),
        limit=QUESTION_LIMIT,
        required=True,
        error_messages={"required": _("Write what you would like to know.")},
    )
    objective = forms.TypedChoiceField(label=_("Objective"), required=False, coerce=whole, empty_value=None)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    # Of whom the page said that the answers are about.
    read_by = forms.CharField(widget=forms.HiddenInput, required=False)

    field_order = ("about", "question", "to", "due_on", "objective")

    def __init__(self, *args, viewer: Employee, **kwargs):
        super().__init__(*args, viewer=viewer, **kwargs)
        self.initial = {"about": viewer.pk, "key": uuid4(), **self.initial}
        self.reports = list(viewer.reports.not_left().by_name())
        mine = [(viewer.pk, _("Me"))]
        self.fields["about"].choices = mine + [(each.pk, each.get_full_name()) for each in self.reports]

    def offer_objectives(self) -> None:
        """What it can be linked to, once it is known whom it is about: call it when the form has what was typed."""
        value = str(self["about"].value())
        self.subject = next((each for each in self.reports if str(each.pk) == value), self.viewer)
        rows = Objective.objects.visible_to(self.viewer).filter(state=Objective.State.ACTIVE, owner=self.subject)
        found = rows.order_by("-period__starts_on", "title", "pk")[:LINKS_SHOWN]
        self.fields["objective"].choices = [("", _("None"))] + [(each.pk, each.title) for each in found]

    def clean_key(self):
        return self.cleaned_data["key"] or uuid4()

    def new_request(self) -> NewRequest:
        cleaned = self.cleaned_data
        return NewRequest(cleaned["about"], cleaned["question"], cleaned["due_on"], cleaned["objective"])


class AnswerForm(PromptsForm):
    def new_feedback(self) -> NewFeedback:
        """Its audience is the request's."""
        return NewFeedback(audience="", **{name: self.cleaned_data[name] for name in (*PROMPTS, "kind")})


class DeclineForm(forms.Form):
    reason = WordsField(label=_("Reason, if you like"), limit=REASON_LIMIT, rows=1)
