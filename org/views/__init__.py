from org.views.absences import add_absence, remove_absence
from org.views.account import account
from org.views.directory import people, person
from org.views.invitations import invitation

__all__ = ["account", "add_absence", "invitation", "people", "person", "remove_absence"]
