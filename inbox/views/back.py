from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def back(request) -> str:
    """The page that a row was on, as its form says; the inbox where it says nothing or leads elsewhere."""
    path = request.POST.get("next", "")
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else reverse("inbox:index")
