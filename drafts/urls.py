from django.urls import path

from drafts import views

app_name = "drafts"
urlpatterns = [
    path("", views.index, name="index"),
    path("save/", views.save, name="save"),
    path("<int:pk>/", views.draft, name="draft"),
    path("<int:pk>/compare/", views.compare, name="compare"),
    path("<int:pk>/discard/", views.discard, name="discard"),
]
