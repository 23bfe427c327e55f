"""The words that HR systems write above their columns (BambooHR, Workday, SAP SuccessFactors, Personio, HiBob, ADP,
Rippling, Sage HR, Factorial), in English and German. Of several columns for one field, the word that stands first wins.
"""

from typing import NamedTuple


class Recognised(NamedTuple):
    field: str
    rank: int


WORDS = {
    "employee_number": [
        *("employee number", "employee no", "employee id", "employee code", "emp number", "emp id", "emp no"),
        *("employee id in company", "employee identifier", "employee reference", "employee ref", "staff number"),
        *("staff id", "personnel number", "personnel id", "personnel no", "personal number", "worker id"),
        *("worker number", "associate id", "associate number", "colleague id", "team member id", "works number"),
        *("payroll number", "payroll id", "file number", "user id", "person id external", "person id", "person number"),
        *("empl id", "emplid", "hris id", "global employee id", "eeid", "ee id", "id number", "id", "number"),
        *("identifier", "unique id", "matricule", "uid"),
        *("Personalnummer", "Personal-Nr", "Personalnr", "PersNr", "Pers-Nr", "PerNr", "Mitarbeiternummer"),
        *("Mitarbeiter-Nr", "Mitarbeiternr", "MA-Nr", "MA-Nummer", "Mitarbeiter-ID", "Mitarbeiterkennung"),
        *("Stammnummer", "Angestelltennummer", "Benutzer-ID", "Personal-ID", "Nummer", "Mitarbeitende Nummer"),
    ],
    "email": [
        *("work email", "work email address", "business email", "business email address", "company email"),
        *("company email address", "corporate email", "office email", "primary work email", "email work"),
        *("primary work email address", "primary business email", "work contact work email", "email work address"),
        *("professional email", "organization email", "email business", "dienstliche E-Mail", "E-Mail dienstlich"),
        *("E-Mail geschäftlich", "geschäftliche E-Mail", "Arbeits-E-Mail", "Firmen-E-Mail", "E-Mail Arbeit"),
        *("E-Mail-Adresse geschäftlich", "geschäftliche E-Mail-Adresse", "dienstliche E-Mail-Adresse", "Dienst-E-Mail"),
        *("official email", "official email id", "official email address", "corporate email address"),
        *("geschäftl E-Mail",),
        *("dienstl E-Mail", "E-Mail geschäftl", "E-Mail dienstl", "email addresses", "business mail"),
        *("Firmen-E-Mail-Adresse", "E-Mail-Adresse dienstlich", "E-Mail (beruflich)", "berufliche E-Mail"),
        *("email", "email address", "e-mail adresse", "primary email", "primary email address", "email id", "mail"),
        *("mail address", "Mailadresse", "login email", "user email", "email primary work", "work mail"),
        *("contact email", "email 1", "user principal name", "UPN", "login", "username", "user name", "Benutzername"),
    ],
    "first_name": [
        *("first name", "given name", "given names", "forename", "forenames", "legal first name", "first names"),
        *("legal name first name", "legal given name", "firstname", "first", "fname", "Vorname", "Vornamen"),
        *("Rufname Vorname",),
    ],
    "last_name": [
        *("last name", "surname", "family name", "legal last name", "lastname", "last", "second name", "lname"),
        *("legal name last name", "legal surname", "legal family name", "last names", "surnames", "Nachname"),
        *("Familienname", "Zuname"),
    ],
    "full_name": [
        *("full name", "employee name", "employee full name", "worker name", "worker", "name", "legal name"),
        *("formal name", "legal full name", "employee", "display name", "displayname", "payroll name"),
        *("full legal name", "person"),
        *("name full", "last name first name", "first name last name", "first and last name", "name of employee"),
        *("person name", "staff name", "team member", "preferred full name", "formatted name", "complete name"),
        *("Vollständiger Name", "Name Vorname", "Nachname Vorname", "Vorname Nachname", "Vor- und Nachname"),
        *("Vorname Name", "Mitarbeiter", "Mitarbeitername", "Mitarbeiter/in", "Mitarbeitende", "Anzeigename"),
        *("Name des Mitarbeiters", "Mitarbeiterin", "Mitarbeiter:in", "Vor- und Zuname", "Gesamtname"),
    ],
    "preferred_name": [
        *("preferred name", "preferred first name", "nickname", "known as", "goes by", "common name", "chosen name"),
        *("preferred given name", "display first name", "informal name", "Rufname", "Spitzname", "bevorzugter Name"),
        *("bevorzugter Vorname", "genannt"),
    ],
    "job_title": [
        *("job title", "business title", "position title", "title", "position", "role", "job", "job name"),
        *("current job title", "designation", "occupation", "job position", "job role", "work title", "worker title"),
        *("position name", "role title", "job profile", "job code title", "Stellenbezeichnung", "Positionsbezeichnung"),
        *("Berufsbezeichnung", "Jobbezeichnung", "Jobtitel", "Stelle", "Funktion", "Tätigkeit", "Funktionsbezeichnung"),
        *("Tätigkeitsbezeichnung", "Position/Stelle", "Rolle", "Stellentitel", "Beruf", "Planstelle"),
        *("Dienstbezeichnung",),
    ],
    "job_level": [
        # Never what names the pay: a salary band is nobody's business here.
        *("job level", "career level", "job grade", "grade", "level", "career band", "job band", "position level"),
        *("grade level", "seniority", "seniority level", "management level", "job level name", "career stage"),
        *("Karrierestufe", "Karrierelevel", "Stellenlevel", "Joblevel", "Stufe", "Positionslevel", "Laufbahnstufe"),
        *("Senioritätsstufe", "Karriereebene", "Stellenebene"),
    ],
    "department": [
        *("department", "department name", "dept", "dept name", "home department", "department description"),
        *("organisational unit", "organizational unit", "org unit", "organisation unit", "organization unit"),
        *("supervisory organization", "supervisory organisation", "supervisory org", "organisational unit name"),
        *("Abteilung", "Abteilungsname", "Organisationseinheit", "Org-Einheit", "OrgEinheit", "OE", "Fachabteilung"),
        *("Abteilungsbezeichnung", "Fachbereich", "organization", "organisation", "home department description"),
    ],
    "division": [
        *("division", "division name", "parent department", "department parent", "parent organization"),
        *("parent organisation", "superior organization", "part of", "sector", "department group", "directorate"),
        *("Bereich", "Bereichsname", "Hauptabteilung", "übergeordnete Abteilung", "Ressort", "Direktion", "Divison"),
        *("übergeordnete Org-Einheit", "übergeordnete OE"),
        *("übergeordnete Organisationseinheit", "übergeordneter Bereich", "Obereinheit", "Bereichsbezeichnung"),
    ],
    "business_unit": [
        *("business unit", "business unit name", "Geschäftsbereich", "Geschäftseinheit", "Sparte"),
        *("Geschäftsfeld", "Unternehmensbereich"),
    ],
    "subdepartment": ["sub department", "subdepartment", "sub-dept", "Unterabteilung", "Sachgebiet", "subdivision"],
    "team": ["team", "team name", "group", "squad", "Gruppe", "Arbeitsgruppe", "Teamname"],
    "location": [
        *("location", "work location", "location name", "office", "office location", "primary location", "work site"),
        *("site", "site name", "workplace", "job site", "worksite", "office name", "business site"),
        *("location description",),
        *("work location name", "primary work location", "home location", "base location", "work place", "branch"),
        *("Standort", "Arbeitsort", "Niederlassung", "Arbeitsstätte", "Dienstort", "Einsatzort", "Büro"),
        *("Standortname", "Betriebsstätte", "Filiale", "Dienstsitz", "Arbeitsplatz", "Stadt", "Ort"),
        *("work city", "city"),
    ],
    "time_zone": ["time zone", "timezone", "tz", "Zeitzone", "time zone name", "location time zone"],
    "language": ["language", "preferred language", "locale", "Sprache", "Korrespondenzsprache", "default locale"],
    "hired_on": [
        *("hire date", "date of hire", "date hired", "hired on", "hired", "hiring date", "start date", "starting date"),
        *("employment start date", "employment start", "employment date", "date of joining", "joining date"),
        *("join date", "date joined", "joined on", "doj", "entry date", "date of entry", "most recent hire date"),
        *("last hire date", "latest hire date", "work start date", "first day", "first day of work", "started on"),
        *("contract start date", "hire/rehire date", "original hire date", "company start date", "onboarding date"),
        *("commencement date", "continuous service date", "original start date", "first date worked"),
        *("Eintrittsdatum", "Eintritt", "Einstellungsdatum", "Eintritt am", "Datum Eintritt", "eingetreten am"),
        *("beschäftigt seit", "Beginn der Beschäftigung", "Beschäftigungsbeginn", "Startdatum", "Anstellungsdatum"),
        *("Firmeneintritt", "Arbeitsbeginn", "erster Arbeitstag", "Vertragsbeginn", "Eintrittstermin", "Einstellung"),
        *("start", "joined", "Anstellungsbeginn", "angestellt seit", "Beginn", "Beschäftigungsstart"),
        *("Datum des Eintritts",),
    ],
    "left_on": [
        *("termination date", "date of termination", "terminated on", "date terminated", "last day of work"),
        *("last working day", "last working date", "last day", "last day worked", "last date worked", "exit date"),
        *("leaving date", "date of leaving", "leaver date", "date left", "left on", "leaves on", "leave on"),
        *("employment end date", "employment end", "end date", "end of employment", "separation date", "end on"),
        *("actual termination date", "effective termination date", "term date", "work end date", "departure date"),
        *("date of exit", "offboarding date", "resignation date"),
        *("Austrittsdatum", "Austritt", "Austritt am", "Datum Austritt", "ausgetreten am", "letzter Arbeitstag"),
        *("Beschäftigungsende", "Ende der Beschäftigung", "Ende des Arbeitsverhältnisses", "Enddatum", "Kündigung zum"),
        *("ausgeschieden am", "Ausscheidedatum", "Austrittstermin", "letzter Tag", "Anstellungsende"),
        *("Kündigungsdatum", "Ende", "Datum des Austritts", "Arbeitsende"),
    ],
    "status": [
        *("employment status", "employee status", "worker status", "active status", "status", "position status"),
        *("active", "is active", "lifecycle status", "Beschäftigungsstatus", "Mitarbeiterstatus", "Anstellungsstatus"),
        *("assignment status", "contract status", "aktiv", "Status des Mitarbeiters", "work status", "current status"),
    ],
}

# Look like one of the above and are not.
NEVER = [
    *("personal email", "home email", "private email", "personal email address", "private E-Mail", "E-Mail privat"),
    *("email personal", "email private", "email home", "personal mail", "private mail", "email address personal"),
    *("email address private", "email address home", "emergency email", "persönliche E-Mail", "E-Mail persönlich"),
    *("private E-Mail-Adresse", "E-Mail-Adresse privat", "home email address", "alternate email", "secondary email"),
    *("position id", "job id", "department id", "location id", "manager level", "job code", "cost center"),
    *("hr manager", "hr business partner", "matrix manager", "is manager", "second level manager"),
    *("skip level manager", "managers manager", "people manager", "dotted line manager", "functional manager"),
]

# Groups that some exports put before each heading.
PREFIXES = [
    *("employee", "worker", "personal information", "personal info", "job information", "job info", "employment"),
    *("employment information", "basic information", "basic info", "work information", "user", "person", "staff"),
    *("Mitarbeiter", "current", "primary", "work", "team member", "associate", "Personal", "job", "home address"),
]

# And after it.
SUFFIXES = ["description", "name", "label", "value", "text", "display name", "Bezeichnung"]

MANAGER_WORDS = [
    *("reports to", "reporting to", "report to", "manager", "managers", "supervisor", "supervisors", "line manager"),
    *("direct manager", "reporting manager", "direct supervisor", "immediate supervisor", "line supervisor"),
    *("immediate manager", "solid line manager", "current manager", "direct report to", "reports to manager"),
    *("l1 manager", "first level manager", "supervising manager", "people lead", "team lead", "team leader"),
    *("manager of employee", "primary manager"),
    *("approver manager", "superior", "boss", "lead manager", "employee manager", "employees manager"),
    *("worker manager", "workers manager", "reporting line manager", "reporting officer"),
    *("Vorgesetzter", "Vorgesetzte", "Vorgesetzten", "Vorgesetzte/r", "Vorgesetzter/in", "Vorgesetzte:r"),
    *("Vorgesetzte(r)", "des Vorgesetzten", "der Vorgesetzten", "direkter Vorgesetzter", "direkte Vorgesetzte"),
    *("direkte/r Vorgesetzte/r", "disziplinarischer Vorgesetzter", "disziplinarische Vorgesetzte"),
    *("direkten Vorgesetzten", "des direkten Vorgesetzten", "disziplinarische Führungskraft", "des Managers"),
    *("Führungskraft", "der Führungskraft", "direkte Führungskraft", "FK", "Teamleiter", "Teamleitung", "Leiter"),
    *("berichtet an", "Manager/in", "Manager:in", "Chef", "unterstellt", "Vorgesetzten-", "der direkten Führungskraft"),
    *("disziplinarischen Vorgesetzten", "des disziplinarischen Vorgesetzten", "disziplinarische/r Vorgesetzte/r"),
]

_NUMBERS = [
    *("id", "number", "employee id", "employee number", "employee no", "user id", "worker id", "person id", "staff id"),
    *("code", "associate id", "personnel number", "emp id", "payroll number", "staff number", "file number", "uid"),
    *("Personalnummer", "Personalnr", "PersNr", "PerNr", "Mitarbeiternummer", "Mitarbeiternr", "Mitarbeiter-ID"),
    *("Personal-Nr", "Pers-Nr", "Mitarbeiter-Nr", "Personal Nummer", "personal number"),
    *("Personal-ID", "Benutzer-ID", "MA-Nr", "Kennung", "person id external", "id external", "employee code"),
    *("id number", "eid", "ref", "reference", "person number", "worker number", "user sys id", "empl id", "emplid"),
]
_EMAILS = [
    *("email", "email address", "work email", "work email address", "business email", "company email", "mail"),
    *("primary work email", "E-Mail-Adresse", "email id", "dienstliche E-Mail", "E-Mail geschäftlich", "Mailadresse"),
    *("primary email", "office email", "work mail", "E-Mail dienstlich"),
]
_NAMES = ["name", "full name", "display name", "legal name", "worker", "employee name", "names", "vollständiger Name"]

MANAGER_KINDS = {
    "manager": ["", "employee", "person", "user", "details", "direct", "current"],
    "manager_number": _NUMBERS,
    "manager_email": _EMAILS,
    "manager_name": _NAMES,
    "manager_first_name": ["first name", "firstname", "given name", "Vorname"],
    "manager_last_name": ["last name", "lastname", "surname", "family name", "Nachname"],
}
