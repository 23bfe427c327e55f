import pytest

from org.audience import names, sentence
from org.tests.factories import EmployeeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    boss = EmployeeFactory(first_name="Ana", last_name="Souza")
    me = EmployeeFactory(first_name="Robert", preferred_name="Bob", last_name="Ray", manager=boss)
    peer = EmployeeFactory(first_name="Joana", last_name="Lima", manager=boss)
    return me, boss, peer


def test_names_each_once_with_preferred_names(people):
    me, boss, peer = people

    assert names([me, boss, peer, boss]) == "Bob Ray, Ana Souza and Joana Lima"


def test_the_viewer_is_you_and_their_manager_is_said(people):
    me, boss, peer = people

    assert names([boss, peer, me], viewer=me, and_also=["HR"]) == "You, Ana Souza (your manager), Joana Lima and HR"


@pytest.mark.parametrize(("count", "words"), [(6, "and Ada 6"), (7, "Ada 5 and 2 other people")])
def test_long_lists_are_counted_but_never_by_one(count, words):
    people = [EmployeeFactory(first_name="Ada", last_name=str(number)) for number in range(1, count + 1)]

    assert words in names(people)


def test_sentences(people):
    me, boss, _peer = people

    assert sentence(everyone=True) == "Visible to everyone"
    assert sentence() == "Visible to nobody"
    assert sentence([me, boss], viewer=me, hr=True) == "Visible to you, Ana Souza (your manager) and HR"
    assert sentence([me], viewer=me) == "Visible to you"
    assert sentence([boss], viewer=boss, hr=True) == "Visible to you and HR"


def test_somebody_called_you_stays_a_name(people):
    me, _boss, _peer = people
    young = EmployeeFactory(first_name="Young", last_name="Kim")

    assert sentence([young], viewer=me) == "Visible to Young Kim"
