"""The page *Log a check-in*: a form for the texts, one for each key result and each action, one for a blocker."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from feedback.forms.blockers import BlockerForm
from feedback.forms.fields import DayField, Group, KeepField, WordsField
from feedback.forms.plan import PlanWordsForm
from feedback.services import Entry, NewAction, NewValue, day_refused, stamp
from goals import numbers
from goals.forms.fields import as_typed

BLANK_ROWS = 3
MOST_ROWS = 40
ACTION_LIMIT = 500


class TextsForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    held_on = DayField(label=gettext_lazy("Held on"))
    rest_stands = forms.BooleanField(label=gettext_lazy("What did not move still stands, as of today"), required=False)
    went_well = WordsField(label=gettext_lazy("What went well"))
    in_the_way = WordsField(label=gettext_lazy("What is in the way"))
    private_note = WordsField(label=gettext_lazy("Private note"))
    keep_went_well = KeepField()
    keep_in_the_way = KeepField()
    keep_private_note = KeepField()


class KeyResultForm(forms.Form):
    """A key result as the page showed it (`was…`) and as the manager leaves it."""

    value = forms.CharField(
        required=False,
        label=gettext_lazy("Value"),
        max_length=60,
        widget=forms.TextInput(attrs={"class": "input number", "inputmode": "decimal", "autocomplete": "off"}),
    )
    done = forms.BooleanField(required=False, label=gettext_lazy("Done"))
    confidence = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10,
        label=gettext_lazy("Confidence, 0 to 10"),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), gettext_lazy("Confidence is a whole number from 0 to 10.")
        ),
        widget=forms.TextInput(attrs={"class": "input number", "inputmode": "numeric", "autocomplete": "off"}),
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)
    was_confidence = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, key_result):
        shown = numbers.plain(key_result.current)
        initial = {
            "value": shown,
            "done": key_result.current == 1,
            "confidence": key_result.confidence,
            "was": shown,
            "was_confidence": key_result.confidence,
        }
        super().__init__(data, prefix=f"kr-{key_result.pk}", initial=initial)
        self.key_result = key_result
        self.about = key_result.title
        self.moved_to = None  # the key result as somebody else left it meanwhile
        del self.fields["value" if key_result.is_milestone else "done"]

    def clean_value(self):
        text = self.cleaned_data["value"]
        percent = self.key_result.unit == self.key_result.Unit.PERCENT
        return as_typed(text, percent=percent, shown=self["was"].value() or "") if text else None

    def clean_was(self):
        text = self.cleaned_data["was"]
        return numbers.parse(text) if text else None

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if self.key_result.is_milestone:
            done, was = cleaned["done"], cleaned["was"]
            cleaned["value"] = was if done == (was == 1) else numbers.parse("1" if done else "0")
        elif cleaned["value"] is None and (
            cleaned["was"] is not None or cleaned["confidence"] != cleaned["was_confidence"]
        ):
            raise ValidationError({"value": _("Write a number, or leave the last one as it is.")})
        return cleaned

    def new_value(self, *, confirmed: bool) -> NewValue | None:
        """None where nothing moved, and nobody said that it still stands."""
        cleaned = self.cleaned_data
        value, was = cleaned["value"], cleaned["was"]
        moved = (value, cleaned["confidence"]) != (was, cleaned["was_confidence"])
        if self.key_result.is_milestone and value is None and moved:
            value = numbers.parse("0")  # its first update says how sure one is
        if value is None or not (moved or confirmed):
            return None
        return NewValue(self.key_result.pk, value, cleaned["confidence"], was, cleaned["was_confidence"])


class ActionForm(forms.Form):
    text = WordsField(label=gettext_lazy("What"), limit=ACTION_LIMIT, rows=1)
    owner = forms.TypedChoiceField(label=gettext_lazy("Who"), coerce=int, required=False, empty_value=None)
    due_on = DayField(label=gettext_lazy("By when"), required=False)

    def __init__(self, data, *, prefix, people):
        super().__init__(data, prefix=prefix, initial={"owner": people[0].pk})
        self.fields["text"].widget.attrs["placeholder"] = _("What")
        self.fields["owner"].choices = [(person.pk, person.get_short_name()) for person in people]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("due_on") and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say what was agreed, or leave the day empty as well."))
        return cleaned

    def new_action(self) -> NewAction | None:
        cleaned = self.cleaned_data
        owner = cleaned["owner"] or self.initial["owner"]
        return NewAction(cleaned["text"], owner, cleaned["due_on"]) if cleaned["text"] else None


class LogForms(Group):
    TEXTS = ("went_well", "in_the_way", "private_note")

    def __init__(self, data, *, check_in, viewer, note, key_results, actions, blockers, agenda, plans=(), draft=None):
        super().__init__(data, draft)
        self.viewer = viewer
        initial = {
            "version": check_in.version,
            "note_seen": stamp(note),
            "held_on": check_in.held_on or viewer.today(),
            "went_well": check_in.went_well,
            "in_the_way": check_in.in_the_way,
            "private_note": note.text if note else "",
        }
        self.main = TextsForm(self.data, initial=initial)
        self.key_results = [KeyResultForm(self.data, key_result=each) for each in key_results]
        people = [check_in.employee, viewer]
        self.agreed = [ActionForm(self.data, prefix=f"action-{row}", people=people) for row in range(self._rows())]
        self.spare = ActionForm(None, prefix="action-__row__", people=people)
        self.blocker = BlockerForm(self.data, prefix="blocker", key_results=key_results)
        self.plans = [PlanWordsForm(self.data, plan=plan) for plan in plans]
        self.done = self._ticked("done", actions)
        self.plan_done = self._ticked("plan-done", [action for plan in plans for action in plan.actions])
        self.talked = self._ticked("talked", agenda)
        self.acknowledged = self._ticked("acknowledged", blockers)
        self.resolved = self._ticked("resolved", blockers)

    @property
    def forms(self):
        return [self.main, *self.key_results, *self.agreed, *self.plans, self.blocker]

    def has_changed(self) -> bool:
        return (
            bool(self.done or self.plan_done or self.talked or self.acknowledged or self.resolved)
            or super().has_changed()
        )

    def is_valid(self) -> bool:
        is_valid = super().is_valid()
        return self._refuse_days() and is_valid

    def _refuse_days(self) -> bool:
        """By when something is agreed depends on the day of the check-in. A year is soon typed as 26."""
        for form in self.agreed if "held_on" in self.main.cleaned_data else ():
            due_on, held_on = form.cleaned_data.get("due_on"), self.main.cleaned_data["held_on"]
            if words := day_refused(due_on, held_on=held_on, today=self.viewer.today()):
                form.add_error("due_on", words)
        return all(form.is_valid() for form in self.agreed)

    def _rows(self) -> int:
        """As many as were sent, without a word of the page about how many it has."""
        sent = [re.fullmatch(r"action-(\d{1,3})-text", name) for name in self.begun or ()]
        return min(max([BLANK_ROWS, *(int(row[1]) + 1 for row in sent if row)]), MOST_ROWS)

    def _ticked(self, name: str, rows) -> frozenset[int]:
        sent = set(self.begun.getlist(name)) if self.begun is not None else set()
        return frozenset(row.pk for row in rows if str(row.pk) in sent)

    def show_moved(self, key_results: dict) -> None:
        """Values that somebody else entered meanwhile stand beside what was typed; sending again decides.

        Where nothing was typed, the field simply shows the value of now.
        """
        for form in self.key_results:
            fresh = key_results.get(form.key_result.pk, form.key_result)
            cleaned = form.cleaned_data
            if (fresh.current, fresh.confidence) == (cleaned["was"], cleaned["was_confidence"]):
                continue
            confidence = "" if fresh.confidence is None else str(fresh.confidence)
            now = {"value": numbers.plain(fresh.current), "confidence": confidence}
            if form.new_value(confirmed=False) is not None:
                form.moved_to = fresh
            else:
                self._show(form, fresh, now)
            self.data[f"{form.prefix}-was"] = now["value"]
            self.data[f"{form.prefix}-was_confidence"] = now["confidence"]

    def _show(self, form: KeyResultForm, key_result, now: dict) -> None:
        self.data[f"{form.prefix}-confidence"] = now["confidence"]
        if not key_result.is_milestone:
            self.data[f"{form.prefix}-value"] = now["value"]
        elif key_result.current == 1:
            self.data[f"{form.prefix}-done"] = "on"
        else:
            self.data.pop(f"{form.prefix}-done", None)

    def refuse(self, key_result_id: int, messages: list[str]) -> None:
        """What the goals refuse, beside the field."""
        for form in self.key_results:
            if form.key_result.pk == key_result_id:
                form.add_error("done" if form.key_result.is_milestone else "value", messages)

    def lost_values(self) -> list[str]:
        """Values typed on key results that are not on the page any more: closed, cancelled or handed on meanwhile."""
        shown = {form.prefix for form in self.key_results}
        lost = []
        for name in self.data or ():
            match = re.fullmatch(r"(kr-\d+)-value", name)
            if match and match[1] not in shown and self.data[name] != self.data.get(f"{match[1]}-was"):
                lost.append(self.data[name])
        return lost

    def entry(self) -> Entry:
        cleaned = self.main.cleaned_data
        values = [form.new_value(confirmed=cleaned["rest_stands"]) for form in self.key_results]
        return Entry(
            version=cleaned["version"],
            held_on=cleaned["held_on"],
            note_seen=cleaned["note_seen"],
            keep={name: cleaned[f"keep_{name}"] for name in self.TEXTS if cleaned[f"keep_{name}"]},
            values=tuple(value for value in values if value),
            done=self.done,
            plan_done=self.plan_done,
            plan_words=tuple((form.plan.pk, text) for form in self.plans if (text := form.cleaned_data["text"])),
            talked=self.talked,
            agreed=tuple(action for action in (form.new_action() for form in self.agreed) if action),
            acknowledged=self.acknowledged,
            resolved=self.resolved,
            blocker=self.blocker.new_blocker(),
            **{name: cleaned[name] for name in self.TEXTS},
        )
