"""The addresses of signing in, and of the directory."""

from django.urls import path

from agencies.views import directory, signing

urlpatterns = [
    path("sign-in/", signing.sign_in, name="sign-in"),
    path("sign-in/demo/", signing.sign_in_demo, name="sign-in-demo"),
    path("sign-out/", signing.sign_out, name="sign-out"),
    path("directory/", directory.directory, name="directory"),
    path("directory/<int:pk>/", directory.directory_agency, name="directory-agency"),
    path("directory/cover/", directory.cover_set, name="cover-set"),
    path("directory/cover/<int:pk>/", directory.cover_set, name="cover-set"),
    path("directory/cover/<int:pk>/end/", directory.cover_end, name="cover-end"),
    path("directory/post/<int:pk>/", directory.post_holder, name="post-holder"),
]
