from django.urls import path

from reviews import views

app_name = "reviews"
urlpatterns = [
    path("", views.index, name="index"),
    path("history/", views.history, name="history"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/talked/", views.talked, name="talked"),
    path("<int:pk>/write/", views.write, name="write"),
    path("<int:pk>/write/cite/", views.cite, name="cite"),
    path("<int:pk>/write/recency/", views.recency, name="recency"),
    path("<int:pk>/change/", views.amend, name="amend"),
]
