from django.urls import path

from insights import views
from insights.views import coverage, effects

app_name = "insights"
urlpatterns = [
    path("", views.bridge, name="bridge"),
    path("<int:pk>/", views.department, name="department"),
    path("most/", views.most, name="most"),
    path("<int:pk>/most/", views.most, name="department_most"),
    path("changes/", views.changes, name="changes"),
    path("<int:pk>/changes/", views.changes, name="department_changes"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("does-it-work/", effects.effects, name="effects"),
    path("signals/", views.signals, name="signals"),
    path("<int:pk>/signals/", views.department_signals, name="department_signals"),
    path("signals/<int:pk>/", views.signal, name="signal"),
    path("signals/<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("signals/<int:pk>/take-back/", views.take_back, name="take_back"),
]
