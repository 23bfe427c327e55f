"""What every page's frame needs: the organisation's name and the places of the navigation.

Nothing here is fetched before a template asks for it, and each at most once a request.
"""

from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy

from org.models import Organization

PLACES_ON_A_PHONE = 5
OF_A_LEADER = ("today", "goals", "check-ins", "team", "bridge")
_DEMO_ACCOUNTS = [
    ("manager", gettext_lazy("leads a team")),
    ("employee", gettext_lazy("works in it")),
    ("ceo", gettext_lazy("leads the company")),
    ("hr", gettext_lazy("runs the admin")),
]


@dataclass(frozen=True)
class Place:
    slug: str
    words: str
    icon: str
    path: str
    key: str  # pressed after `g`
    on_phone: bool = False  # in the bar at the foot of a narrow page; the others are in the person's menu
    is_current: bool = False


# slug, words, icon, URL name, key, who sees it
_ALL = [
    ("today", gettext_lazy("Today"), "sun", "today", "h", lambda viewer: True),
    ("goals", gettext_lazy("Goals"), "target", "goals:index", "g", lambda viewer: True),
    ("check-ins", gettext_lazy("Check-ins"), "messages-square", "feedback:index", "c", lambda viewer: True),
    ("team", gettext_lazy("Team"), "users", "team", "t", lambda viewer: viewer.is_manager),
    ("feedback", gettext_lazy("Feedback"), "message-square-quote", "giving:received", "f", lambda viewer: True),
    ("people", gettext_lazy("People"), "contact", "org:people", "p", lambda viewer: True),
    ("reviews", gettext_lazy("Reviews"), "file-text", "reviews:index", "v", lambda viewer: True),
    ("bridge", gettext_lazy("Bridge"), "waypoints", "insights:bridge", "b", lambda viewer: True),
    ("inbox", gettext_lazy("Inbox"), "inbox", "inbox:index", "i", lambda viewer: True),
    ("recognition", gettext_lazy("Recognition"), "award", "giving:recognition", "r", lambda viewer: True),
    ("admin", gettext_lazy("Admin"), "shield", "admin:index", "a", lambda viewer: viewer.is_staff),
]


def organization_of(request) -> Organization:
    if not hasattr(request, "organization"):
        request.organization = Organization.objects.current()
    return request.organization


def _path(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def places_for(viewer, current_path: str) -> list[Place]:
    """The places this person uses, in their order; five of them fit on a phone."""
    if not viewer.is_authenticated:
        return []
    found = []
    for slug, words, icon, name, key, may in _ALL:
        path = _path(name)
        if path and may(viewer):
            here = current_path == path if path == "/" else current_path.startswith(path)
            found.append(Place(slug, str(words), icon, path, key, is_current=here))
    on_phone = _on_a_phone(found, viewer)
    return [replace(place, on_phone=place.slug in on_phone) for place in found]


def _on_a_phone(places: list[Place], viewer) -> list[str]:
    """The first five; of who leads people those that a leader opens on the way."""
    if viewer.is_manager:
        return [slug for slug in OF_A_LEADER if slug in {place.slug for place in places}]
    return [place.slug for place in places[:PLACES_ON_A_PHONE]]


def demo_accounts(organization) -> list[dict]:
    """Shown on the login page of a demo company only; a real one never sets DEMO."""
    if not (settings.DEMO and organization.is_demo):
        return []
    return [{"email": f"{name}@demo.example", "words": words} for name, words in _DEMO_ACCOUNTS]


def shell(request):
    viewer = getattr(request, "user", None)
    places = SimpleLazyObject(lambda: places_for(viewer, request.path) if viewer else [])
    return {
        "organization": SimpleLazyObject(lambda: organization_of(request)),
        "places": places,
        "demo_accounts": SimpleLazyObject(lambda: demo_accounts(organization_of(request))),
        "places_beyond": SimpleLazyObject(lambda: [place for place in places if not place.on_phone]),
    }
