from feedback.forms.ask import AnswerForm, AskForm, AskMoreForm, DeclineForm
from feedback.forms.between import MoveActionForm, NoteForm, PastForm, PointForm, QuestionForm, ShareUpwardForm
from feedback.forms.blockers import AcknowledgeForm, BlockerForm, HelpForm
from feedback.forms.give import BoxForm, GiveForm, ReplyForm, WallForm, chosen_people
from feedback.forms.log import LogForms
from feedback.forms.plan import (
    AnswerPlanForm,
    EndPlanForm,
    PlanActionForm,
    PlanForm,
    PlanWordsForm,
    ReviewPlanForm,
    StartPlanForms,
)
from feedback.forms.planning import CadenceForm, MoveForm, ScheduleForm
from feedback.forms.prepare import PrepareForms, answered_ids
from feedback.forms.small import DropForm, SkipForm

__all__ = [
    "AcknowledgeForm",
    "AnswerForm",
    "AnswerPlanForm",
    "AskForm",
    "AskMoreForm",
    "BlockerForm",
    "BoxForm",
    "CadenceForm",
    "DeclineForm",
    "DropForm",
    "EndPlanForm",
    "GiveForm",
    "HelpForm",
    "LogForms",
    "MoveActionForm",
    "MoveForm",
    "NoteForm",
    "PastForm",
    "PlanActionForm",
    "PlanForm",
    "PlanWordsForm",
    "PointForm",
    "PrepareForms",
    "QuestionForm",
    "ReplyForm",
    "ReviewPlanForm",
    "ScheduleForm",
    "ShareUpwardForm",
    "SkipForm",
    "StartPlanForms",
    "WallForm",
    "answered_ids",
    "chosen_people",
]
