from django.urls import path

from inbox.views import feed

app_name = "calendar"
urlpatterns = [path("<str:secret>.ics", feed, name="feed")]
