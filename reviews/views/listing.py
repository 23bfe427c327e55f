from django.shortcuts import render
from django.views.decorators.http import require_safe

from org.models import Organization
from reviews import calibration, closing, listing


@require_safe
def index(request):
    today = closing.today_of(Organization.objects.current())
    under_way, over = listing.of(request.user, today)
    page = {"under_way": under_way, "over": over, "today": today}
    return render(request, "reviews/index.html", page | {"sessions": list(calibration.sessions_of(request.user))})
