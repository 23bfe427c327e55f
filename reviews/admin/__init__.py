from reviews.admin.cycles import CycleAdmin
from reviews.admin.templates import TemplateAdmin

__all__ = ["CycleAdmin", "TemplateAdmin"]
