"""Paths of reports and of the money book, after `/<coop>/`."""

from django.urls import path

from phien.office.reports import book, papers, reading_page, report, tables

app_name = "reports"
ONE = "sessions/<int:session_id>/report"
urlpatterns = [
    path(f"{ONE}/", report.page, name="report"),
    path(f"{ONE}/rows/", report.rows, name="rows"),
    path(f"{ONE}/reading/", reading_page.page, name="reading"),
    path(f"{ONE}/reading/words/", reading_page.words, name="words"),
    path(f"{ONE}.pdf", papers.pdf, name="pdf"),
    path(f"{ONE}.xlsx", tables.live, name="xlsx"),
    path("figures/", book.days, name="days"),
    path("figures/export.xlsx", tables.days, name="days_xlsx"),
    path("figures/<int:year>-<int:month>-<int:day>/", book.day, name="day"),
]
