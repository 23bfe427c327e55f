from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def email(request):
    """To be read: an address comes from HR."""
    return render(request, "account/email.html")
