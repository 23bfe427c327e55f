import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from org import exports
from org.imports import apply as applying
from org.imports import exporting
from org.imports.plan import Options, make
from org.models import Department, Employee

pytestmark = pytest.mark.django_db

HEADINGS = [
    *("Personal-Nr.", "Vorname", "Nachname", "E-Mail", "Stelle", "Abteilung", "Bereich", "Standort"),
    "Vorgesetzte/r",
]

words = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Cf", "Zl", "Zp", "Zs"])
    | st.sampled_from(" =+-@'\",;\t"),
    min_size=1,
    max_size=12,
).filter(lambda text: any(letter.isalpha() for letter in text))
units = st.sampled_from(["", "Technology", "Platform", "Data", "Legal (EU)", "=Sales"])


@st.composite
def companies(draw) -> list[list[str]]:
    size = draw(st.integers(1, 6))
    rows = []
    for number in range(size):
        above = draw(st.integers(-1, number - 1)) if number else -1
        rows.append(
            [
                f"E{number}",
                draw(words),
                draw(words),
                f"p{number}@x.example",
                draw(words | st.just("")),
                draw(units),
                draw(units),
                draw(st.sampled_from(["", "Jena", "-Pune"])),
                f"E{above}" if above >= 0 else "",
            ]
        )
    return draw(st.permutations(rows))


def plan(content: bytes):
    return make(content, Options())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=companies(), write=st.sampled_from([exports.to_csv, exports.to_xlsx]))
def test_what_is_exported_changes_nothing_when_it_comes_back(rows, write):
    Employee.objects.update(manager=None)
    Employee.objects.all().delete()
    Department.objects.update(parent=None, name=F("id"))
    Department.objects.all().delete()
    first = plan(write(HEADINGS, rows))
    assert first.notes.fault_lines() == []
    applying.apply(first, by=None, file_name="a.csv")
    assert plan(write(HEADINGS, rows)).counts["unchanged"] == len(rows)

    again = plan(write(exporting.HEADINGS, exporting.rows(Employee.objects.by_name())))

    assert again.notes.fault_lines() == []
    assert again.counts["unchanged"] == len(rows)
    assert again.tree.new == []
