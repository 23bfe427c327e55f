"""The companies to measure with are records as the product writes them."""

import pytest
from django.contrib.auth import get_user_model

from feedback.models import CheckIn
from goals import from_nothing
from goals.models import KeyResult, Objective
from tools import bench_reviews, large_company, large_morning

pytestmark = pytest.mark.django_db


def test_large_company_rolls_up():
    large_company.build(30)

    assert from_nothing.figures_of_all() == 120
    assert (Objective.objects.count(), KeyResult.objects.exclude(current=None).count()) == (30, 90)


def test_large_morning_has_a_check_in_for_each_but_the_first():
    large_morning.build(20)

    assert (get_user_model().objects.count(), CheckIn.objects.count()) == (20, 19)


def test_large_launch_gives_each_their_reviews():
    _seconds, _worked, _longest, count = bench_reviews.launch(20)

    assert count > 60
