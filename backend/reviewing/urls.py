"""A preview's addresses: those of every runtime, and before them its own."""

from django.urls import path

from core import urls
from reviewing.sign_in import sign_in

handler500 = urls.handler500
urlpatterns = [path("preview/sign-in/", sign_in, name="preview_sign_in"), *urls.urlpatterns]
