"""Addresses of the law, below /tariffs/, and of the duty on a line, below /duty/."""

from django.urls import include, path

from tariffs.views import duty, grid, instruments, measures, sectors, timeline

app_name = "tariffs"

law = [
    path("measures/", measures.measure_list, name="measure_list"),
    path("measures.<format:format>", measures.measure_list_export, name="measure_list_export"),
    path("measures/<slug:key>/", measures.measure_detail, name="measure_detail"),
    path("measures/<slug:key>/rates/<slug:rate>/", measures.measure_detail, name="rate_detail"),
    path("instruments/", instruments.instrument_list, name="instrument_list"),
    path("instruments.<format:format>", instruments.instrument_list_export, name="instrument_list_export"),
    path("instruments/<slug:key>/", instruments.instrument_detail, name="instrument_detail"),
    path("rates/", grid.rate_grid, name="rate_grid"),
    path("rates.<format:format>", grid.rate_grid_export, name="rate_grid_export"),
    path("instruments/<slug:key>/without/", instruments.instrument_without, name="instrument_without"),
    path("sectors/", sectors.sector_list, name="sector_list"),
    path("sectors.<format:format>", sectors.sector_list_export, name="sector_list_export"),
    path("sectors/<slug:key>/", sectors.sector_detail, name="sector_detail"),
]

urlpatterns = [
    path("duty/", duty.duty, name="duty"),
    path("duty.txt", duty.duty_text, name="duty_text"),
    path("duty.json", duty.duty_json, name="duty_json"),
    path("duty.<format:format>", duty.duty_export, name="duty_export"),
    path("duty/timeline/", timeline.duty_timeline, name="duty_timeline"),
    path("duty/timeline.<format:format>", timeline.duty_timeline_export, name="duty_timeline_export"),
    path("tariffs/", include(law)),
]
