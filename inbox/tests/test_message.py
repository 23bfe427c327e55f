import re
from datetime import date, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime

import pytest
from django.core import mail
from django.utils.translation import gettext_lazy

from inbox import digest, message
from inbox.due import DailyMail
from inbox.duties import Duty
from inbox.mail_style import HEAD_ONLY, INLINE
from inbox.tests.conftest import WHY
from inbox.tests.factories import MONDAY, MORNING, MailPreferenceFactory, NotificationFactory
from org.models import Organization
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db
WRITTEN = "My own words, which are nobody else's"


def duty(person, **fields):
    defaults = {"key": "a", "title": "Check-in with Ana", "action": "Log", "path": "/x/", "why": WHY, "due_on": MONDAY}
    return Duty(person_id=person.pk, **defaults | fields)


def daily(person, *duties, **fields):
    return DailyMail(person, MONDAY, MORNING, duties=list(duties), **fields)


@pytest.fixture
def person(berlin):
    return EmployeeFactory(location=berlin, email="ana@example.org")


@pytest.fixture
def sent(person, waiting, settings):
    """Sends what waits and gives the one mail back, as it went over the wire."""
    settings.SITE_URL = "https://people.example"

    def send():
        digest.send_due(MORNING)
        [only] = mail.outbox
        return message_from_bytes(only.message().as_bytes())

    return send


def parts(wire):
    return [part.get_payload(decode=True).decode() for part in wire.get_payload()]


@pytest.mark.parametrize(
    ("days_late", "news", "subject"),
    [
        ([0], 0, "1 thing waits for you"),
        ([0, 0, 1], 0, "3 things wait for you, 1 is late"),
        ([2, 1], 5, "2 things wait for you, 2 are late"),
        ([], 1, "1 thing is new for you"),
        ([], 3, "3 things are new for you"),
    ],
)
def test_subject(person, days_late, news, subject):
    duties = [duty(person, due_on=MONDAY - timedelta(days=days)) for days in days_late]

    assert message.subject(daily(person, *duties, news=[None] * news)) == subject


def test_headers(sent, person, waiting):
    waiting.add(person)

    wire = sent()

    address = wire["List-Unsubscribe"].strip().strip("<>")
    assert re.fullmatch(r"https://people\.example/inbox/unsubscribe/[\w-]{43}/", address)
    assert wire["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r"<[0-9a-f]{24}@people\.example>", wire["Message-ID"])
    assert parsedate_to_datetime(wire["Date"]) - MORNING < timedelta(minutes=1)
    assert (wire["To"], wire["Auto-Submitted"], wire["Precedence"]) == ("ana@example.org", "auto-generated", "bulk")
    assert wire["Subject"] == "1 thing waits for you"
    assert wire.get_content_type() == "multipart/alternative"
    assert all(address in part for part in parts(wire))


def test_lists_duties_most_urgent_first_with_link_and_rule(sent, person, waiting):
    waiting.add(person, key="1", title="Check-in with Joana", due_on=MONDAY, path="/check-ins/2/log/")
    waiting.add(person, key="2", title="Blocker from Marcus", due_on=MONDAY - timedelta(days=3), action="Acknowledge")
    waiting.add(person, key="3", title="Next week's", due_on=MONDAY + timedelta(days=7))

    for part in parts(sent()):
        assert part.index("Blocker from Marcus") < part.index("Check-in with Joana")
        assert "3 days late, due Friday 20 November" in part
        assert "due today" in part
        assert "https://people.example/check-ins/2/log/" in part
        assert part.count(WHY) == 2
        assert "Monday 23 November 2026" in part
        assert "Europe/Berlin" in part
        assert "Next week" not in part


def test_news_in_words_that_name_nobody(sent, person, waiting, thanks):
    NotificationFactory(person=person, actor=EmployeeFactory(first_name="Marcus"), path="/feedback/4/")

    for part in parts(sent()):
        assert "Somebody thanked you" in part
        assert "Mon 23 Nov, 10:00" in part
        assert "https://people.example/feedback/4/" in part
        assert "Marcus" not in part


def test_no_more_than_ten_news(sent, person, waiting, thanks):
    NotificationFactory.create_batch(12, person=person)

    wire = sent()

    assert wire["Subject"] == "12 things are new for you"
    assert [part.count("Somebody thanked you") for part in parts(wire)] == [10, 10]
    assert ["and 2 more in your inbox" in part for part in parts(wire)] == [True, True]
    assert ["https://people.example/inbox/?tab=news" in part for part in parts(wire)] == [True, True]


@pytest.mark.parametrize(
    ("frequency", "words"),
    [("daily", "You get at most one of these a day"), ("weekly", "You get one of these a week")],
)
def test_it_says_how_often_it_comes(sent, person, waiting, frequency, words):
    MailPreferenceFactory(person=person, frequency=frequency)
    waiting.add(person)

    for part in parts(sent()):
        assert words in part
        assert part.count("You get ") == 1


def test_a_mail_may_say_less_than_the_page(sent, person, waiting):
    waiting.add(person, title="Blocker from Marcus", mail_title="A blocker in your team")

    for part in parts(sent()):
        assert "A blocker in your team" in part
        assert "Marcus" not in part


def test_no_more_than_twelve_duties(sent, person, waiting):
    for number in range(15):
        waiting.add(person, key=str(number))

    wire = sent()

    assert wire["Subject"] == "15 things wait for you"
    assert [part.count("Check-in with Ana Souza") for part in parts(wire)] == [12, 12]
    assert ["and 3 more things on Today" in part for part in parts(wire)] == [True, True]


def test_details_stay_on_today(sent, person, waiting):
    waiting.add(person, detail=WRITTEN)

    wire = sent()

    assert not [part for part in [wire["Subject"], *parts(wire)] if "words" in part]


def test_names_are_data(sent, person, waiting):
    waiting.add(person, title="Check-in with <script>alert(1)</script>\r\nBcc: x@example.org & {{ settings }}")

    text, html = parts(sent())

    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Bcc: x@example.org &amp; {{ settings }}" in html
    assert "Check-in with <script>alert(1)</script> Bcc: x@example.org & {{ settings }}" in text


def test_nothing_gets_into_the_headers(sent, person, waiting):
    Organization.objects.update(name="Meridian\r\nBcc: x@example.org")
    waiting.add(person, title="A\r\nBcc: x@example.org", path="/x/\r\nBcc: x@example.org")

    wire = sent()

    assert wire["Bcc"] is None
    assert set(wire.keys()) == {
        "Content-Type", "MIME-Version", "Subject", "From", "To", "Message-ID", "Date", "Auto-Submitted", "Precedence",
        "X-Auto-Response-Suppress", "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Language",
    }  # fmt: skip


def test_speaks_the_persons_language(berlin, waiting):
    german = EmployeeFactory(location=berlin, language="de")
    english = EmployeeFactory(location=berlin)

    class Speaking:
        def __call__(self, people, now):
            for person in people:
                # A provider's words are made when it is asked; "Monday" is a word that Django translates.
                yield duty(person, title=str(gettext_lazy("Monday")))

    waiting.__class__ = type("Speaking", (type(waiting),), {"__call__": Speaking.__call__})

    digest.send_due(MORNING)

    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "Montag 23 November 2026" in bodies[german.email]
    assert "1. Montag" in bodies[german.email]
    assert "1. Monday" in bodies[english.email]


def test_day_and_lateness_are_the_persons_own(waiting, berlin):
    honolulu = EmployeeFactory(time_zone="Pacific/Honolulu")
    waiting.add(honolulu, due_on=date(2026, 11, 23))

    digest.send_due(MORNING.replace(hour=20))

    assert "Monday 23 November 2026" in mail.outbox[0].body
    assert "due today" in mail.outbox[0].body


def test_the_look_is_one_for_mails_and_pages(person):
    words = message.content(daily(person), unsubscribe_url="/u/", organization=Organization(), style=HEAD_ONLY)

    assert words["style"]["title"] == 'class="title"'
    assert INLINE["title"].startswith('class="title" style="margin:0;')
    assert ".title{margin:0;" in HEAD_ONLY.block
    assert re.fullmatch(r"'sha256-[\w+/]{43}='", HEAD_ONLY.source)
