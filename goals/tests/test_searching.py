import pytest

from goals import files, services
from goals.models import Objective
from goals.searching import find
from goals.tests.factories import ObjectiveFactory, PeriodFactory
from org.searching import words_of
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
HIDDEN = {"visibility": Objective.Visibility.MANAGER}


def titles(viewer, query, limit=5):
    found = find(viewer, words_of(query), limit)
    return [objective.title for objective in found.objectives], found.is_near


@pytest.fixture
def viewer(db):
    return EmployeeFactory()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("quicker", (["Quícker audits", "Much quicker planning"], False)),
        ("audits quick", (["Quícker audits"], False)),
        ("qiucker", (["Much quicker planning", "Quícker audits"], True)),
        ("aud", (["Quícker audits"], False)),
        ("udi", ([], False)),
        ("qu", ([], False)),  # of two letters whole words alone
        ("quckr", ([], False)),
        ("dits", (["Quícker audits"], False)),
        ("secret", ([], True)),
    ],
)
def test_by_words_of_the_title(viewer, query, found):
    period = PeriodFactory()
    ObjectiveFactory(title="Much quicker planning", period=period)
    ObjectiveFactory(title="Quícker audits", period=period)
    ObjectiveFactory(title="Quicker secret audits", period=period, **HIDDEN)
    ObjectiveFactory(title="Quicker cancelled audits", period=period, state=Objective.State.CANCELLED)
    ObjectiveFactory(title="Quicker draft audits", period=period, state=Objective.State.DRAFT)

    assert titles(viewer, query) == found


def test_what_is_hidden_takes_no_place_among_those_that_are_measured(viewer, monkeypatch):
    monkeypatch.setattr("goals.searching.MEASURED", 1)
    period = PeriodFactory()
    ObjectiveFactory(title="Quicker secret", period=period, **HIDDEN)
    ObjectiveFactory(title="Quicker audits", period=period)

    assert titles(viewer, "qiucker") == (["Quicker audits"], True)


def test_what_is_searched_is_what_one_would_compute_anew_however_it_was_written(viewer):
    objective = ObjectiveFactory(owner=viewer, title="Añadir")
    services.edit_objective(objective, by=viewer, title="Éxito  rotundo")
    for title in ("Schöne neue Welt", "Schönere neue Welt"):
        row = f"O1,2026 Q4,individual,{viewer.email},{title}"
        files.apply(files.plan(f"Ref,Period,Scope,Owner,Objective\n{row}".encode(), "goals.csv"))

    rows = list(Objective.objects.order_by("pk"))
    stored = [row.search_text for row in rows]
    for row in rows:
        row.derive()

    assert stored == [row.search_text for row in rows]
    assert " schonere neue welt " in stored
