from feedback.forms.between import MoveActionForm, NoteForm, PastForm, PointForm, QuestionForm, ShareUpwardForm
from feedback.forms.blockers import AcknowledgeForm, BlockerForm, HelpForm
from feedback.forms.give import BoxForm, GiveForm, ReplyForm, WallForm, chosen_people
from feedback.forms.log import LogForms
from feedback.forms.prepare import PrepareForms, answered_ids
from feedback.forms.small import DropForm, ScheduleForm, SkipForm

__all__ = [
    "AcknowledgeForm",
    "BlockerForm",
    "BoxForm",
    "DropForm",
    "GiveForm",
    "HelpForm",
    "LogForms",
    "MoveActionForm",
    "NoteForm",
    "PastForm",
    "PointForm",
    "PrepareForms",
    "QuestionForm",
    "ReplyForm",
    "ScheduleForm",
    "ShareUpwardForm",
    "SkipForm",
    "WallForm",
    "answered_ids",
    "chosen_people",
]
