from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def alive(request):
    return JsonResponse({"alive": True})


@login_not_required
@require_safe
def ready(request):
    return JsonResponse({})
