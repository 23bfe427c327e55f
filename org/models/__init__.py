from org.models.absence import Absence
from org.models.access import RoleGrant
from org.models.account import AccountMail, Invitation
from org.models.department import Department
from org.models.employee import Employee, ids_under
from org.models.imports import HeadingMemory, PeopleImport
from org.models.location import DayOff, Location
from org.models.organization import Cadence, Organization
from org.models.special_access import ReadingRecord, SpecialAccess

__all__ = [
    "Absence",
    "AccountMail",
    "Cadence",
    "DayOff",
    "Department",
    "Employee",
    "HeadingMemory",
    "Invitation",
    "Location",
    "Organization",
    "PeopleImport",
    "ReadingRecord",
    "RoleGrant",
    "SpecialAccess",
    "ids_under",
]
