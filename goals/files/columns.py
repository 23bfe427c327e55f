"""The columns of a file of goals, in the order in which an export writes them."""

REF, PERIOD, SCOPE, DEPARTMENT, PROCESS = "Ref", "Period", "Scope", "Department", "Process"
OWNER, OBJECTIVE, ALIGNED_TO, WEIGHT, VISIBLE_TO = "Owner", "Objective", "Aligned to", "Weight", "Visible to"
STATE, KEY_RESULT, KEY_RESULT_OWNER, UNIT = "State", "Key result", "Key result owner", "Unit"
BASELINE, TARGET, CURRENT, KR_WEIGHT, CONFIDENCE = "Baseline", "Target", "Current", "KR weight", "Confidence"
SCORE, RETROSPECTIVE = "Score", "Retrospective"
OBJECTIVE_PROGRESS, KEY_RESULT_PROGRESS = "Objective progress", "Key result progress"

ALL = (
    *(REF, PERIOD, SCOPE, DEPARTMENT, OWNER, OBJECTIVE, ALIGNED_TO, WEIGHT, VISIBLE_TO),
    *(KEY_RESULT, UNIT, BASELINE, TARGET, CURRENT, KR_WEIGHT, CONFIDENCE),
    *(STATE, PROCESS, KEY_RESULT_OWNER, OBJECTIVE_PROGRESS, KEY_RESULT_PROGRESS, SCORE, RETROSPECTIVE),
)
REQUIRED = (REF, PERIOD, OWNER, OBJECTIVE)
# Written for readers and checkers; an import derives them anew.
DERIVED = (OBJECTIVE_PROGRESS, KEY_RESULT_PROGRESS)


def canonical(heading: str) -> str | None:
    """The column that a heading means, whatever its case and spaces; None for one we don't know."""
    return _BY_KEY.get(" ".join(heading.split()).casefold())


_BY_KEY = {name.casefold(): name for name in ALL}
