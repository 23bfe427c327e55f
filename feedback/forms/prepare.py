from django import forms
from django.utils.translation import gettext_lazy as _

from feedback.forms.blockers import BlockerForm
from feedback.forms.fields import Group, KeepField, WordsField
from feedback.services import Preparation, stamp


class PreparationForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    note_seen = forms.CharField(widget=forms.HiddenInput, required=False)
    how_it_goes = WordsField(label=_("How it goes"), rows=4)
    in_my_way = WordsField(label=_("What is in my way"))
    what_i_need = WordsField(label=_("What I need"))
    private_note = WordsField(label=_("Private note"))
    keep_how_it_goes = KeepField()
    keep_in_my_way = KeepField()
    keep_what_i_need = KeepField()
    keep_private_note = KeepField()


class PrepareForms(Group):
    """The employee's part, a private note and perhaps a new blocker."""

    TEXTS = ("how_it_goes", "in_my_way", "what_i_need", "private_note")

    def __init__(self, data, *, check_in, note, key_results, draft=None):
        super().__init__(data, draft)
        initial = {name: getattr(check_in, name) for name in self.TEXTS[:3]}
        initial |= {"version": check_in.version, "private_note": note.text if note else "", "note_seen": stamp(note)}
        self.main = PreparationForm(self.data, initial=initial)
        self.blocker = BlockerForm(self.data, prefix="blocker", key_results=key_results)
        self.begin_with_draft()

    @property
    def forms(self):
        return [self.main, self.blocker]

    def preparation(self) -> Preparation:
        cleaned = self.main.cleaned_data
        return Preparation(
            version=cleaned["version"],
            note_seen=cleaned["note_seen"],
            keep={name: cleaned[f"keep_{name}"] for name in self.TEXTS if cleaned[f"keep_{name}"]},
            blocker=self.blocker.new_blocker(),
            **{name: cleaned[name] for name in self.TEXTS},
        )
