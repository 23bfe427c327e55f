from feedback.forms.ask import AnswerForm, AskForm, AskMoreForm, DeclineForm
from feedback.forms.between import MoveActionForm, NoteForm, PastForm, PointForm, QuestionForm, ShareUpwardForm
from feedback.forms.blockers import AcknowledgeForm, BlockerForm, HelpForm
from feedback.forms.give import BoxForm, GiveForm, ReplyForm, WallForm, chosen_people
from feedback.forms.log import LogForms
from feedback.forms.planning import CadenceForm, MoveForm, ScheduleForm
from feedback.forms.prepare import PrepareForms, answered_ids
from feedback.forms.small import DropForm, SkipForm

__all__ = [
    "AcknowledgeForm",
    "AnswerForm",
    "AskForm",
    "AskMoreForm",
    "BlockerForm",
    "BoxForm",
    "CadenceForm",
    "DeclineForm",
    "DropForm",
    "GiveForm",
    "HelpForm",
    "LogForms",
    "MoveActionForm",
    "MoveForm",
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
