"""The addresses of the pages on policies."""

from django.urls import path

from policies.views import comparing, drafting, publishing, viewer

urlpatterns = [
    path("policies/", viewer.policy_list, name="policy-list"),
    path("policies/<int:pk>/", viewer.policy_version, name="policy-version"),
    path("policies/<int:pk>/dates/", viewer.policy_dates, name="policy-dates"),
    path("policies/compare/<slug:key>/", comparing.policy_compare, name="policy-compare"),
    path("policies/drafts/", drafting.draft_start, name="policy-draft-start"),
    path("policies/drafts/<int:pk>/", drafting.draft_overview, name="policy-draft"),
    path("policies/drafts/<int:pk>/part/<slug:slug>/", drafting.draft_part, name="policy-draft-part"),
    path("policies/drafts/<int:pk>/file/", drafting.draft_file, name="policy-draft-file"),
    path("policies/drafts/<int:pk>/file/download/", drafting.draft_download, name="policy-draft-download"),
    path("policies/drafts/<int:pk>/dates/", drafting.draft_dates, name="policy-draft-dates"),
    path("policies/drafts/<int:pk>/publish/", publishing.draft_publish, name="policy-draft-publish"),
    path("policies/drafts/<int:pk>/discard/", drafting.draft_discard, name="policy-draft-discard"),
]
