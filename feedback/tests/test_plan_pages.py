"""The pages of plans: what they show and ask, that nothing typed is lost, and what they cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from feedback import services
from feedback.models import Plan, PlanAction, PlanAnswer
from feedback.tests.factories import PlanActionFactory, PlanFactory, PlanReviewFactory
from feedback.tests.pages import text_of, url, words_of
from org.models import Employee
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


def day(ahead) -> str:
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


def start(person, kind) -> str:
    return reverse("feedback:start_plan", args=[person.pk, kind])


SENT = {"title": "The night shift", "aim": "Three weeks in a row"}


def sent(**fields):
    return SENT | {"review_on": day(14), "ends_on": day(60)} | fields


def test_begin_a_support_plan_with_what_the_company_will_do(cast):
    rows = {"action-0-text": "Take the reporting away", "action-0-owner": "else", "action-0-due_on": day(3)}
    rows |= {"action-0-other": "pia@cast.example"}

    response = cast.client("manager").post(start(cast.subject, "support"), sent(**rows), follow=True)

    plan = Plan.objects.get()
    action = plan.actions.get()
    assert response.redirect_chain == [(plan.get_absolute_url(), 302)]
    assert "Sent to Sam Example. It begins when they have read it." in text_of(response)
    assert (action.text, action.owner, plan.is_proposed) == ("Take the reporting away", cast.peer, True)
    words = words_of(response)
    assert "What the company will do" in words
    assert "Visible to you, Sam Example and HR." in words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": ""}, "Say in a few words what the plan is for."),
        ({"aim": ""}, "Write what is hard at the moment."),
        ({"ends_on": day(-3)}, "That day has passed; choose today or later."),
        ({"review_on": day(70)}, "That is after the end of the plan."),
        ({"review_on": "2027-02-30"}, "is no day of the calendar"),
        ({"action-0-text": "Call"}, "Choose a day."),
        ({"action-0-due_on": day(3)}, "Say what is to be done, or leave the row empty."),
        ({"action-0-text": "Call", "action-0-due_on": day(3), "action-0-owner": "else"}, "Write who does it"),
        ({"action-0-text": "Call", "action-0-due_on": day(3), "action-0-other": "Nobody"}, "Nobody here is called"),
        ({"action-0-text": "Call", "action-0-due_on": day(3), "action-0-other": "Example"}, "Several people fit"),
        ({"action-0-text": "Call", "action-0-due_on": day(-3)}, "That day has passed; choose today or later."),
        ({"action-0-text": "Call" * 200, "action-0-due_on": day(3)}, "and 500 fit. Nothing is lost"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cast, fields, words):
    response = cast.client("manager").post(start(cast.subject, "support"), sent(aim="Zebra") | fields)

    assert response.status_code == 422
    assert words in words_of(response)
    assert "aim" in fields or "Zebra" in text_of(response)
    assert Plan.objects.count() == 0


def test_where_one_is_open_it_is_the_one_to_go_on_with(cast):
    plan = PlanFactory(employee=cast.subject, title="Lead the planning")
    client = cast.client("manager")

    shown = client.get(start(cast.subject, "development"))
    refused = client.post(start(cast.subject, "development"), sent(aim="Zebra"))

    assert plan.get_absolute_url() in text_of(shown)
    assert 'name="aim"' not in text_of(shown)
    assert refused.status_code == 422
    assert "Zebra" in text_of(refused)


def test_the_person_reads_it_answers_and_their_answer_stays(cast):
    plan = PlanFactory(employee=cast.subject, support=True, proposed=True, aim="Three weeks in a row")
    client, address = cast.client("subject"), url("answer_plan", plan)
    page = client.get(address)
    data = {"seen": page.context["form"]["seen"].value()}

    nothing = client.post(address, data | {"text": "Zebra"})
    first = client.post(address, data | {"kind": "differ", "text": "It is the waiting."})
    again = client.post(address, data | {"kind": "agree", "text": "Better now."}, follow=True)

    assert "Three weeks in a row" in text_of(page)
    assert (nothing.status_code, first.status_code) == (422, 302)
    assert "To have read it is not to agree." in words_of(nothing)
    assert "Zebra" in text_of(nothing)
    assert [each.kind for each in PlanAnswer.objects.order_by("pk")] == ["differ", "agree"]
    words = words_of(again)
    assert words.index("Better now.") < words.index("Said before") < words.index("It is the waiting.")


def test_an_answer_to_what_was_changed_meanwhile_is_asked_again(cast):
    plan = PlanFactory(employee=cast.subject, support=True, proposed=True)
    client, address = cast.client("subject"), url("answer_plan", plan)
    data = {"seen": client.get(address).context["form"]["seen"].value(), "kind": "agree", "text": "Zebra"}
    change = services.PlanChange(0, plan.title, "Changed since", plan.review_on, plan.ends_on)
    services.edit_plan(plan, change, by=cast.manager)

    refused = client.post(address, data)
    sent_again = client.post(address, data | {"seen": refused.context["form"]["seen"].value()})

    assert refused.status_code == 422
    assert "Zebra" in text_of(refused)
    assert "Changed since" in text_of(refused)
    assert sent_again.status_code == 302


def test_two_windows_at_once_and_the_second_sees_both(cast):
    plan = PlanFactory(employee=cast.subject, aim="First aim")
    shown = {name: cast.client("manager").get(url("edit_plan", plan)).context["form"][name].value() for name in SENT}
    mine = shown | {"review_on": day(28), "ends_on": day(168), "version": 0, "aim": "Mine"}
    theirs = services.PlanChange(0, "New title", "Theirs", plan.review_on, plan.ends_on)
    services.edit_plan(plan, theirs, by=cast.subject)

    page = cast.client("manager").post(url("edit_plan", plan), mine)
    version = page.context["form"]["version"].value()
    done = cast.client("manager").post(url("edit_plan", plan), mine | {"version": version, "keep_aim": "both"})

    assert page.status_code == 422
    words = words_of(page)
    assert "There now: New title" in words
    assert "Theirs" in words
    assert done.status_code == 302
    plan.refresh_from_db()
    assert plan.aim == "Theirs\n\nMine"


def test_write_how_it_is_going_and_when_to_look_again(cast):
    plan = PlanFactory(employee=cast.subject, review_on=timezone.localdate())
    client, address = cast.client("manager"), url("review_plan", plan)

    empty = client.post(address, {"text": "", "review_on": day(7)})
    past = client.post(address, {"text": "Zebra", "review_on": day(-7)})
    done = client.post(address, {"text": "It moves.", "review_on": day(7)}, follow=True)

    assert [page.status_code for page in (empty, past)] == [422, 422]
    assert "Zebra" in text_of(past)
    assert "It moves." in text_of(done)
    plan.refresh_from_db()
    assert plan.review_on.isoformat() == day(7)


def test_add_change_tick_off_and_drop(cast):
    plan = PlanFactory(employee=cast.subject)
    client = cast.client("subject")

    client.post(url("add_plan_action", plan), {"text": "Read", "owner": cast.subject.pk, "due_on": day(3)})
    action = PlanAction.objects.get()
    change = {"text": "Read two", "owner": cast.manager.pk, "due_on": day(4), "version": 0}
    client.post(url("change_plan_action", action), change)
    stale = client.post(url("change_plan_action", action), change | {"text": "Mine"})
    client.post(url("finish_plan_action", action))
    done = client.get(plan.get_absolute_url())
    client.post(url("finish_plan_action", action), {"again": "1"})
    client.post(url("drop_plan_action", action), {"reason": "Not needed"})

    action.refresh_from_db()
    assert (action.text, action.owner, action.drop_reason) == ("Read two", cast.manager, "Not needed")
    assert stale.status_code == 422
    assert "Read two" in words_of(stale)
    assert "done today" in words_of(done)
    assert "dropped: Not needed" in words_of(client.get(plan.get_absolute_url()))


def test_of_a_support_plan_the_person_chooses_nobody_else(cast):
    plan = PlanFactory(employee=cast.subject, support=True)
    client, address = cast.client("subject"), url("add_plan_action", plan)

    page = client.get(address)
    refused = client.post(address, {"text": "Hire two", "owner": cast.manager.pk, "due_on": day(3)})

    assert 'name="other"' not in text_of(page)
    assert refused.status_code == 422
    assert "Hire two" in text_of(refused)


def test_end_it_in_words(cast):
    plan = PlanFactory(employee=cast.subject, support=True)
    PlanActionFactory(plan=plan, text="Still open")
    client, address = cast.client("manager"), url("end_plan", plan)

    wordless = client.post(address, {"outcome": "otherwise", "words": ""})
    done = client.post(address, {"outcome": "otherwise", "words": "The shift was closed."}, follow=True)

    assert "Still open" in text_of(client.get(plan.get_absolute_url()))
    assert wordless.status_code == 422
    assert "Say in a few words how it ended." in words_of(wordless)
    assert "The shift was closed." in text_of(done)
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("route", ["edit_plan", "review_plan", "add_plan_action", "end_plan", "answer_plan"])
def test_what_was_typed_into_a_plan_that_ended_meanwhile_is_not_lost(cast, route):
    plan = PlanFactory(employee=cast.subject, support=True)
    services.end_plan(plan, "reached", "", by=cast.hr)
    typed = sent(title="Zebra", text="Zebra", words="Zebra", outcome="changed", kind="agree", version=0)
    typed |= {"owner": cast.subject.pk, "due_on": day(3), "seen": "x"}
    role = "subject" if route == "answer_plan" else "manager"

    response = cast.client(role).post(url(route, plan), typed)

    assert response.status_code == 422
    assert "Zebra" in text_of(response)
    assert "ended" in words_of(response)


def test_open_an_ended_one_to_the_manager_of_today(cast):
    ended = PlanFactory(employee=cast.subject, manager=cast.former_manager, ended=True)
    client, address = cast.client("subject"), url("open_plan", ended)

    asked = client.get(address)
    client.post(address, {"open": "1", "to": cast.manager.pk})
    opened = client.get(ended.get_absolute_url())

    assert "Shall Mona Example read" in words_of(asked)
    assert "Take back what I opened" in words_of(opened)
    assert cast.client("manager").get(ended.get_absolute_url()).status_code == 200
    assert "Shall Mona Example no longer read it?" in words_of(client.get(address))


def test_the_list_says_mine_my_peoples_and_what_i_promised(cast):
    PlanFactory(employee=cast.manager, title="Mine to learn")
    PlanFactory(employee=cast.subject, title="Of a report")
    PlanActionFactory(plan=PlanFactory(employee=cast.stranger, title="Zebra"), owner=cast.manager, text="Lend a hand")

    page = cast.client("manager").get(reverse("feedback:all_plans"))

    words = words_of(page)
    assert [text in words for text in ("Mine to learn", "Sam Example: Of a report", "Lend a hand", "Zebra")] == [
        True,
        True,
        True,
        False,
    ]


def test_of_a_leaver_hr_alone_sees_it_and_is_told_so(cast):
    plan = PlanFactory(employee=cast.subject)
    Employee.objects.filter(pk=cast.subject.pk).update(left_on=timezone.localdate() - timedelta(days=3))
    of_person = reverse("feedback:plans_of", args=[cast.subject.pk])

    page = cast.client("hr").get(plan.get_absolute_url())

    assert "seen by HR alone" in words_of(page)
    assert "A person who left" in words_of(cast.client("hr").get(of_person))
    assert cast.client("manager").get(of_person).status_code == 404
    assert cast.client("hr").get(start(cast.subject, "support")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("route", "queries"), [("plan", 7), ("all_plans", 6), ("plans_of", 3)])
def test_queries_do_not_grow(cast, route, queries, count, django_assert_num_queries):
    plan = PlanFactory(employee=cast.subject, support=True)
    for _each in range(count):
        PlanReviewFactory(plan=plan)
        PlanActionFactory(plan=plan, owner=cast.manager)
        PlanFactory(employee=cast.subject, ended=True)
        PlanFactory(employee=EmployeeFactory(manager=cast.manager))
        PlanAnswer.objects.create(plan=plan, kind="read", text="Read")
    address = {"plan": plan.get_absolute_url(), "all_plans": reverse("feedback:all_plans")}
    client = cast.client("manager")

    with django_assert_num_queries(queries):
        page = client.get(address.get(route) or reverse("feedback:plans_of", args=[cast.subject.pk]))

    assert page.status_code == 200
