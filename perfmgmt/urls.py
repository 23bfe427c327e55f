from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from perfmgmt import account, health, search, today
from perfmgmt.team import page

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler400 = "perfmgmt.errors.bad_request"
handler403 = "perfmgmt.errors.forbidden"
handler404 = "perfmgmt.errors.not_found"
handler429 = "perfmgmt.errors.too_many"
handler500 = "perfmgmt.errors.broken"

urlpatterns = [
    path("", today.today, name="today"),
    path("today/bridge/", today.bridge, name="today_bridge"),
    path("today/cycles/", today.review_cycles, name="today_cycles"),
    path("team/", page.team, name="team"),
    path("team/<int:pk>/", page.team_of, name="team_of"),
    path("search/", search.search, name="search"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    # In the place of allauth's page, where one could change it.
    path("accounts/email/", account.email, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("people/", include("org.urls")),
    path("goals/", include("goals.urls")),
    path("check-ins/", include("feedback.urls")),
    path("", include("feedback.giving_urls")),
    path("reviews/", include("reviews.urls")),
    path("bridge/", include("insights.urls")),
    path("drafts/", include("drafts.urls")),
    path("inbox/", include("inbox.urls")),
    path("calendar/", include("inbox.calendar_urls")),
    path("reading-record/", include("privacy.urls")),
]
