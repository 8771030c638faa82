"""The addresses of the API, each with who may reach it."""

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from cases.api import learning, views
from core.access import Audience, access

signed_in, of_a_case = access(Audience.SIGNED_IN), access(Audience.CASE)
public = access(Audience.PUBLIC, reason="It says what the API takes and answers, and holds nothing of any case.")
nowhere = access(Audience.PUBLIC, reason="It says that there is nothing at an address.")

urlpatterns = [
    path("cases/", signed_in(views.CaseList.as_view()), name="api-cases"),
    path("cases/<slug:reference>/", of_a_case(views.CaseDetail.as_view()), name="api-case"),
    path("cases/<slug:reference>/record/", of_a_case(views.CaseRecord.as_view()), name="api-record"),
    path("cases/<slug:reference>/actions/<slug:verb>/", of_a_case(views.CaseAction.as_view()), name="api-action"),
    path("learning/", signed_in(learning.LearningList.as_view()), name="api-learning"),
    path("learning/<int:point>/", signed_in(learning.LearningDetail.as_view()), name="api-learning-point"),
    path("schema/", public(views.ApiSchema.as_view()), name="api-schema"),
    path("docs/", public(views.ApiDocs.as_view()), name="api-docs"),
    re_path(r"^", nowhere(csrf_exempt(views.nothing)), name="api-nothing"),
]
