"""What got better and worse since an earlier day, and the signals that ended: which are kept, and who sees them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from feedback.models import Blocker, RequestedAnswer
from feedback.tests.factories import BlockerFactory, CheckInFactory
from goals.models import Objective
from insights import balance, refreshing, thresholds
from insights.models import EndedSignal, KindSetting, Signal, UnitReading
from insights.tests.conftest import DAY
from insights.tests.examples import held, late_review_phase, reorganised, unanswered
from insights.tests.factories import StandingKeyResultFactory, StandingObjectiveFactory
from insights.tests.test_pages import page
from org.models import Employee
from org.tests.factories import DepartmentFactory, EmployeeFactory

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def reading(progress="0.5", expected="0.5", blockers=0, taken=0, due=10, held=9, **fields):
    return UnitReading(
        progress=progress and Decimal(progress), expected=expected and Decimal(expected), stale=Decimal(0),
        blockers=blockers, blockers_taken=taken, check_ins_due=due, check_ins_held=held,
        **{"is_small": False} | fields,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [
        (reading("0.3"), reading("0.45"), ["+ on track, was off track", "+ 15 points closer to what is expected"]),
        (reading("0.49"), reading("0.48"), ["- 1 point further from what is expected"]),
        (reading("0.9", "0.9"), reading("0.1", "0.1"), []),  # another period, the same pace
        (reading("0.6"), reading("0.5"), []),  # ahead, and less so
        (reading(blockers=4), reading(blockers=1), ["+ 3 open blockers fewer"]),
        (reading(blockers=4), reading(blockers=4, taken=1), ["+ 1 blocker was answered"]),
        (reading(blockers=4, taken=4), reading(blockers=4), ["- 4 blockers more without an answer"]),
        (reading(held=5), reading(held=9), ["+ 40 points more of the check-ins held"]),
        (reading(due=0, held=0), reading(held=1), []),
        (reading(blockers=4, is_small=True), reading(held=1), []),
        (reading(None, None), reading("0.1"), []),
    ],
)
def test_differences_in_words(then, now, words):
    found = balance.differences(now, then)

    assert [f"{'+' if each.is_better else '-'} {each.words}" for each in found] == words


def test_listed_is_what_differs_by_much_that_first_which_differs_most():
    units = [
        ("A little", "", reading("0.46"), reading("0.5")),
        ("Two blockers of thirty", "", reading(blockers=28), reading(blockers=30)),
        ("Slower", "", reading("0.44"), reading("0.5")),
        ("Much slower", "", reading("0.2"), reading("0.5")),
        ("Both ways", "", reading("0.4", held=9), reading("0.5", held=7)),
        ("New", "", reading(), None),
    ]

    better, worse = balance.lines(units)

    assert [line.name for line in better] == ["Both ways"]
    assert [line.name for line in worse] == ["Much slower", "Both ways", "Slower"]


# --- signals that ended ---


@pytest.fixture
def world(period):
    """A blocker of Ana waits, a key result of hers slips and an objective is silent."""
    manager = EmployeeFactory(manager=EmployeeFactory(), department=DepartmentFactory())
    ana = EmployeeFactory(manager=manager, department=manager.department, first_name="Ana")
    BlockerFactory(raised_by=ana, raised_at=NOW - timedelta(days=9))
    StandingKeyResultFactory(objective__owner=ana, progress=0, title="Noise")
    StandingObjectiveFactory(owner=ana, last_update_on=DAY - timedelta(days=30), title="Silent one")
    with time_machine.travel(NOW - timedelta(hours=1), tick=False):
        refreshing.refresh_all()
    return {"ana": ana, "manager": manager, "top": manager.manager}


def mend():
    ana = Employee.objects.get(first_name="Ana", manager__manager__isnull=False)
    Blocker.objects.update(acknowledged_at=NOW, acknowledged_by=ana.manager)
    Objective.objects.filter(title="Silent one").update(last_update_on=DAY, progress=Decimal("0.9"))


def kept() -> list:
    return list(EndedSignal.objects.order_by("kind").values_list("kind", "ended_on"))


def test_what_is_mended_is_kept_once_however_it_is_refreshed(world):
    mend()

    refreshing.refresh_due(60)
    refreshing.refresh_all()

    assert kept() == [("blocker", DAY), ("stale", DAY)]
    blocker = EndedSignal.objects.get(kind="blocker")
    assert (blocker.about, blocker.since, blocker.days) == (world["ana"], date(2026, 11, 21), 2)
    assert refreshing.compare() == 0


def test_found_again_the_same_day_it_had_not_ended(world):
    mend()
    refreshing.refresh_due(60)
    Blocker.objects.update(acknowledged_at=None, acknowledged_by=None)

    refreshing.refresh_due(60)

    assert kept() == [("stale", DAY)]


def switched_off():
    KindSetting.objects.update(is_on=False)


def another_threshold():
    KindSetting.objects.update(threshold=90)


def left():
    Employee.objects.filter(manager__manager__isnull=False).update(left_on=DAY - timedelta(days=1))


@pytest.mark.parametrize("how", [switched_off, another_threshold, left])
def test_what_ends_without_being_mended_is_not_kept(world, how):
    thresholds.write_down()
    how()

    refreshing.refresh_all()

    assert not Signal.objects.filter(kind="blocker").exists()
    assert kept() == []


def test_nor_what_ends_with_its_objective_or_its_period(world):
    Objective.objects.filter(title="Silent one").update(state=Objective.State.CLOSED)
    refreshing.refresh_all()
    with time_machine.travel("2027-01-02T12:00:00Z", tick=False):
        refreshing.refresh_all()

        assert not Signal.objects.filter(kind__in=["slipping", "stale"]).exists()
    assert kept() == []


def test_nor_what_ends_because_its_time_is_over(world):
    """Of two requests all decline one; the other nobody ever answers, and the reviews are never written."""
    heard, _late = unanswered(50), unanswered(50)
    late_review_phase()
    refreshing.refresh_due(60)
    began = Signal.objects.filter(kind__in=["feedback-unanswered", "review-phase"])
    assert began.count() == 3
    RequestedAnswer.objects.filter(request=heard).update(state="declined", ended_at=NOW)
    refreshing.refresh_due(60)

    with time_machine.travel(NOW + timedelta(days=11), tick=False):
        refreshing.refresh_due(60)

    assert not began.exists()
    assert list(
        EndedSignal.objects.filter(kind__in=["feedback-unanswered", "review-phase"]).values_list("subject")
    ) == [(heard.pk,)]


@pytest.mark.parametrize(("days", "is_mended"), [(29, True), (30, False)])
def test_nor_when_the_first_of_the_moves_are_too_long_past_to_count(world, days, is_mended):
    """It stands no worse since the day after; who looks again seven weeks after the moves cannot tell why it ended."""
    department = reorganised()
    refreshing.refresh_due(60)
    assert Signal.objects.filter(kind="reorganised", subject=department.pk).exists()

    with time_machine.travel(NOW + timedelta(days=days), tick=False):
        refreshing.refresh_due(60)

    assert not Signal.objects.filter(kind="reorganised").exists()
    assert EndedSignal.objects.filter(kind="reorganised", subject=department.pk).exists() is is_mended


def test_a_refresh_that_is_killed_keeps_nothing_half(world, monkeypatch):
    def dies(*args):
        raise KeyboardInterrupt

    mend()
    with monkeypatch.context() as patched:
        patched.setattr(refreshing.history, "take_back", dies)
        with pytest.raises(KeyboardInterrupt):
            refreshing.refresh_all()
    assert kept() == []

    refreshing.refresh_due(60)

    assert kept() == [("blocker", DAY), ("stale", DAY)]


def test_after_a_year_it_is_forgotten(world):
    mend()
    refreshing.refresh_due(60)

    with time_machine.travel(NOW + timedelta(days=366), tick=False):
        refreshing.refresh_due(60)

    assert EndedSignal.objects.filter(ended_on=DAY).count() == 0


def test_each_sees_of_it_what_the_signal_would_show(client, world):
    with time_machine.travel(NOW - timedelta(days=40), tick=False):
        refreshing.refresh_all()
    Objective.objects.filter(title="Silent one").update(visibility="manager")
    mend()
    refreshing.refresh_due(60)
    peer = EmployeeFactory(manager=world["manager"], department=world["manager"].department)
    viewers = world | {"hr": EmployeeFactory(hr=True), "peer": peer}

    seen = {}
    for name, viewer in viewers.items():
        answer = page(client, viewer)
        seen[name] = sorted(each.kind for each in answer.context["view"].balance.ended)
        assert ("Silent one" in answer.content.decode()) == ("stale" in seen[name])

    both = ["blocker", "stale"]
    assert seen == {"ana": both, "manager": both, "top": [], "hr": ["stale"], "peer": []}


def test_what_two_had_between_them_is_not_a_later_managers(client, world):
    """Joana holds check-ins that Ben and Cleo never prepare; Ben prepares, Cleo comes under Max, then Ben too."""
    with time_machine.travel(NOW - timedelta(days=40), tick=False):
        refreshing.refresh_all()
    joana, later = EmployeeFactory(first_name="Joana"), EmployeeFactory(first_name="Max")
    ben, cleo = (EmployeeFactory(first_name=name, manager=joana) for name in ("Ben", "Cleo"))
    for person in (ben, cleo):
        held(person, 10, 24, 38, 52)
    refreshing.refresh_due(60)
    signal = Signal.objects.get(kind="never-prepared", about=cleo)
    Employee.objects.filter(pk=cleo.pk).update(manager=later)
    codes = [page(client, each, signal.get_absolute_url()).status_code for each in (cleo, joana, later)]
    CheckInFactory(employee=ben, prepared=True)

    refreshing.refresh_due(60)
    Employee.objects.filter(pk=ben.pk).update(manager=later)

    seen = {each.first_name: page(client, each).context["view"].balance.ended for each in (ben, joana, later)}
    assert codes == [200, 404, 404]
    assert [(row.about, row.manager) for row in EndedSignal.objects.filter(kind="never-prepared")] == [(ben, joana)]
    assert {who: len(ended) for who, ended in seen.items()} == {"Ben": 1, "Joana": 0, "Max": 0}


def test_the_first_month_says_that_there_is_nothing_to_compare_with(client, world):
    assert "There is no record of a month before yet." in page(client, world["top"]).content.decode()
