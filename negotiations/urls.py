"""Addresses of the talks. An address with an ending (.csv, .docx …) is the same facts as a file."""

from django.urls import include, path

from negotiations.views import (
    boards,
    capture,
    evidence,
    issues,
    logging,
    matrix,
    negotiations,
    people,
    quoting,
    removing,
    reviewing,
    rounds,
    timeline,
)

app_name = "negotiations"

# /negotiations/<slug>/
negotiation_urls = [
    path("", negotiations.negotiation_detail, name="negotiation_detail"),
    path("rounds/", rounds.round_list, name="round_list"),
    path("rounds.<format:format>", rounds.round_list_export, name="round_list_export"),
    path("rounds/new/", logging.round_create, name="round_create"),
    path("rounds/rows/<slug:kind>/", logging.round_row, name="round_row"),
    path("rounds/<int:number>/", rounds.round_detail, name="round_detail"),
    path("rounds/<int:number>.<format:format>", rounds.round_export, name="round_export"),
    path("rounds/<int:number>/edit/", logging.round_edit, name="round_edit"),
    path("rounds/<int:number>/remove/", removing.round_remove, name="round_remove"),
    path("occasions/<slug:key>/", rounds.occasion_detail, name="occasion_detail"),
    path("issues/", issues.issue_list, name="issue_list"),
    path("issues.<format:format>", issues.issue_list_export, name="issue_list_export"),
    path("issues/<slug:key>/", issues.issue_detail, name="issue_detail"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("timeline.<format:format>", timeline.timeline_export, name="timeline_export"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("matrix.<format:format>", matrix.matrix_export, name="matrix_export"),
    path("deadlines/", negotiations.deadline_list, name="deadline_list"),
    path("deadlines.<format:format>", negotiations.deadline_list_export, name="deadline_list_export"),
    path("accounts/", boards.divergence_list, name="divergence_list"),
    path("accounts.<format:format>", boards.divergence_list_export, name="divergence_list_export"),
    path("terms/", boards.term_list, name="term_list"),
    path("terms.<format:format>", boards.term_list_export, name="term_list_export"),
    path("terms/<slug:key>/", boards.term_detail, name="term_detail"),
    path("concessions/", boards.concession_list, name="concession_list"),
    path("concessions.<format:format>", boards.concession_list_export, name="concession_list_export"),
    path("discussions.<format:format>", boards.discussion_list_export, name="discussion_list_export"),
    path("attendances.<format:format>", boards.attendance_list_export, name="attendance_list_export"),
    path("drafts/", reviewing.draft_list, name="draft_list"),
]

urlpatterns = [
    path("negotiations/", negotiations.negotiation_list, name="negotiation_list"),
    path("negotiations.<format:format>", negotiations.negotiation_list_export, name="negotiation_list_export"),
    path("negotiations/<slug:slug>/", include(negotiation_urls)),
    path("statements/<slug:kind>/<slug:key>/publish/", reviewing.statement_publish, name="statement_publish"),
    path("statements/<slug:kind>/<slug:key>/rank/", reviewing.statement_rank, name="statement_rank"),
    path("officials/", people.official_list, name="official_list"),
    path("officials.<format:format>", people.official_list_export, name="official_list_export"),
    path("officials/<slug:key>/", people.official_detail, name="official_detail"),
    path("sources/", evidence.source_list, name="source_list"),
    path("sources.<format:format>", evidence.source_list_export, name="source_list_export"),
    path("sources/new/", capture.source_create, name="source_create"),
    path("sources/<slug:key>/", evidence.source_detail, name="source_detail"),
    path("sources/<slug:key>/copy/", capture.source_copy, name="source_copy"),
    path("sources/<slug:key>/read/", quoting.source_read, name="source_read"),
    path("sources/<slug:key>/copies/<int:number>/", capture.copy_detail, name="copy_detail"),
    path("sources/<slug:key>/copies/<int:number>/original/", capture.copy_original, name="copy_original"),
]
