import csv
import io
from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goals import files, from_nothing, rollup, services
from goals.files.periods import period_named
from goals.models import Change, KeyResult, Objective, Period, ProgressUpdate
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory, ProcessFactory
from org.imports.spreadsheet import SpreadsheetError
from org.models import Department, Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

HEADINGS = (
    "Ref,Period,Scope,Department,Owner,Objective,Aligned to,Weight,Visible to,"
    "Key result,Unit,Baseline,Target,Current,KR weight,Confidence"
)
ANA = "ana@example.org"
TOP = f"O1,2026 Q4,company,,{ANA},Grow,,,,Revenue,EUR,0,200,50,,7"
LOW = f"O2,2026 Q4,individual,,{ANA},Sell,O1,2,line,Deals,number,0,10,5,,"


@pytest.fixture(autouse=True)
def _a_company():
    EmployeeFactory(email="Ana@example.org")
    with time_machine.travel("2026-11-16 10:00Z", tick=False):
        yield


def plan(*lines, headings=HEADINGS):
    return files.plan("\n".join([headings, *lines]).encode(), "goals.csv")


def bring(*lines, headings=HEADINGS):
    return files.apply(plan(*lines, headings=headings))


def faults(*lines, headings=HEADINGS) -> list[str]:
    return [str(fault) for fault in plan(*lines, headings=headings).faults]


def exported() -> str:
    to = io.StringIO(newline="")
    files.export(Objective.objects.all(), to)
    return to.getvalue()


def export_rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(exported())))


def progress() -> dict[str, Decimal | None]:
    return dict(Objective.objects.order_by("ref").values_list("ref", "progress"))


def test_a_first_import_counts_at_once():
    done = bring(LOW, TOP)

    assert done.summary == "new 2, changed 0, updates 0, re-baselined 0, unchanged 0, faults 0"
    assert progress() == {"O1": Decimal("0.416666666667"), "O2": Decimal("0.5")}
    low = Objective.objects.get(ref="O2")
    assert (low.visibility, low.weight, low.aligned_to.ref, low.alignment) == ("line", 2, "O1", "accepted")
    revenue = KeyResult.objects.get(title="Revenue")
    assert (revenue.unit, revenue.currency, revenue.confidence) == ("currency", "EUR", 7)
    update = revenue.updates.get()
    assert (update.author.email, update.source, update.day) == ("Ana@example.org", "import", date(2026, 11, 16))
    assert from_nothing.check() == 0
    period = Period.objects.get()
    assert (period.name, period.starts_on, period.ends_on) == ("2026 Q4", date(2026, 10, 1), date(2026, 12, 31))


def test_the_same_file_twice_changes_nothing():
    bring(TOP, LOW)
    before = exported(), Change.objects.count(), ProgressUpdate.objects.count()

    assert bring(LOW, TOP).summary == "new 0, changed 0, updates 0, re-baselined 0, unchanged 2, faults 0"
    assert (exported(), Change.objects.count(), ProgressUpdate.objects.count()) == before


def test_changes_are_updates_rebaselines_and_changes():
    bring(TOP, LOW)

    done = bring(TOP.replace("0,200,50", "0,400,100"), LOW.replace("Sell", "Sell more").replace(",0,10,5,", ",0,10,8,"))

    assert done.summary == "new 0, changed 1, updates 2, re-baselined 1, unchanged 0, faults 0"
    change = Change.objects.get(is_rebaseline=True)
    assert (change.field, change.old, change.new, change.reason) == ("target", "200", "400", "Import goals.csv")
    assert progress() == {"O1": Decimal("0.616666666667"), "O2": Decimal("0.8")}
    assert from_nothing.check() == 0


def test_aligned_elsewhere_both_parents_move():
    bring(TOP, f"O3,2026 Q4,company,,{ANA},Care,,,,Calls,number,0,10,0,,", LOW)
    bring(LOW.replace("O1", "O3"))
    rollup.roll_up_due()

    assert progress() == {"O1": Decimal("0.25"), "O2": Decimal("0.5"), "O3": Decimal("0.333333333333")}
    assert from_nothing.check() == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (TOP.replace(ANA, "nobody@example.org"), "Line 2: owner nobody@example.org is not in the company."),
        (TOP.replace("2026 Q4", "2026 Q5"), "Line 2: period “2026 Q5” is not known; make it first."),
        (TOP.replace("2026 Q4", "soon"), "Line 2: period “soon” is not known; make it first."),
        (TOP.replace("O1,", ",", 1), "Line 2: Ref is missing."),
        (TOP.replace("Grow", ""), "Line 2: Objective is missing."),
        (
            TOP.replace("company", "planet"),
            "Line 2: Scope “planet” is none of company, department, process, individual.",
        ),
        (
            TOP.replace("company", "department"),
            "Line 2: Department is missing; an objective of scope department has one.",
        ),
        (
            TOP.replace("company,,", "department,Space,"),
            "Line 2: department “Space” is not in the company.",
        ),
        (
            TOP.replace("EUR", "parsecs"),
            "Line 2: Unit “parsecs” is none of number, %, days, score, milestone or a currency such as EUR.",
        ),
        (TOP.replace("0,200,50", "0,0,50"), "Line 2: baseline and target of “Revenue” are equal; nothing could move."),
        (
            TOP.replace("0,200,50", "0,many,50"),
            "Line 2: Target: “many” is not a number. Write one such as 1250 or 12.5.",
        ),
        (
            TOP.replace("0,200,50", "0,200,inf"),
            "Line 2: Current: “inf” is not a number. Write one such as 1250 or 12.5.",
        ),
        (
            TOP.replace("0,200,50", "0,200,nan"),
            "Line 2: Current: “nan” is not a number. Write one such as 1250 or 12.5.",
        ),
        (TOP.replace("0,200,50", "0,,50"), "Line 2: Target is missing."),
        (TOP.replace(",,7", ",-1,7"), "Line 2: KR weight is 0 or more."),
        (TOP.replace(",,7", ",,11"), "Line 2: Confidence is a whole number from 0 to 10."),
        (TOP.replace(",,7", ",,6.5"), "Line 2: Confidence is a whole number from 0 to 10."),
        (
            TOP.replace("EUR,0,200,50", "milestone,0,1,0.5"),
            "Line 2: Current of a milestone is 0 (not done) or 1 (done).",
        ),
        (TOP.replace("Revenue,", ","), "Line 2: there are values and no key result; name it."),
        (TOP + ",x", "Line 2: the row has 17 cells, the heading 16; a text with a comma needs quotation marks"),
        (TOP.replace("Grow", "#REF!"), "Line 2: Objective is #REF!: a formula of the spreadsheet that failed."),
        (
            TOP.replace("0,200,50", "0,#REF!,50"),
            "Line 2: Target: “#REF!” is not a number. Write one such as 1250 or 12.5.",
        ),
        (LOW.replace("O1", "O9"), "Line 2: Aligned to O9, which is neither in the file nor among the goals."),
        (LOW.replace("O1", "O2"), "Line 2: these are aligned in a loop: O2 → O2."),
    ],
)
def test_each_fault_names_its_line(line, message):
    assert faults(line) == [message]


def test_faults_of_the_whole_file():
    rows = [
        TOP,
        TOP,
        f"O4,2026 Q4,individual,,{ANA},Loop,O5,,,,,,,,,",
        f"O5,2026 Q4,individual,,{ANA},Loop,O4,,,,,,,,,",
        LOW.replace("2026 Q4", "2026"),
        LOW,
        LOW.replace("Deals", "Calls").replace("Sell", "Sleep"),
    ]

    assert faults(*rows) == [
        "Line 2: key result “Revenue” of O1 stands also on line 3.",
        "Line 3: key result “Revenue” of O1 stands also on line 2.",
        "Line 4: these are aligned in a loop: O4 → O5 → O4.",
        "Line 6: Aligned to O1, which is neither in the file nor among the goals.",
        "Line 8: Objective of O2 is “Sleep” here and “Sell” on line 7.",
    ]


def test_a_quarter_aligns_to_the_year_and_a_loop_may_run_through_what_is_there():
    bring(TOP.replace("2026 Q4", "2026"), LOW, LOW.replace("O2", "O3").replace("O1", "O2"))

    assert Objective.objects.get(ref="O2").aligned_to.period.name == "2026"
    assert faults(LOW.replace("O1", "O3")) == ["Line 2: these are aligned in a loop: O2 → O3 → O2."]


def test_an_owner_is_named_by_number_too():
    EmployeeFactory(email="bo@example.org", employee_number="M7")

    bring(TOP.replace(ANA, "M7"), LOW.replace(ANA, "m7"))

    assert {each.owner.email for each in Objective.objects.all()} == {"bo@example.org"}


def test_a_quarter_may_bear_the_reference_of_the_year_that_it_aligns_to():
    year = TOP.replace("2026 Q4", "2026")

    bring(year, LOW.replace("O2,", "O1,", 1))

    assert Objective.objects.get(title="Sell").aligned_to == Objective.objects.get(title="Grow")
    assert plan(year, LOW.replace("O2,", "O1,", 1)).counts["unchanged"] == 2


def test_a_row_that_comes_again_and_again_is_told_briefly():
    found = faults(*[TOP] * 13)

    assert found[0].endswith("stands also on line 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 2 more.")
    assert len(found) == 13


def test_what_is_over_stays_and_its_parent_takes_nothing_in():
    bring(TOP)
    top = Objective.objects.get()
    services.close(top, by=top.owner, score=Decimal(1), retrospective="Well.")

    assert faults(TOP.replace("0,200,50", "0,200,60")) == [
        "Line 2: O1 is closed; it stays as it is. The file wants to change it."
    ]
    assert faults(LOW) == ["Line 2: O1 is closed; align to an active objective."]
    assert faults(TOP) == []


def test_locks_and_leavers():
    bring(TOP)
    Period.objects.update(definitions_lock_on="2026-11-01", progress_locks_on="2026-11-16")
    gone = EmployeeFactory(email="gone@example.org", left_on="2026-11-01")

    assert faults(TOP.replace("0,200,50", "0,300,60"), LOW.replace(ANA, gone.email)) == [
        "Line 2: progress of 2026 Q4 is locked since 16 Nov 2026.",
        "Line 2: targets and weights of 2026 Q4 are locked since 1 Nov 2026.",
        "Line 3: owner gone@example.org has left; name somebody who works here.",
        "Line 3: progress of 2026 Q4 is locked since 16 Nov 2026.",
        "Line 3: targets and weights of 2026 Q4 are locked since 1 Nov 2026.",
    ]


def test_nothing_is_written_where_anything_is_wrong(tmp_path, capsys):
    file = tmp_path / "goals.csv"
    file.write_text("\n".join([HEADINGS, TOP, LOW.replace(ANA, "nobody@example.org")]), encoding="utf-8")

    with pytest.raises(SystemExit) as stopped:
        call_command("import_goals", file, "--apply")

    assert stopped.value.code == 1
    out = capsys.readouterr().out.splitlines()
    assert (out[0], out[-1]) == (
        "Line 3: owner nobody@example.org is not in the company.",
        "new 2, changed 0, updates 0, re-baselined 0, unchanged 0, faults 1",
    )
    assert not Objective.objects.exists()
    assert not Period.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\x00" * 99, b"%PDF-1.7", b"Name,Mail\nx,y\n", b"PK\x03\x04broken"])
def test_no_table_of_goals_is_one_sentence(tmp_path, content):
    file = tmp_path / "goals.csv"
    file.write_bytes(content)

    with pytest.raises(CommandError) as refusal:
        call_command("import_goals", file, "--apply")

    assert len(str(refusal.value).splitlines()) == 1


def test_a_plan_that_somebody_overtook_is_shown_anew():
    bring(TOP)
    shown = plan(TOP.replace("0,200,50", "0,200,60"))
    key_result = KeyResult.objects.get()
    services.update(key_result, by=key_result.objective.owner, value=Decimal(60), confidence=7)

    with pytest.raises(files.PlanChangedError) as changed:
        files.apply(shown)

    assert changed.value.plan.counts["unchanged"] == 1
    assert ProgressUpdate.objects.count() == 2


def test_the_export_of_everything_comes_back_unchanged():
    year = PeriodFactory(name="The long year", starts_on=date(2026, 1, 1))
    quarter = PeriodFactory()
    technology, sales = (DepartmentFactory(name=name) for name in ("Technology", "Sales"))
    platform = DepartmentFactory(name="Platform", parent=technology)
    DepartmentFactory(name="Platform", parent=sales)
    annual = ObjectiveFactory(period=year, ref="O1", scope="department", department=platform)
    ObjectiveFactory(period=quarter, ref="O1")
    child = ObjectiveFactory(period=quarter, aligned_to=annual, title='=SUM(A1) "quoted", twice')
    ObjectiveFactory(period=quarter, ref=f"G{child.pk}", state="cancelled", title="'=already")
    KeyResultFactory(objective=child, title="-1 is a number, + this is not", owner=EmployeeFactory())
    KeyResultFactory(objective=child, title="-5", unit="milestone", target=1)
    KeyResultFactory(
        objective=child, title="Coins", unit="currency", baseline=Decimal("1e-9"), target=Decimal("999999999999999")
    )
    ObjectiveFactory(period=quarter, state="draft", aligned_to=child, alignment="proposed")
    process = ProcessFactory(department=sales)
    ended = {"state": "closed", "score": Decimal("0.70"), "retrospective": "=It helped:\r\n\r\n - to  ask, early.\n"}
    over = ObjectiveFactory(period=quarter, scope="process", process=process, department=sales, **ended)
    KeyResultFactory.create_batch(2, objective=over)
    ObjectiveFactory(period=quarter, scope="process", process=process)
    ObjectiveFactory(period=quarter, department=sales)  # a unit that its scope does not ask for
    before = exported()

    done = files.apply(files.plan(before.encode(), "own.csv"))

    assert (done.counts["unchanged"], done.counts["faults"], done.warnings) == (len(export_rows()), 0, [])
    assert exported() == before
    rows = {row["Objective"]: row for row in export_rows()}
    assert rows['\'=SUM(A1) "quoted", twice']["Aligned to"] == "O1 [The long year]"
    assert rows[annual.title]["Department"] == "Technology / Platform"
    [first, second] = [row for row in export_rows() if row["State"] == "closed"]
    assert (first["Score"], first["Retrospective"].splitlines()[0]) == ("0.7", "'=It helped:")
    assert (second["Score"], second["Retrospective"]) == ("0.7", "")
    titles = {row["Key result"] for row in export_rows() if row["State"] != "closed"}
    assert titles == {"", "'-1 is a number, + this is not", "-5", "Coins"}


def test_an_export_brought_to_an_empty_company_makes_the_same_goals():
    bring(TOP, LOW, f"O3,2026 Q4,individual,,{ANA},Rest,O2,,manager,,,,,,,")
    rest = Objective.objects.get(ref="O3")
    services.close(rest, by=rest.owner, score=Decimal("0.45"), retrospective="Two lines:\nwhat helped.")
    before = exported()
    Objective.objects.update(aligned_to=None, alignment="")
    Objective.objects.all().delete()
    Period.objects.all().delete()

    files.apply(files.plan(before.encode("utf-8-sig"), "own.csv"))
    rollup.roll_up_due()

    assert exported() == before


@pytest.mark.parametrize(
    ("name", "first_month", "first", "last"),
    [
        ("2026 Q4", 1, date(2026, 10, 1), date(2026, 12, 31)),
        ("2026 q1", 1, date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q1", 4, date(2025, 4, 1), date(2025, 6, 30)),
        ("2026 Q4", 4, date(2026, 1, 1), date(2026, 3, 31)),
        ("2026 H2", 1, date(2026, 7, 1), date(2026, 12, 31)),
        ("2026 T2", 1, date(2026, 5, 1), date(2026, 8, 31)),
        ("2026", 10, date(2025, 10, 1), date(2026, 9, 30)),
        ("2026-02", 10, date(2026, 2, 1), date(2026, 2, 28)),
    ],
)
def test_periods_by_name(name, first_month, first, last):
    period = period_named(name, first_month)

    assert (period.starts_on, period.ends_on) == (first, last)


@pytest.mark.parametrize("name", ["2026 Q0", "2026 H3", "2026 T4", "2026-13", "26", "Q4 2026", "2026 Q4 b", "9999 Q1"])
def test_other_names_are_no_periods(name):
    assert period_named(name, 1) is None


def test_the_fiscal_year_decides_where_a_quarter_lies():
    OrganizationFactory(fiscal_year_starts_in=10)
    bring(TOP.replace("2026 Q4", "2027 Q1"))

    assert Period.objects.get().starts_on == date(2026, 10, 1)


TEXTS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=30)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=2, unique=True)), min_size=1, max_size=4))
def test_any_title_that_came_in_by_a_file_goes_out_and_in_again(objectives):
    Objective.objects.all().delete()
    to = io.StringIO(newline="")
    writer = csv.writer(to)
    writer.writerow(HEADINGS.split(","))
    for nth, (title, key_results) in enumerate(objectives):
        for each in key_results or [""]:
            numbers = ["number", "0", "10", "4", "1", ""] if each else [""] * 6
            writer.writerow([f"R{nth}", "2026 Q4", "", "", ANA, title, "", "", "", each, *numbers])
    try:
        made = files.plan(to.getvalue().encode(), "any.csv")
    except SpreadsheetError:  # so full of control characters that it is none
        return
    if made.faults:
        return
    files.apply(made)

    before = exported()
    again = files.apply(files.plan(before.encode(), "own.csv"))

    assert again.summary.startswith("new 0, changed 0, updates 0, re-baselined 0, unchanged")
    assert again.counts["unchanged"] == len(made.entries)
    assert exported() == before
    assert Employee.objects.count() == 1
    assert not Department.objects.exists()
