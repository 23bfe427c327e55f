from feedback.forms.blockers import AcknowledgeForm, BlockerForm, HelpForm
from feedback.forms.log import LogForms
from feedback.forms.prepare import PrepareForms
from feedback.forms.small import DropForm, ScheduleForm, SkipForm

__all__ = [
    "AcknowledgeForm",
    "BlockerForm",
    "DropForm",
    "HelpForm",
    "LogForms",
    "PrepareForms",
    "ScheduleForm",
    "SkipForm",
]
