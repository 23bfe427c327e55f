"""Advice while one writes."""

from django.shortcuts import render
from django.views.decorators.http import require_POST

from goals.views.drafting import advice_on_typed


@require_POST  # only for what is too long for an address; it writes nothing
def check(request):
    return render(request, "goals/_advice.html", {"advice": advice_on_typed(request.POST)})
