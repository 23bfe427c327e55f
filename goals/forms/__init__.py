from goals.forms.comment import CommentForm
from goals.forms.decisions import DecisionForm, RestForm
from goals.forms.drafting import (
    AnswerForm,
    CopyPeriodsForm,
    SendBackForm,
    StepForm,
    SubmitForm,
    SuggestForm,
    SuggestFormSet,
    suggestible,
)
from goals.forms.fields import read_with_a_point
from goals.forms.key_result import (
    ROW_NAMES,
    ROWS_AT_MOST,
    BulkRowForm,
    DayForm,
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
from goals.forms.what_if import WhatIfForm

__all__ = [
    "ROWS_AT_MOST",
    "ROW_NAMES",
    "AlignForm",
    "AnswerForm",
    "BulkRowForm",
    "CloseForm",
    "CommentForm",
    "CopyPeriodsForm",
    "DayForm",
    "DecisionForm",
    "KeyResultFormSet",
    "ObjectiveForm",
    "ProgressRowForm",
    "ReasonForm",
    "RebaselineForm",
    "RestForm",
    "SendBackForm",
    "StepForm",
    "StrikeForm",
    "SubmitForm",
    "SuggestForm",
    "SuggestFormSet",
    "SupportForm",
    "UpdateForm",
    "WeightForm",
    "WhatIfForm",
    "initial_of",
    "read_with_a_point",
    "refuse",
    "row_of",
    "suggestible",
]
