from goals.forms.comment import CommentForm
from goals.forms.key_result import (
    ROW_NAMES,
    ROWS_AT_MOST,
    KeyResultFormSet,
    ProgressRowForm,
    RebaselineForm,
    StrikeForm,
    UpdateForm,
    row_of,
)
from goals.forms.objective import ObjectiveForm, initial_of
from goals.forms.refusals import refuse
from goals.forms.steps import AlignForm, CloseForm, ReasonForm, SupportForm, WeightForm

__all__ = [
    "ROWS_AT_MOST",
    "ROW_NAMES",
    "AlignForm",
    "CloseForm",
    "CommentForm",
    "KeyResultFormSet",
    "ObjectiveForm",
    "ProgressRowForm",
    "ReasonForm",
    "RebaselineForm",
    "StrikeForm",
    "SupportForm",
    "UpdateForm",
    "WeightForm",
    "initial_of",
    "refuse",
    "row_of",
]
