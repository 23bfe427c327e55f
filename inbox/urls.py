from django.urls import path

from inbox import views

app_name = "inbox"
urlpatterns = [
    path("", views.index, name="index"),
    path("seen/", views.see_all, name="see_all"),
    path("<int:pk>/", views.news, name="news"),
    path("preferences/", views.preferences, name="preferences"),
    path("unsubscribe/<str:secret>/", views.unsubscribe, name="unsubscribe"),
]
