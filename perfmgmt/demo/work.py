"""What the demo company does: functions, their departments, titles, objectives and the measures that show them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    title: str
    unit: str  # a value of KeyResult.Unit
    baseline: str
    target: str


@dataclass(frozen=True)
class Function:
    name: str
    share: int  # of a hundred people
    chief: str
    role: str  # the common title, with levels before it
    departments: tuple[str, ...]
    aims: tuple[str, ...]  # for departments and leaders
    own: tuple[str, ...]  # for people
    measures: tuple[Measure, ...]
    milestones: tuple[str, ...]
    processes: tuple[str, ...] = ()


def _measures(text: str) -> tuple[Measure, ...]:
    rows = (line.split("|") for line in text.strip().splitlines())
    return tuple(Measure(*(cell.strip() for cell in row)) for row in rows)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


COMPANY_YEAR = (
    "Be the supplier that plant managers recommend",
    "Deliver what we promise",
    "Grow without growing pains",
)
# Of each quarter four or five, by the year's objective that they serve.
COMPANY_QUARTER = (
    ("Make firmware 5 the calmest release we have had", 0),
    ("Win back the three accounts we disappointed", 0),
    ("Put the new sensor head into ten plants", 0),
    ("Answer every complaint within a week", 0),
    ("Be the easiest supplier to talk to", 0),
    ("Dependable supply: every order complete and on its day", 1),
    ("Take the surprises out of our delivery dates", 1),
    ("Build stock where customers wait longest", 1),
    ("Bring the second site to the pace of the first", 1),
    ("Close the year with a cost base we can defend", 2),
    ("Make this a place where good people stay", 2),
    ("Give every team one set of numbers", 2),
    ("Fill the roles that hold others up", 2),
)

FUNCTIONS = (
    Function(
        "Technology", 34, "Chief Technology Officer", "Engineer",
        ("Firmware", "Platform", "Optics", "Data", "Quality Assurance", "Mechanical Design", "Security"),
        _lines("""
            Ship firmware 5 without a recall
            Make the platform boring to operate
            Halve escaped defects
            Bring the new sensor head to series readiness
            Give every team numbers they can trust
            Shorten the way from idea to field trial
            Retire the old test benches
        """),
        _lines("""
            Learn the new bus well enough to teach it
            Make the calibration run unattended
            Take over the release train for board 7
            Write down what only I know about the bootloader
            Cut the noise in our alarms
            Bring the simulator close to the real plant
            Make reviews quick and kind
            Own the upgrade path for customers on version 3
        """),
        _measures("""
            Escaped defects per release | number | 14 | 4
            Boot time on board 7 | number | 4.8 | 2.5
            Test suite, minutes | number | 46 | 15
            Builds that pass on the first try | percent | 71 | 92
            Open severity-1 defects | number | 11 | 2
            Alarms a week that need nobody | number | 130 | 25
            Field trials completed | number | 0 | 6
            Mean days from merge to field | days | 19 | 7
            Calibration drift, ppm | number | 38 | 12
            Cloud cost a month, thousand euro | currency | 92 | 68
            Unplanned restarts a month | number | 23 | 5
            Code owners with a trained deputy | percent | 35 | 90
        """),
        _lines("""
            Driver certified by the notified body
            Second supplier for the sensor head approved
            Migration of the last plant finished
            Threat model reviewed with an outsider
            Old test bench switched off
        """),
        ("Release of firmware", "Incident response"),
    ),
    Function(
        "Operations", 27, "Chief Operating Officer", "Operations Specialist",
        ("Manufacturing", "Logistics", "Procurement", "Facilities", "Planning"),
        _lines("""
            Cut lead time to 9 days
            Build it right the first time
            Never stop a line for a missing part
            Make the night shift as safe as the day shift
            Halve what we throw away
            Plan with one set of numbers
        """),
        _lines("""
            Make the changeover on line 2 a matter of minutes
            Know our ten hardest suppliers by name
            Train two colleagues on the new slotting
            Bring the spare parts list back to the truth
            Take the paper out of goods-in
            Make the weekly plan hold until Friday
        """),
        _measures("""
            Door-to-door lead time | days | 14 | 9
            Orders shipped complete | percent | 82 | 97
            First-pass yield, line 2 | percent | 88.5 | 96
            Changeover, minutes | number | 52 | 20
            Inventory turns | number | 5.1 | 7
            Line stops for missing parts | number | 17 | 3
            Near misses reported | number | 6 | 30
            Scrap, percent of material | percent | 4.2 | 2
            Suppliers on the new contract | number | 3 | 18
            Orders planned again after release | percent | 31 | 10
            Energy a unit, kWh | number | 12.4 | 10.5
        """),
        _lines("""
            Second carrier signed
            Fire inspection passed without remarks
            New slotting live in Jena
            Supplier portal opened to the first ten
        """),
        ("Order to delivery", "Supplier onboarding"),
    ),
    Function(
        "Commercial", 22, "Chief Commercial Officer", "Account Manager",
        ("Sales EMEA", "Sales Americas", "Sales APAC", "Customer Success", "Marketing"),
        _lines("""
            Win back the customers who went quiet
            Sell what we can deliver, deliver what we sold
            Make renewals a formality
            Open the first three accounts in rail
            Answer before the customer asks twice
        """),
        _lines("""
            Know the plant of each of my accounts from the inside
            Build a pipeline that survives a bad month
            Turn two pilots into contracts
            Learn to sell the service, not the box
            Make my forecasts worth reading
        """),
        _measures("""
            Renewal rate | percent | 84 | 93
            New contracts, thousand euro | currency | 0 | 850
            Forecast off by, percent | percent | 28 | 10
            Hours to the first answer | number | 19 | 4
            Accounts visited on site | number | 2 | 14
            Pilots that became contracts | number | 0 | 5
            Customer satisfaction, of ten | score | 7.1 | 8.5
            Open complaints older than a month | number | 22 | 5
            Qualified leads a month | number | 45 | 90
            Quotes sent within two days | percent | 54 | 90
        """),
        _lines("""
            Price list for the Americas in force
            Reference story published with a rail customer
            Account plan agreed with the top three
        """),
        ("Quote to cash",),
    ),
    Function(
        "Finance", 8, "Chief Financial Officer", "Analyst",
        ("Accounting", "Controlling", "Treasury"),
        _lines("""
            Close the month in four days
            Give every budget owner one page they understand
            Be paid on time
        """),
        _lines("""
            Automate the three dullest reconciliations
            Explain variances in words, not in tables
            Take over the quarterly tax return
        """),
        _measures("""
            Days to close the month | days | 9 | 4
            Invoices paid late by customers | percent | 26 | 12
            Manual postings a month | number | 640 | 150
            Budget owners who read their page | percent | 40 | 90
            Audit points open | number | 13 | 2
        """),
        _lines("""
            Auditor accepts the new revenue rules
            Cash pool with the American bank open
        """),
        ("Month-end close",),
    ),
    Function(
        "People", 5, "Chief People Officer", "People Partner",
        ("Talent", "People Operations"),
        _lines("""
            Make good managers a habit
            Fill the roles that hold others up
            Take the paper out of joining us
        """),
        _lines("""
            Bring every new colleague to a first success in two weeks
            Make our job ads say what the work is
            Coach five new team leads
        """),
        _measures("""
            Days to fill an open role | days | 61 | 38
            New colleagues who stay a year | percent | 81 | 92
            Team leads who finished the course | number | 6 | 30
            Questions answered within a day | percent | 63 | 95
            Check-ins held on time | percent | 58 | 85
        """),
        _lines("""
            Works council agreed to the new shift model
            Onboarding plan for the Americas written
        """),
        ("Hire to first day",),
    ),
    Function(
        "Legal", 4, "General Counsel", "Counsel",
        ("Contracts", "Compliance"),
        _lines("""
            Be easy to work with
            Keep us out of the newspapers
        """),
        _lines("""
            Write contract texts that a seller understands
            Know the new machinery regulation before our customers ask
        """),
        _measures("""
            Contract turnaround | days | 12 | 5
            Contracts on our own template | percent | 37 | 75
            Compliance training finished | percent | 66 | 98
        """),
        _lines("""
            Data protection agreement signed by all carriers
            Export rules checked for the sensor head
        """),
        ("Contract review",),
    ),
)

LEVELS = (("Junior ", 18), ("", 46), ("Senior ", 27), ("Principal ", 9))
