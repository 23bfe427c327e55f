from django.urls import path

from reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/talked/", views.talked, name="talked"),
    path("<int:pk>/write/", views.write, name="write"),
    path("<int:pk>/anonymous/<slug:relation>/", views.answer, name="answer"),
]
