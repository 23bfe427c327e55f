from django.urls import path

from inbox import views

app_name = "inbox"
urlpatterns = [
    path("", views.index, name="index"),
    path("do/", views.do, name="do"),
    path("snooze/", views.snooze, name="snooze"),
    path("wake/", views.wake, name="wake"),
    path("seen/", views.see_all, name="see_all"),
    path("<int:pk>/", views.news, name="news"),
    path("<int:pk>/seen/", views.seen, name="seen"),
    path("calendar/", views.calendar_page, name="calendar"),
    path("preferences/", views.preferences, name="preferences"),
    path("unsubscribe/<str:secret>/", views.unsubscribe, name="unsubscribe"),
]
