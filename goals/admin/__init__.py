"""What HR finds of the goals in the admin: periods, processes, objectives to read, imports."""

from goals.admin import imports, objectives, periods, processes, templates

__all__ = ["imports", "objectives", "periods", "processes", "templates"]
