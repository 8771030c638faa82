"""The addresses of figures, reports and audits."""

from django.urls import path

from reports.views import audits, dashboard, panels, parts, published, region, writing

urlpatterns = [
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/themes/", dashboard.themes, name="themes"),
    path("dashboard/cases/", dashboard.behind, name="figures-behind"),
    path("audits/", audits.audit_list, name="audit-list"),
    path("audits/draw/", audits.audit_draw, name="audit-draw"),
    path("audits/<int:pk>/", audits.audit_pack, name="audit-pack"),
    path("audits/<int:pk>/pdf/", audits.audit_pdf, name="audit-pdf"),
    path("audits/<int:pk>/<int:number>/", audits.audit_case, name="audit-case"),
    path("panels/", panels.panel_list, name="panel-list"),
    path("panels/pdf/", panels.panel_list_pdf, name="panel-list-pdf"),
    path("panels/<int:pk>/", panels.panel, name="panel"),
    path("panels/<int:pk>/pdf/", panels.panel_pdf, name="panel-pdf"),
    path("reports/", published.report_list, name="report-list"),
    path("reports/new/", writing.report_start, name="report-start"),
    path("reports/drafts/<int:pk>/", writing.report_draft, name="report-draft"),
    path("reports/drafts/<int:pk>/preview/", writing.report_preview, name="report-preview"),
    path("reports/drafts/<int:pk>/check/", writing.report_check, name="report-check"),
    path("reports/drafts/<int:pk>/freeze/", writing.report_freeze, name="report-freeze"),
    path("reports/drafts/<int:pk>/discard/", writing.report_discard, name="report-discard"),
    path("reports/drafts/<int:pk>/parts/<slug:part>/", parts.report_part, name="report-part"),
    path("reports/whose/", published.report_whose, name="report-whose"),
    path("reports/<int:pk>/", published.report_frozen, name="report-frozen"),
    path("reports/<int:pk>/files/", published.report_files, name="report-files"),
    path("reports/<int:pk>/files/<slug:kind>/", published.report_file, name="report-file"),
    path("reports/<int:pk>/withdraw/", published.report_withdraw, name="report-withdraw"),
    path("region/", region.compared, name="region"),
    path("region/<slug:key>/", region.consent, name="region-consent"),
]
