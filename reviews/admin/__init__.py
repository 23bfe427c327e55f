from reviews.admin.templates import TemplateAdmin

__all__ = ["TemplateAdmin"]
