from org.views.absences import add_absence, remove_absence
from org.views.account import account
from org.views.chart import chart, chart_of
from org.views.directory import people, person, timeline
from org.views.invitations import invitation

__all__ = [
    "account",
    "add_absence",
    "chart",
    "chart_of",
    "invitation",
    "people",
    "person",
    "remove_absence",
    "timeline",
]
