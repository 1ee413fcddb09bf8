"""A strict Content-Security-Policy on every answer: scripts and styles from our own files only (W3C CSP Level 3); and a page
for who may not see what was asked for."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


class ContentSecurityPolicy:
    """Sets the header where a view has not set one itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, with the header."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response


class Forbidden:
    """Answers PermissionDenied with a page that says what is missing; one line in the log, as for any 403, no traceback."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer what the view says."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page where a view raised PermissionDenied; anything else is Django's."""
        if not isinstance(exception, PermissionDenied):
            return None
        context = {
            **admin.site.each_context(request),
            "title": "Not for you",
            "missing": str(exception) or "You have no permission for this page.",
            "groups": request.user.groups.order_by("name"),
        }
        return render(request, "admin/forbidden.html", context, status=403)
