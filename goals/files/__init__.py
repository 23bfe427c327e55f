from goals.files.applying import PlanChangedError, apply
from goals.files.exporting import export
from goals.files.planning import Entry, Plan, plan

__all__ = ["Entry", "Plan", "PlanChangedError", "apply", "export", "plan"]
