"""Root addresses. Of allauth's pages only those that a closed site needs are open."""

from allauth.account import views as account
from django.urls import include, path, register_converter

from parley.lib.http import ExportFormat
from parley.views import calendar, comments, desk, records, restoring, search, site, unsaved

register_converter(ExportFormat, "format")

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("search/", search.search, name="search"),
    path("changes/", records.change_list, name="change_list"),
    path("changes.<format:format>", records.change_list_export, name="change_list_export"),
    path("records/<slug:kind>/new/", records.record_create, name="record_create"),
    path("records/<slug:kind>/<slug:key>/history/", records.record_history, name="record_history"),
    path("records/<slug:kind>/<slug:key>/edit/", records.record_edit, name="record_edit"),
    path("records/<slug:kind>/<slug:key>/comments/", comments.comment_list, name="comment_list"),
    path("records/<slug:kind>/<slug:key>/restore/<int:version>/", restoring.record_restore, name="record_restore"),
    path("mentions/read/", comments.mentions_read, name="mentions_read"),
    path("unsaved/", unsaved.unsaved_keep, name="unsaved_keep"),
    path("unsaved/discard/", unsaved.unsaved_discard, name="unsaved_discard"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/address/", calendar.calendar_address, name="calendar_address"),
    path("calendar/<str:signed>.ics", calendar.calendar_feed, name="calendar_feed"),
    path("theme/", site.theme, name="theme"),
    path("healthz", site.health, name="health"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("", include("negotiations.urls")),
    path("", include("tariffs.urls")),
]

handler400 = "parley.views.site.bad_request"
handler404 = "parley.views.site.page_not_found"
