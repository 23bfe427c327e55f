"""What was said belongs to the two; a private note to its author alone. Both are looked for in all that is shown."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from feedback import audience
from feedback.models import (
    ActionItem,
    AgendaItem,
    AskedQuestion,
    Blocker,
    BlockerNote,
    CheckIn,
    Feeling,
    PrivateNote,
)
from feedback.tests.factories import (
    ActionItemFactory,
    AgendaItemFactory,
    BlockerFactory,
    CheckInFactory,
    PrivateNoteFactory,
    QuestionFactory,
)
from goals.tests.factories import KeyResultFactory
from org.models import Employee
from perfmgmt.testing import ROLES

pytestmark = pytest.mark.django_db
SECRET, SHARED = "zebra-in-the-attic", "walrus-on-the-roof"
OTHERS = [role for role in ROLES if role not in ("anonymous", "leaver", "manager")]


@pytest.fixture
def said(cast):
    """The manager's private notes are the secret; the words of the open and of the held one are shared by two."""
    employee, manager = cast.subject, cast.manager
    held = CheckInFactory(
        employee=employee, manager=manager, done=True, went_well=SHARED, in_the_way=SHARED, how_it_goes=SHARED
    )
    skipped = CheckInFactory(employee=employee, manager=manager, skipped=True, skip_reason=SHARED)
    opened = CheckInFactory(employee=employee, manager=manager, prepared=True, how_it_goes=SHARED)
    for check_in in (held, skipped, opened):
        PrivateNoteFactory(check_in=check_in, author=manager, text=SECRET)
    PrivateNoteFactory(check_in=None, author=manager, about=employee, text=SECRET)
    AskedQuestion.objects.create(check_in=held, question=QuestionFactory(), answer=SHARED)
    AgendaItemFactory(employee=employee, text=SHARED)
    AgendaItemFactory(employee=employee, text=SHARED, check_in=held, talked_at=timezone.now())
    ActionItemFactory(check_in=held, text=SHARED)
    BlockerFactory(raised_by=employee, gone_up=True, text=SHARED, text_upward="", check_in=held)
    return [held, skipped, opened]


def everything(cast, said):
    """The path of each page that shows something of these check-ins or of these people."""
    people = [cast.subject, cast.manager]
    about = [
        (said, ("check_in", "prepare", "log", "skip", "open_to_manager")),
        (people, ("history", "print_history", "schedule", "agenda", "notes_about")),
        (ActionItem.objects.all(), ("finish_action", "move_action", "drop_action")),
        (AgendaItem.objects.all(), ("change_point", "remove_point")),
        (PrivateNote.objects.all(), ("note", "delete_note")),
        (Blocker.objects.all(), ("blocker", "share_upward", "acknowledge", "help", "resolve")),
    ]
    lists = [f"feedback:{name}" for name in ("index", "blockers", "notes", "questions")]
    lists += ["inbox:index", "drafts:index", "privacy:reading_record"]
    paths = [reverse(f"feedback:{name}", args=[each.pk]) for rows, names in about for each in rows for name in names]
    paths += [reverse(name) for name in (*lists, "today", "goals:index", "org:people")]
    # The words asked for stand in the field again; the first of them alone finds as much.
    for words in (SECRET, SHARED):
        history = reverse("feedback:history", args=[cast.subject.pk])
        paths += [f"{path}?q={words.partition('-')[0]}" for path in (reverse("feedback:notes"), history)]
    paths += [reverse("org:person", args=[person.pk]) for person in people]
    paths += [f"{reverse('search')}?q={text.partition('-')[0]}" for text in (SECRET, SHARED)]
    for model in admin.site._registry:
        paths.append(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
    return [*paths, reverse("admin:index")]


def pages_with(text, client, paths):
    return pages_with_each([text], client, paths)[0]


def pages_with_each(wanted, client, paths):
    """For each of the texts the paths of the pages that hold it; each page is asked for once."""
    pages = {path: client.get(path).content.decode() for path in paths}
    return [[path for path, page in pages.items() if text in page] for text in wanted]


@pytest.mark.parametrize("role", OTHERS)
def test_a_private_note_is_on_no_page_of_anyone_else_and_what_was_said_on_none_of_a_third(cast, said, role):
    noted, shared = pages_with_each([SECRET, SHARED], cast.client(role), everything(cast, said))

    assert noted == []
    assert (shared != []) == (role == "hr_self")  # that is the subject, who reads what was said to them


def test_a_private_note_is_on_its_authors_pages(cast, said):
    assert pages_with(SECRET, cast.client("manager"), everything(cast, said)) != []


def test_a_private_note_is_in_one_table_alone(cast, said):
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if not table.startswith("sqlite_")]
        found = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - the names are the database's own
            found += [table for row in cursor.fetchall() if SECRET in str(row)]

    assert found == ["feedback_privatenote"] * 4


def test_no_table_with_texts_has_an_automatic_history():
    models = (CheckIn, PrivateNote, ActionItem, Blocker, BlockerNote, AgendaItem, AskedQuestion, Feeling)

    assert [model for model in models if hasattr(model, "history")] == []


def test_no_mail_holds_a_text(cast, said, mailoutbox):
    Employee.objects.update(time_zone="UTC")
    day = timezone.localdate()
    monday = day + timedelta(days=7 - day.weekday())
    CheckIn.objects.filter(state="prepared").update(due_on=monday)

    call_command("send_daily_mail", now=f"{monday.isoformat()}T09:00:00+00:00")

    mails = [str(mail.message()) for mail in mailoutbox]
    assert len(mails) > 0
    assert [mail for mail in mails if SECRET in mail or SHARED in mail] == []


def test_no_line_of_the_log_holds_a_private_note(cast, said, caplog):
    """Not when it is written, refused, changed, found or deleted."""
    client, note = cast.client("manager"), PrivateNote.objects.filter(check_in=None).get()
    about, one = reverse("feedback:notes_about", args=[cast.subject.pk]), reverse("feedback:note", args=[note.pk])

    for text in (SECRET, SECRET * 2000):
        client.post(about, {"text": text, "noted_on": "2026-10-02"})
        client.post(one, {"text": text, "noted_on": "2026-10-02", "seen": "long ago"})
    client.get(about, {"q": SECRET})
    client.post(reverse("feedback:delete_note", args=[note.pk]))

    lines = [f"{record.getMessage()} {record.__dict__.get('path', '')}" for record in caplog.records]
    assert len(lines) > 5
    assert [line for line in lines if SECRET in line] == []


@pytest.mark.parametrize("opened_to", [None, "manager", "former_manager"])
@pytest.mark.parametrize("held_by", ["manager", "former_manager"])
@pytest.mark.parametrize("state", ["upcoming", "prepared", "done", "skipped"])
def test_the_sentence_names_exactly_who_reads_it(cast, state, held_by, opened_to):
    kind = {"done": {"done": True}, "skipped": {"skipped": True}, "prepared": {"prepared": True}}.get(state, {})
    check_in = CheckInFactory(employee=cast.subject, manager=cast[held_by], **kind)
    if state in CheckIn.ENDED_STATES and opened_to:
        check_in.opened_to = cast[opened_to]
        check_in.save()

    reading = {person for person in Employee.objects.all() if check_in in CheckIn.objects.visible_to(person)}
    above = {person for person in Employee.objects.all() if check_in in CheckIn.objects.known_to(person)} - reading

    assert set(audience.readers(check_in)) == reading
    assert audience.nearest_above(check_in) in above
    words = audience.sentence(check_in, cast.subject)
    assert [person for person in Employee.objects.exclude(pk=cast.subject.pk) if str(person) in words] == [
        person
        for person in Employee.objects.exclude(pk=cast.subject.pk)
        if person in reading or person == audience.nearest_above(check_in)
    ]


@pytest.mark.parametrize(("visibility", "is_named"), [("everyone", True), ("manager", False)])
def test_a_blocker_that_went_up_names_no_hidden_key_result(cast, visibility, is_named):
    hidden = KeyResultFactory(title=SECRET, objective__owner=cast.subject, objective__visibility=visibility)
    blocker = BlockerFactory(raised_by=cast.subject, gone_up=True, key_result=hidden)
    client = cast.client("skip_level")

    paths = [reverse("feedback:blockers"), reverse("feedback:acknowledge", args=[blocker.pk])]

    assert pages_with(SECRET, client, paths) == (paths if is_named else [])


def test_who_held_a_check_in_reads_nothing_of_later_by_logging_it_once_more(cast):
    held = CheckInFactory(employee=cast.subject, manager=cast.former_manager, done=True)
    skipped = CheckInFactory(employee=cast.subject, manager=cast.former_manager, skipped=True)
    ActionItemFactory(check_in=CheckInFactory(employee=cast.subject, manager=cast.manager, done=True), text=SECRET)
    BlockerFactory(raised_by=cast.subject, text=SECRET)
    client = cast.client("former_manager")

    paths = [reverse("feedback:log", args=[each.pk]) for each in (held, skipped)]
    answers = [*(client.post(path, {"held_on": "never"}) for path in paths), client.get(paths[1])]

    assert [answer.status_code for answer in answers] == [422, 422, 200]
    assert [SECRET in answer.content.decode() for answer in answers] == [False, False, False]
