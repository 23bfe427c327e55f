"""Every way in to what HR locks: its definitions, and its progress. Each is tried on the day and on the day before."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from feedback import services as check_ins
from feedback.services import Entry, NewValue
from feedback.tests.factories import CheckInFactory
from goals import files, locks, services
from goals.locks import Lock
from goals.models import Change, KeyResult, Objective, Period, ProgressUpdate, Strike
from goals.services import whole
from goals.services.closing import carry_over
from goals.tests.factories import KeyResultFactory, ObjectiveFactory, PeriodFactory
from org.tests.factories import EmployeeFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
HEADINGS = "Ref,Period,Owner,Objective,Key result,Unit,Baseline,Target,Current,Weight,Aligned to,KR weight\n"


@dataclass
class Scene:
    """An objective of Ana's in 2026 Q4, with one key result that has an update and one that has none."""

    objective: Objective
    child: Objective
    updated: KeyResult
    blank: KeyResult
    update: ProgressUpdate

    @property
    def by(self):
        return self.objective.owner

    def bring(self, target=100, current=10, kr_weight=1, unit="number"):
        row = f"O1,2026 Q4,{self.by.email},Cut,Time,{unit},0,{target},{current},,,{kr_weight}\n"
        self._bring(row)

    def bring_weight(self):
        self._bring(f"O2,2026 Q4,{self.child.owner.email},Help,,,,,,3,O1,\n")

    def _bring(self, row):
        plan = files.plan((HEADINGS + row).encode(), "goals.csv", by=self.by)
        if plan.faults:
            raise ValidationError([str(fault) for fault in plan.faults])
        files.apply(plan, by=self.by)

    def move(self, name):
        return lambda: services.edit_objective(self.objective, by=self.by, period=Period.objects.get(name=name))

    def check_in(self):
        check_in = CheckInFactory(employee=self.by)
        value = NewValue(self.updated.pk, Decimal(20), None, Decimal(10), None)
        entry = Entry(version=check_in.version, held_on=check_in.due_on, values=(value,))
        check_ins.log(check_in, by=self.by.manager, entry=entry)


@pytest.fixture
def scene(db):
    OrganizationFactory()
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False):
        owner = EmployeeFactory(manager=EmployeeFactory(), time_zone="Europe/Berlin")
        PeriodFactory(name="2026", starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
        PeriodFactory(name="2026 H2", starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31))
        objective = ObjectiveFactory(owner=owner, ref="O1", title="Cut")
        child = ObjectiveFactory(ref="O2", title="Help", aligned_to=objective)
        updated, blank = (KeyResultFactory(objective=objective, title=title) for title in ("Time", "Cost"))
        update = services.update(updated, by=owner, value=Decimal(10))
        yield Scene(objective, child, updated, blank, update)


def lock(kind, day, name="2026 Q4"):
    Period.objects.filter(name=name).update(**{locks.FIELDS[kind]: day})


def the_world():
    return [
        list(model.objects.order_by("pk").values()) for model in (Objective, KeyResult, Change, ProgressUpdate, Strike)
    ]


def edit(**fields):
    return lambda scene: services.edit_key_result(scene.blank, by=scene.by, **fields)


DEFINITIONS = {
    "add": lambda scene: services.add_key_result(scene.objective, by=scene.by, title="More"),
    "remove": lambda scene: services.remove_key_result(scene.blank, by=scene.by),
    "edit baseline": edit(baseline=Decimal(5)),
    "edit target": edit(target=Decimal(50)),
    "edit weight": edit(weight=Decimal(2)),
    "edit due date": edit(due_on=date(2026, 12, 1)),
    "edit unit": edit(unit="days"),
    "edit currency": edit(unit="currency", currency="EUR"),
    "to a milestone": edit(unit="milestone"),
    "re-baseline": lambda scene: services.rebaseline(scene.updated, by=scene.by, reason="why", target=Decimal(90)),
    "re-baseline due date": lambda scene: services.rebaseline(
        scene.updated, by=scene.by, reason="why", due_on=date(2026, 12, 1)
    ),
    "weight": lambda scene: services.set_weight(scene.child, by=scene.by, weight=Decimal(2)),
    "whole page": lambda scene: whole.edit_with_key_results(
        scene.objective, [whole.Row(0, None, {"title": "More"})], by=scene.by, version=0
    ),
    "move out": lambda scene: scene.move("2026 H2")(),
    "import target": lambda scene: scene.bring(target=90),
    "import weight of a key result": lambda scene: scene.bring(kr_weight=2),
    "import weight": lambda scene: scene.bring_weight(),
    "carry over into it": lambda scene: carry_over(
        ObjectiveFactory(owner=scene.by, period=Period.objects.get(name="2026 H2")),
        Period.objects.get(name="2026 Q4"),
        by=scene.by,
    ),
}
PROGRESS = {
    "update": lambda scene: services.update(scene.updated, by=scene.by, value=Decimal(20)),
    "update of a day before": lambda scene: services.update(
        scene.updated, by=scene.by, value=Decimal(20), day=date(2026, 10, 5)
    ),
    "all at once": lambda scene: whole.record([whole.News(scene.blank, 0, Decimal(20))], by=scene.by),
    "check-in": lambda scene: scene.check_in(),
    "strike": lambda scene: services.strike(scene.update, by=scene.by),
    "move out": lambda scene: scene.move("2026 H2")(),
    "import": lambda scene: scene.bring(current=20),
}
FREE = {
    "close": lambda scene: services.close(scene.objective, by=scene.by, score=Decimal(1), retrospective="Well"),
    "cancel": lambda scene: services.cancel(scene.objective, by=scene.by),
    "title of a key result": edit(title="Cost of it"),
    "owner of a key result": lambda scene: services.edit_key_result(scene.blank, by=scene.by, owner=scene.child.owner),
    "words": lambda scene: services.edit_objective(scene.objective, by=scene.by, title="Shorter"),
    "activate": lambda scene: services.activate(
        ObjectiveFactory(owner=scene.by, state="draft", activated_on=None), by=scene.by
    ),
    "align": lambda scene: services.align(ObjectiveFactory(owner=scene.by), scene.objective, by=scene.by),
}
WAYS = [(Lock.DEFINITIONS, name) for name in DEFINITIONS] + [(Lock.PROGRESS, name) for name in PROGRESS]
WORDS = {
    Lock.DEFINITIONS: "argets and weights of 2026 Q4 are locked since",
    Lock.PROGRESS: "rogress of 2026 Q4 is locked since",
}


def take(scene, kind, name):
    return {Lock.DEFINITIONS: DEFINITIONS, Lock.PROGRESS: PROGRESS}[kind][name](scene)


@pytest.mark.parametrize(("kind", "name"), WAYS)
def test_refused_in_words_on_the_day_itself_and_nothing_written(scene, kind, name):
    before = Objective.objects.count()
    world = the_world()
    lock(kind, TODAY)

    with pytest.raises(ValidationError, match=WORDS[kind]):
        take(scene, kind, name)

    if Objective.objects.count() == before:  # the objective to be carried over is made by the test
        assert the_world() == world
    assert ProgressUpdate.objects.count() == 1


@pytest.mark.parametrize(("kind", "name"), WAYS)
def test_allowed_on_the_day_before(scene, kind, name):
    lock(kind, TODAY + timedelta(days=1))
    world = the_world()

    take(scene, kind, name)

    assert the_world() != world


@pytest.mark.parametrize(("kind", "name"), WAYS)
def test_the_other_lock_does_not_concern_it(scene, kind, name):
    lock(Lock.PROGRESS if kind == Lock.DEFINITIONS else Lock.DEFINITIONS, TODAY)
    if name == "move out":  # that passes by either
        with pytest.raises(ValidationError, match="locked since"):
            take(scene, kind, name)
        return

    take(scene, kind, name)


@pytest.mark.parametrize("name", FREE)
def test_what_is_neither_a_target_nor_a_value_stays_possible(scene, name):
    lock(Lock.DEFINITIONS, TODAY)
    lock(Lock.PROGRESS, TODAY)
    world = the_world()

    FREE[name](scene)

    assert the_world() != world


@pytest.mark.parametrize("kind", Lock)
def test_nothing_is_moved_into_a_period_that_is_locked(scene, kind):
    lock(kind, TODAY, "2026 H2")

    with pytest.raises(ValidationError, match="2026 H2"):
        scene.move("2026 H2")()


def test_the_weight_in_a_parent_of_another_period_is_locked_with_the_parent(scene):
    year = ObjectiveFactory(owner=scene.by, ref="Y1", period=Period.objects.get(name="2026"))
    Objective.objects.filter(pk=scene.child.pk).update(aligned_to=year)
    lock(Lock.DEFINITIONS, TODAY)
    services.set_weight(scene.child, by=scene.by, weight=Decimal(2))
    row = f"O2,2026 Q4,{scene.child.owner.email},Help,,,,,,3,Y1 [2026],\n"

    lock(Lock.DEFINITIONS, None)
    lock(Lock.DEFINITIONS, TODAY, "2026")
    plan = files.plan((HEADINGS + row).encode(), "goals.csv", by=scene.by)

    with pytest.raises(ValidationError, match="Targets and weights of 2026 are locked"):
        services.set_weight(scene.child, by=scene.by, weight=Decimal(4))
    assert [str(each) for each in plan.faults] == ["Line 2: targets and weights of 2026 are locked since 23 Nov 2026."]


def test_an_import_notices_a_lock_that_came_after_its_dry_run(scene):
    row = f"O1,2026 Q4,{scene.by.email},Cut,Time,number,0,90,10,,,1\n"
    shown = files.plan((HEADINGS + row).encode(), "goals.csv", by=scene.by)
    state = files.planning.state_of_goals()
    period = Period.objects.get(name="2026 Q4")
    period.definitions_lock_on = TODAY
    period.save()

    with pytest.raises(files.PlanChangedError):
        files.apply(shown, by=scene.by)
    assert files.planning.state_of_goals() != state


# At this instant it is the 24th in Auckland and the 23rd in Denver.
@pytest.mark.parametrize(("zone", "refused"), [("Pacific/Auckland", True), ("America/Denver", False)])
@pytest.mark.parametrize("kind", Lock)
def test_the_day_is_that_of_whoever_writes(scene, kind, zone, refused):
    scene.by.time_zone = zone
    scene.by.save()
    scene.objective.refresh_from_db()
    lock(kind, date(2026, 11, 24))
    way = {Lock.DEFINITIONS: "add", Lock.PROGRESS: "update"}[kind]

    if refused:
        with pytest.raises(ValidationError, match="locked since 24"):
            take(scene, kind, way)
    else:
        take(scene, kind, way)


@given(offset=st.integers(-400, 400), day=st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_sentence_refusal_and_rule_say_the_same(offset, day):
    period = Period(name="P", definitions_lock_on=day + timedelta(offset), progress_locks_on=None)

    assert locks.is_locked(period, Lock.DEFINITIONS, day) == (offset <= 0) == period.definitions_locked(day)
    assert bool(locks.sentence(period, Lock.DEFINITIONS, day)) == (offset <= 0)
    assert bool(locks.refusal(period, Lock.DEFINITIONS, day)) == (offset <= 0)
    assert ("since" in locks.state(period, Lock.DEFINITIONS, day)) == (offset <= 0)
    assert locks.state(period, Lock.PROGRESS, day) == "Progress of P is open; no day is set."


# --- the pages say it beforehand ---


def pages(scene):
    return {
        "update": (
            Lock.PROGRESS,
            reverse("goals:update", args=[scene.updated.pk]),
            {"value": "20", "seen": scene.update.pk},
        ),
        "progress": (
            Lock.PROGRESS,
            reverse("goals:progress", args=[scene.objective.pk]),
            {f"kr{scene.updated.pk}-value": "20", f"kr{scene.updated.pk}-seen": str(scene.update.pk)},
        ),
        "strike": (Lock.PROGRESS, reverse("goals:strike", args=[scene.update.pk]), {"reason": "wrong file"}),
        "rebaseline": (
            Lock.DEFINITIONS,
            reverse("goals:rebaseline", args=[scene.updated.pk]),
            {"baseline": "0", "target": "90", "weight": "1", "reason": "agreed anew"},
        ),
        "weight": (Lock.DEFINITIONS, reverse("goals:weight", args=[scene.child.pk]), {"weight": "7"}),
    }


@pytest.mark.parametrize("name", ["update", "progress", "strike", "rebaseline", "weight"])
def test_a_page_says_it_in_the_place_of_its_form_and_keeps_what_was_typed_before(client, scene, name):
    kind, url, typed = pages(scene)[name]
    lock(kind, TODAY)
    client.force_login(scene.by)
    world = the_world()

    shown = client.get(url).content.decode()
    sent = client.post(url, typed)

    text = sent.content.decode()
    assert WORDS[kind] in shown
    assert 'class="form' not in shown
    assert sent.status_code == 422
    assert WORDS[kind] in text
    assert all(str(value) in text for value in typed.values())
    assert the_world() == world


def test_the_row_of_a_key_result_says_it_over_htmx(htmx, scene):
    lock(Lock.PROGRESS, TODAY)
    htmx.force_login(scene.by)

    text = htmx.get(reverse("goals:update", args=[scene.updated.pk])).content.decode()

    assert "Progress of 2026 Q4 is locked since" in text
    assert "<form" not in text


@pytest.mark.parametrize("kind", Lock)
def test_the_objectives_page_has_the_sentence_and_no_dead_button(client, scene, kind):
    steps = {
        Lock.PROGRESS: ["update", "progress", "strike"],
        Lock.DEFINITIONS: ["rebaseline", "weight"],
    }
    urls = {name: url for name, (_kind, url, _typed) in pages(scene).items()}
    client.force_login(scene.by)
    before = client.get(scene.objective.get_absolute_url()).content.decode()
    lock(kind, TODAY)

    after = client.get(scene.objective.get_absolute_url()).content.decode()

    assert all(urls[name] in before for name in steps[kind])
    assert not any(urls[name] in after for name in steps[kind])
    assert WORDS[kind] in after


def test_the_form_of_an_objective_fixes_its_numbers_and_still_saves_its_words(client, scene):
    lock(Lock.DEFINITIONS, TODAY)
    client.force_login(scene.by)
    url = reverse("goals:edit", args=[scene.objective.pk])

    shown = client.get(url)
    form, formset = shown.context["form"], shown.context["formset"]
    sent = {name: form[name].value() for name in ("title", "description", "scope", "visibility", "version")}
    sent |= {"owner": scene.by.email, "period": scene.objective.period_id, "title": "Shorter words", "department": ""}
    sent |= {"kr-TOTAL_FORMS": "2", "kr-INITIAL_FORMS": "2"}
    for place, row in enumerate(formset):
        # A browser does not send what is disabled.
        names = [name for name in row.fields if not row.fields[name].disabled]
        sent |= {f"kr-{place}-{name}": row[name].value() or "" for name in names}
    answer = client.post(url, sent)

    scene.objective.refresh_from_db()
    assert "Targets and weights of 2026 Q4 are locked since" in shown.content.decode()
    assert [row["target"].field.disabled for row in formset] == [True, True]
    assert 'name="more"' not in shown.content.decode()
    assert answer.status_code == 302
    assert scene.objective.title == "Shorter words"


def test_a_number_typed_before_the_lock_is_refused_beside_its_row(client, scene):
    client.force_login(scene.by)
    url = reverse("goals:edit", args=[scene.objective.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in ("title", "description", "scope", "visibility", "version")}
    sent |= {"owner": scene.by.email, "period": scene.objective.period_id, "department": ""}
    sent |= {"kr-TOTAL_FORMS": "1", "kr-INITIAL_FORMS": "1", "kr-0-id": scene.blank.pk, "kr-0-title": "Cost"}
    sent |= {"kr-0-unit": "number", "kr-0-baseline": "0", "kr-0-target": "4711", "kr-0-weight": "1"}
    lock(Lock.DEFINITIONS, TODAY)

    answer = client.post(url, sent)

    assert answer.status_code == 422
    assert "Targets and weights of 2026 Q4 are locked" in answer.context["formset"].forms[0].non_field_errors()[0]
    assert "4711" in answer.content.decode()


def test_a_new_objective_is_told_of_a_lock_beforehand(client, scene):
    lock(Lock.DEFINITIONS, TODAY)
    client.force_login(scene.by)

    assert WORDS[Lock.DEFINITIONS] in client.get(reverse("goals:create")).content.decode()


@pytest.mark.parametrize("name", ["updated", "blank"])
def test_a_value_typed_before_the_lock_stays_on_the_page_whichever_row_it_is_in(client, scene, name):
    lock(Lock.PROGRESS, TODAY)
    client.force_login(scene.by)

    row = f"kr{getattr(scene, name).pk}"
    answer = client.post(reverse("goals:progress", args=[scene.objective.pk]), {f"{row}-value": "4711"})

    assert answer.status_code == 422
    assert 'value="4711"' in answer.content.decode()
