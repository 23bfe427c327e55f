from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def today(request):
    return render(request, "today/today.html")
