from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def ours(path: str) -> str:
    """The path of a page of ours; empty where it leads elsewhere."""
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else ""


def back(request) -> str:
    """The page that a row was on, as its form says; the inbox where it says nothing or leads elsewhere."""
    return ours(request.POST.get("next", "")) or reverse("inbox:index")
