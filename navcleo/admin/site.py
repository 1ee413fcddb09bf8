"""Our admin site: the first page says what needs attention, the side bar is ordered by work, not by package."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path, reverse

# the side bar: section -> models in the order of work, with the names people use
SECTIONS: list[tuple[str, dict[str, str]]] = [
    (
        "Work",
        {
            "audit.Quarantine": "Quarantine",
            "audit.Document": "Documents",
            "audit.Payload": "Files",
            "audit.NavRecord": "Not sent from NAV",
            "audit.TracedGoods": "Lots received",
        },
    ),
    (
        "Mappings",
        {
            "edi.VendorMapping": "Vendors",
            "edi.ItemMapping": "Product codes",
            "edi.NavItem": "Items",
            "edi.UnitMapping": "Units",
            "edi.ItemUnit": "Item units",
            "edi.LocationMapping": "Locations",
            "edi.ChargeRule": "Charge rules",
        },
    ),
    (
        "Set-up",
        {
            "connectors.Connection": "Connections",
            "edi.TradingPartner": "Trading partners",
            "edi.PartnerAlias": "Aliases of partners",
            "connectors.PollPlan": "Polls",
            "audit.PollRun": "Runs of polls",
        },
    ),
    ("People", {"auth.User": "Users", "auth.Group": "Groups", "axes.AccessAttempt": "Failed logins"}),
]
# django-q2's pages can name any callable to run; its rows are written from our poll plans only
NEVER_SHOWN = {"django_q"}


class Site(AdminSite):
    """The admin. Models come from registration.py; what packages register for the same models is left out."""

    site_header = "navcleo"
    site_title = "navcleo"
    index_title = "What needs attention"
    index_template = "admin/navcleo_index.html"
    empty_value_display = "–"

    def take_over(self) -> None:
        """Put our admin classes in place of what packages registered, and hide what must not be shown. Called once, when
        every app is ready."""
        from navcleo.admin import registration

        for model in list(self._registry):
            if model in registration.TABLE or model._meta.app_label in NEVER_SHOWN:
                self.unregister(model)
        for model, admin_class in registration.TABLE.items():
            self.register(model, admin_class)

    def get_urls(self) -> list[Any]:
        from navcleo.admin import reports

        own = [
            path("reports/", self.admin_view(reports.overview), {"site": self}, name="reports"),
            path("reports/<slug:name>/", self.admin_view(reports.page), {"site": self}, name="report"),
        ]
        return own + super().get_urls()

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Django's list by package where one is asked for, else our sections."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        known = {f"{app['app_label']}.{row['object_name']}": row for app in apps for row in app["models"]}
        sections = []
        for title, names in SECTIONS:
            rows = [{**known[model], "name": name} for model, name in names.items() if model in known]
            if rows:
                sections.append(_section(title, rows))
        place = min(2, len(sections))
        return sections[:place] + self._report_section(request) + sections[place:]

    def _report_section(self, request: HttpRequest) -> list[dict[str, Any]]:
        from navcleo.admin import reports

        if not reports.may_see(request):
            return []
        rows: list[dict[str, Any]] = [
            {
                "name": report.title,
                "object_name": f"report_{name}",
                "admin_url": reverse("admin:report", args=[name]),
                "add_url": None,
                "view_only": True,
                "perms": {},
            }
            for name, report in reports.REPORTS.items()
        ]
        return [_section("Reports", rows)]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from navcleo.admin import attention

        overview = attention.overview(request.user)
        return super().index(request, {**overview, **(extra_context or {})})


def _section(title: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": title,
        "app_label": title.lower().replace("-", ""),
        "app_url": rows[0]["admin_url"],
        "has_module_perms": True,
        "models": rows,
    }
