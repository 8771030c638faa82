"""The addresses of cases."""

from django.urls import path

from cases.views import acting, case, desk, documents, home, learning, leaving, paper, raising

urlpatterns = [
    path("", home.home, name="home"),
    path("desk/", desk.desk, name="desk"),
    path("desk/<slug:key>/", desk.desk_section, name="desk-section"),
    path("directory/person/<int:pk>/leaving/", leaving.leaving, name="leaving"),
    path("directory/person/<int:pk>/leaving/undo/", leaving.leaving_undo, name="leaving-undo"),
    path("learning/", learning.learning_list, name="learning"),
    path("learning/<int:point>/", learning.learning_point, name="learning-point"),
    path("cases/", home.case_list, name="case-list"),
    path("raise/", raising.raise_start, name="raise-start"),
    path("raise/<uuid:key>/check/", raising.raise_check, name="raise-check"),
    path("raise/<uuid:key>/sent/", raising.raise_sent, name="raise-sent"),
    path("raise/<uuid:key>/delete/", raising.raise_delete, name="raise-delete"),
    path("raise/<uuid:key>/<slug:step>/", raising.raise_step, name="raise-step"),
    path("paper/", paper.paper_list, name="paper-list"),
    path("paper/<int:version>/<slug:paper>/", paper.paper_form, name="paper-form"),
    path("paper/<int:version>/<slug:paper>/pdf/", paper.paper_pdf, name="paper-pdf"),
    path("cases/<slug:reference>/", case.case_timeline, name="case-timeline"),
    path("cases/<slug:reference>/statement/", case.case_statement, name="case-statement"),
    path("cases/<slug:reference>/agreement/", case.case_agreement, name="case-agreement"),
    path("cases/<slug:reference>/people/", case.case_people, name="case-people"),
    path("cases/<slug:reference>/print/", case.case_print, name="case-print"),
    path("cases/<slug:reference>/documents/", documents.case_documents, name="case-documents"),
    path("cases/<slug:reference>/documents/<slug:kind>/", documents.case_document, name="case-document"),
    path("cases/<slug:reference>/documents/<slug:kind>/pdf/", documents.case_document_pdf, name="case-document-pdf"),
    path("cases/<slug:reference>/do/<slug:verb>/", acting.case_act, name="case-act"),
]
