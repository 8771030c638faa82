"""The addresses of notices."""

from django.urls import path

from notifications import views

urlpatterns = [
    path("notices/", views.notice_list, name="notice-list"),
    path("notices/read-all/", views.notices_all_read, name="notices-all-read"),
    path("notices/undelivered/", views.delivery_failures, name="delivery-failures"),
    path("notices/undelivered/<uuid:delivery>/send-again/", views.delivery_send_again, name="delivery-send-again"),
    path("notices/<uuid:notice>/read/", views.notice_read, name="notice-read"),
]
