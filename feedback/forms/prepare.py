import re

from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.blockers import BlockerForm
from feedback.forms.fields import Group, KeepField, WordsField
from feedback.models import Feeling
from feedback.services import Preparation, stamp, stored_answers

PARTS = ("how_it_goes", "in_my_way", "what_i_need")


class PreparationForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reader = forms.IntegerField(widget=forms.HiddenInput, required=False)
    note_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    feeling = forms.TypedChoiceField(
        label=_("In one tap"),
        choices=[*Feeling.Step.choices, ("", _("No answer"))],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    how_it_goes = WordsField(label=_("How it goes"), rows=4)
    in_my_way = WordsField(label=_("What is in my way"))
    what_i_need = WordsField(label=_("What I need"))
    private_note = WordsField(label=_("Private note"))
    keep_how_it_goes = KeepField()
    keep_in_my_way = KeepField()
    keep_what_i_need = KeepField()
    keep_private_note = KeepField()

    def __init__(self, *args, asked, **kwargs):
        """`asked` are questions with `answer`: each has a field of its own, by its id."""
        super().__init__(*args, **kwargs)
        for question in asked:
            name = f"answer_{question.pk}"
            self.fields[name] = WordsField(label=question.text, rows=2)
            self.fields[f"keep_{name}"] = KeepField()
            self.initial[name] = question.answer or ""


class PrepareForms(Group):
    """The employee's part, a private note and perhaps a new blocker. `check_in` comes with `felt`."""

    def __init__(self, data, *, check_in, note, key_results, asked, reader, draft=None):
        self.asked = asked
        self.TEXTS = (*PARTS, "private_note", *(f"answer_{question.pk}" for question in asked))
        super().__init__(data, draft)
        initial = {name: getattr(check_in, name) for name in PARTS}
        initial |= {"version": check_in.version, "reader": reader.pk, "feeling": check_in.felt}
        initial |= {"private_note": note.text if note else "", "note_seen": stamp(note)}
        self.main = PreparationForm(self.data, initial=initial, asked=asked)
        self.blocker = BlockerForm(self.data, prefix="blocker", key_results=key_results)

    @property
    def forms(self):
        return [self.main, self.blocker]

    @property
    def answers(self) -> list[dict]:
        """For the page: the field of each question, what somebody else wrote there, and the choice between the two."""
        return [self._answer(question, f"answer_{question.pk}") for question in self.asked]

    def _answer(self, question, name: str) -> dict:
        keep = self.main[f"keep_{name}"]
        return {"question": question, "field": self.main[name], "there": self.there[name], "keep": keep}

    def texts_of(self, check_in) -> dict[str, str]:
        answers = {f"answer_{pk}": text for pk, text in stored_answers(check_in).items()}
        return super().texts_of(check_in) | {name: text for name, text in answers.items() if name in self.TEXTS}

    def show_reader(self, reader) -> None:
        """The page names them from now on."""
        self.data["reader"] = str(reader.pk)

    def preparation(self) -> Preparation:
        cleaned = self.main.cleaned_data
        return Preparation(
            version=cleaned["version"],
            reader=cleaned["reader"],
            note_seen=cleaned["note_seen"],
            feeling=cleaned["feeling"],
            answers={question.pk: cleaned[f"answer_{question.pk}"] for question in self.asked},
            keep={name: cleaned[f"keep_{name}"] for name in self.TEXTS if cleaned[f"keep_{name}"]},
            blocker=self.blocker.new_blocker(),
            private_note=cleaned["private_note"],
            **{name: cleaned[name] for name in PARTS},
        )


def answered_ids(begun) -> set[int]:
    """Of what was sent or drafted, the questions that somebody wrote under."""
    matches = ((re.fullmatch(r"answer_(\d{1,18})", name), text) for name, text in (begun or {}).items())
    return {int(match[1]) for match, text in matches if match and text.strip()}
