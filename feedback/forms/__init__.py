from feedback.forms.blockers import AcknowledgeForm, BlockerForm, HelpForm
from feedback.forms.give import BoxForm, GiveForm, ReplyForm, WallForm, chosen_people
from feedback.forms.log import LogForms
from feedback.forms.planning import CadenceForm, MoveForm, ScheduleForm
from feedback.forms.prepare import PrepareForms
from feedback.forms.small import DropForm, SkipForm

__all__ = [
    "AcknowledgeForm",
    "BlockerForm",
    "BoxForm",
    "CadenceForm",
    "DropForm",
    "GiveForm",
    "HelpForm",
    "LogForms",
    "MoveForm",
    "PrepareForms",
    "ReplyForm",
    "ScheduleForm",
    "SkipForm",
    "WallForm",
    "chosen_people",
]
