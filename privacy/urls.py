from django.urls import path

from privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.reading_record, name="reading_record"),
    path("special-access/", views.special_access, name="special_access"),
    path("special-access/of/<int:pk>/", views.begin, name="begin"),
    path("special-access/<int:pk>/", views.access, name="access"),
    path("special-access/<int:pk>/give-back/", views.give_back, name="give_back"),
    path("special-access/<int:pk>/<slug:kind>/<int:item>/", views.read, name="read"),
]
