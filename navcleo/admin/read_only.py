"""Admin classes for what nobody edits, and small pieces that several pages share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString

# of the digits of a row's id: more fit no database
_LONGEST_ID = 19


class WithViews(ModelAdmin):
    """A ModelAdmin with views of its own: `own_views` yields (path, method, name)."""

    def own_views(self) -> list[tuple[str, Callable[..., HttpResponse], str]]:
        return []

    def get_urls(self) -> list[Any]:
        meta = self.model._meta
        own = [
            path(route, self.admin_site.admin_view(view), name=f"{meta.app_label}_{meta.model_name}_{name}")
            for route, view, name in self.own_views()
        ]
        return own + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list, under its own name instead of 'Select … to view'."""
        title = self.model._meta.verbose_name_plural
        name = next(
            (names[key] for _, names in sections() if (key := self.model._meta.label) in names), title
        )
        return super().changelist_view(request, {"title": str(name).capitalize(), **(extra_context or {})})

    def page_context(self, request: HttpRequest, title: str, **more: Any) -> dict[str, Any]:
        """What every page of ours hands to its template."""
        return {**self.admin_site.each_context(request), "opts": self.model._meta, "title": title, **more}


class ReadOnlyAdmin(WithViews):
    """Seen, searched, filtered; never added, changed or deleted."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def sections() -> list[tuple[str, dict[str, str]]]:
    """The side bar, with the names people use."""
    from navcleo.admin import site

    return site.SECTIONS


def only_post(request: HttpRequest) -> HttpResponse | None:
    """Return 405 for anything but POST, so that no link and no prefetch changes anything."""
    return None if request.method == "POST" else HttpResponseNotAllowed(["POST"])


def must_see(model_admin: ModelAdmin, request: HttpRequest, obj: Any = None) -> None:
    """Raise PermissionDenied for whom the model is hidden."""
    if not model_admin.has_view_permission(request, obj):
        raise PermissionDenied


def row_id(text: str) -> int:
    """The id of a row that an address or a form names, 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LONGEST_ID else 0


def tell_and_go(request: HttpRequest, text: str, url: str, *, bad: bool = False) -> HttpResponse:
    """Show a sentence on the next page."""
    (messages.error if bad else messages.success)(request, text)
    return redirect(url)


def badge(text: str, look: str) -> SafeString:
    """A coloured word; `look` is good, bad, warn, busy or plain."""
    return format_html('<span class="badge badge-{}">{}</span>', look, text)
