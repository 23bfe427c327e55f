"""The drawing: its measures, its forms, and that nothing of it needs a colour or an inline style."""

from decimal import Decimal

import pytest
from django.template import Context, Template

from goals import status
from insights.spans import Girder, Scene, Span
from insights.templatetags import bridge
from insights.units import Unit

ALL = (status.ON_TRACK, status.AT_RISK, status.OFF_TRACK, status.STALE, status.NONE)


def span(name="Technology", short=None, girders=(), **fields):
    progress = None if short is None else Decimal("0.58") - Decimal(short)
    return Span(name, people=5, progress=progress, expected=Decimal("0.58"), girders=list(girders), **fields)


def drawn(*spans, **fields):
    return bridge.bridge(Scene(Unit(None, "Meridian"), [], span(), list(spans), **fields))


def test_the_deck_hangs_by_the_shortfall_on_one_scale():
    depths = [
        each["deck"].split()[1] for each in drawn(span(short="0.24"), span(short="0.12"), span(short="-0.1"))["spans"]
    ]

    assert depths == ["155.2", "109.6", "64"]


def test_it_never_hangs_through_its_chord():
    [each] = drawn(span(short="0.58"))["spans"]

    assert float(each["deck"].split()[1]) == 64 + 2 * 1.9 * 40


def test_spans_share_the_width_and_have_a_pier_at_each_end():
    found = drawn(*(span() for _each in range(4)))

    assert [each["left"] for each in found["spans"]] == ["0", "259", "518", "777"]
    assert (len(found["piers"]), found["end"], found["box"]) == (5, "1036", "-12 18 1060 256")


def test_what_is_hidden_or_beyond_the_room_is_a_piece_without_a_deck():
    found = drawn(*(span(f"Unit {nth}", short=Decimal(nth) / 100) for nth in range(14)), hidden=2)

    assert [(rest["kind"], rest["count"]) for rest in found["rests"]] == [("beyond", 2), ("hidden", 2)]
    assert [each["span"].name for each in found["spans"]] == [f"Unit {nth}" for nth in range(2, 14)]
    assert found["deck"].count("Q") == 12


@pytest.mark.parametrize("slug", ALL)
def test_each_status_has_its_form(slug):
    [member] = drawn(span(girders=[Girder("Firmware", slug)]))["spans"][0]["members"]

    is_broken = member["path"].count("M") == 2
    assert (is_broken, bool(member["mark"])) == (slug == status.OFF_TRACK, slug in ALL[1:4])


def test_help_under_way_is_a_second_line_beside_what_ails():
    girders = [Girder("A", status.AT_RISK, is_helped=True), Girder("B", status.ON_TRACK, is_helped=True)]

    assert [bool(member["help"]) for member in drawn(span(girders=girders))["spans"][0]["members"]] == [True, False]


def test_girders_beyond_the_room_keep_their_proportion_and_no_status_is_lost():
    girders = [Girder(f"{nth}", status.OFF_TRACK if nth == 30 else status.ON_TRACK) for nth in range(40)]
    spans = drawn(*(span(girders=girders) for _each in range(6)))["spans"]

    assert [member["slug"] for member in spans[0]["members"]].count(status.OFF_TRACK) == 1
    assert len(spans[0]["members"]) == 5


def test_with_room_for_few_those_that_need_help_most_are_drawn():
    assert [each.status for each in bridge._fitting([Girder("", slug) for slug in ALL], 2)] == [
        status.AT_RISK,
        status.OFF_TRACK,
    ]


def test_a_girder_that_is_not_shown_has_no_name():
    [member] = drawn(span(girders=[Girder("", status.NONE)]))["spans"][0]["members"]

    assert (member["name"], member["words"]) == ("One more that is counted and not shown", "")


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Legal", ["Legal"]),
        ("Quality Assurance and Tests", ["Quality", "Assurance…"]),
        ("Donaudampfschifffahrt", ["Donaudampf", "schifffah…"]),
    ],
)
def test_a_long_name_has_two_lines(name, lines):
    assert bridge._lines(name, 88) == lines


def test_many_people_are_told_in_groups_of_digits():
    html = Template("{% load bridge %}{% bridge scene %}").render(
        Context({"scene": Scene(Unit(None, "Meridian"), [], span(), [Span("Sales", people=12_345), span()])})
    )

    assert ">12,345 people<" in html
    assert ">5 people<" in html


def test_nothing_to_draw_is_no_error():
    assert drawn()["spans"] == []
