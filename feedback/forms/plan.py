"""The forms of a plan: to begin and change it, to answer, look at and end it, and what somebody will do in it."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.forms.fields import DayField, Group, KeepField, WordsField
from feedback.models import Plan, PlanAnswer
from feedback.models.plan import LOOK_AGAIN, PLAN_TEXT_LIMIT
from feedback.services import NewPlan, NewPlanAction, PlanChange
from org.models import Employee

BLANK_ROWS = 3
MOST_ROWS = 20
LASTS = {Plan.Kind.DEVELOPMENT: 6, Plan.Kind.SUPPORT: 3}  # looks, before its end, where nobody says otherwise
ELSE = "else"
NAMED = 5


class PlanForm(forms.Form):
    TEXTS = ("title", "aim", "review_on", "ends_on")

    title = WordsField(
        label=gettext_lazy("In a few words"),
        limit=120,
        rows=1,
        required=True,
        error_messages={"required": gettext_lazy("Say in a few words what the plan is for.")},
    )
    aim = WordsField(
        label=gettext_lazy("Aims"),
        limit=PLAN_TEXT_LIMIT,
        rows=5,
        required=True,
        error_messages={"required": gettext_lazy("Write what the plan is for.")},
    )
    keep_aim = KeepField()
    review_on = DayField(label=gettext_lazy("You two look at it again on"))
    ends_on = DayField(label=gettext_lazy("Until"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        if kind == Plan.Kind.SUPPORT:
            self.fields["aim"].label = _("What is hard at the moment")
            self.fields["aim"].error_messages["required"] = _("Write what is hard at the moment.")

    def change(self) -> PlanChange:
        cleaned = self.cleaned_data
        given = {name: cleaned[name] for name in self.TEXTS}
        return PlanChange(version=cleaned["version"] or 0, keep=cleaned["keep_aim"], **given)

    def show_conflict(self, plan: Plan) -> dict[str, str]:
        """What somebody else wrote meanwhile, by field; the next save is over this version."""
        self.data = self.data.copy()
        self.data["version"] = str(plan.version)
        there = {name: getattr(plan, name) for name in self.TEXTS}
        there = {name: "" if text == self.cleaned_data.get(name) else text for name, text in there.items()}
        if there["aim"]:
            self.data["keep_aim"] = "both"
        return there


class PlanActionForm(forms.Form):
    """What, who, by when. Whoever is not in the list is named, by name or e-mail."""

    text = WordsField(label=gettext_lazy("What"), limit=500, rows=1)
    owner = forms.ChoiceField(label=gettext_lazy("Who"), required=False)
    other = forms.CharField(
        label=gettext_lazy("Name or e-mail of somebody else"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off", "placeholder": " "}),
    )
    due_on = DayField(label=gettext_lazy("By when"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, people, viewer, may_name_others=True, required=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.people, self.viewer, self.required = people, viewer, required
        self.found: Employee | None = None
        choices = [(str(person.pk), person.get_full_name()) for person in people]
        if may_name_others:
            choices.append((ELSE, _("Somebody else")))
        else:
            del self.fields["other"]
        self.fields["owner"].choices = choices
        self.initial = {"owner": str(people[0].pk), **self.initial}
        self.fields["text"].widget.attrs["placeholder"] = _("What")
        self.fields["due_on"].required = self.fields["text"].required = required
        self.fields["text"].error_messages["required"] = _("Say what is to be done.")

    def clean(self):
        cleaned = super().clean()
        text, due_on, other = cleaned.get("text"), cleaned.get("due_on"), (cleaned.get("other") or "").strip()
        if (due_on or other) and not text and "text" not in self.errors:
            self.add_error("text", _("Say what is to be done, or leave the row empty."))
        if text and not due_on and "due_on" not in self.errors:
            self.add_error("due_on", _("Choose a day."))
        if due_on and due_on != self.initial.get("due_on") and due_on < self.viewer.today():
            self.add_error("due_on", _("That day has passed; choose today or later."))
        if text and (other or cleaned.get("owner") == ELSE):
            self._find(other)
        return cleaned

    def _find(self, words: str) -> None:
        if not words:
            self.add_error("other", _("Write who does it: a name or an e-mail address."))
            return
        found = Employee.objects.visible_to(self.viewer).search(words.replace("\x00", " ")).not_left().by_name()
        people = list(found[: NAMED + 1])
        exact = [each for each in people if words.casefold() in (each.email.casefold(), str(each).casefold())]
        people = exact or people
        if len(people) == 1:
            self.found = people[0]
        elif people:
            names = ", ".join(f"{each} ({each.email})" for each in people[:NAMED])
            self.add_error("other", _("Several people fit: %(names)s. Write the e-mail address.") % {"names": names})
        else:
            self.add_error("other", _("Nobody here is called “%(words)s”. Look in People.") % {"words": words[:60]})

    def new_action(self) -> NewPlanAction | None:
        cleaned = self.cleaned_data
        if not cleaned["text"]:
            return None
        owner = self.found.pk if self.found else int(cleaned["owner"] or self.initial["owner"])
        return NewPlanAction(cleaned["text"], owner, cleaned["due_on"])


class StartPlanForms(Group):
    """A new plan with what is agreed in it from the start."""

    TEXTS = PlanForm.TEXTS

    def __init__(self, data, *, kind, person, viewer, people, title="", draft=None):
        super().__init__(data, draft)
        self.kind = kind
        today = person.today()
        initial = {"title": title, "review_on": today + LOOK_AGAIN, "ends_on": today + LOOK_AGAIN * LASTS[kind]}
        self.main = PlanForm(self.data, initial=initial, kind=kind)
        row = {"people": people, "viewer": viewer, "required": False}
        self.actions = [PlanActionForm(self.data, prefix=f"action-{number}", **row) for number in range(self._rows())]
        self.spare = PlanActionForm(None, prefix="action-__row__", **row)

    @property
    def forms(self):
        return [self.main, *self.actions]

    def _rows(self) -> int:
        sent = [re.fullmatch(r"action-(\d{1,3})-text", name) for name in self.begun or ()]
        return min(max([BLANK_ROWS, *(int(row[1]) + 1 for row in sent if row)]), MOST_ROWS)

    def new_plan(self) -> NewPlan:
        cleaned = self.main.cleaned_data
        actions = tuple(action for action in (form.new_action() for form in self.actions) if action)
        return NewPlan(kind=self.kind, actions=actions, **{name: cleaned[name] for name in self.TEXTS})


class AnswerPlanForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("You say"),
        choices=PlanAnswer.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three. To have read it is not to agree.")},
    )
    text = WordsField(label=gettext_lazy("Your part"), limit=PLAN_TEXT_LIMIT, rows=5)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class ReviewPlanForm(forms.Form):
    text = WordsField(
        label=gettext_lazy("How is it going?"),
        limit=PLAN_TEXT_LIMIT,
        rows=4,
        required=True,
        error_messages={"required": gettext_lazy("Write in a few words how it is going.")},
    )
    review_on = DayField(label=gettext_lazy("The next look"))


class PlanWordsForm(forms.Form):
    """How a plan is going, as a part of a check-in, where it may stay empty."""

    text = WordsField(label=gettext_lazy("How is it going?"), limit=PLAN_TEXT_LIMIT, rows=2)

    def __init__(self, data, *, plan):
        super().__init__(data, prefix=f"plan-{plan.pk}")
        self.plan = plan
        self.about = plan.title


class EndPlanForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=Plan.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose how it ended.")},
    )
    words = WordsField(label=gettext_lazy("In your words"), limit=PLAN_TEXT_LIMIT, rows=3)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("outcome") == Plan.Outcome.OTHERWISE and not cleaned.get("words") and "words" not in self.errors:
            self.add_error("words", _("Say in a few words how it ended."))
        return cleaned
