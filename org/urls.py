from django.urls import path

from org import views

app_name = "org"
urlpatterns = [
    path("", views.people, name="people"),
    path("chart/", views.chart, name="chart"),
    path("chart/<int:pk>/", views.chart_of, name="chart_of"),
    path("me/", views.account, name="account"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("absences/<int:pk>/remove/", views.remove_absence, name="remove_absence"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/timeline/", views.timeline, name="timeline"),
    path("<int:pk>/absences/", views.add_absence, name="add_absence"),
]
