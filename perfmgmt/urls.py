from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from perfmgmt import health, today

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)

handler403 = "perfmgmt.errors.forbidden"
handler404 = "perfmgmt.errors.not_found"
handler500 = "perfmgmt.errors.broken"

urlpatterns = [
    path("", today.today, name="today"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("people/", include("org.urls")),
    path("goals/", include("goals.urls")),
    path("check-ins/", include("feedback.urls")),
    path("inbox/", include("inbox.urls")),
]
