"""Every answer carries a strict Content-Security-Policy, and no page of ours needs more than it allows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client

from navcleo.middleware import POLICY, ContentSecurityPolicy
from tests.factories import UserFactory

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/healthz", "/", "/admin/login/", "/nothing/here"])
def test_every_answer_has_the_policy(url: str) -> None:
    assert Client().get(url).headers["Content-Security-Policy"] == POLICY


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in POLICY
    assert "default-src 'self'" in POLICY
    assert "frame-ancestors 'none'" in POLICY
    assert "http" not in POLICY


def test_a_view_may_set_a_policy_of_its_own() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    answer = ContentSecurityPolicy(view)(HttpRequest())
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"


def test_no_template_of_ours_holds_inline_script_or_style(root: Path) -> None:
    found = [
        f"{path.relative_to(root)}: {match.group()}"
        for path in sorted((root / "templates").rglob("*.html"))
        if (match := INLINE.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.django_db
def test_who_may_not_see_a_page_reads_why_and_the_log_holds_no_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = Client()
    user = UserFactory(username="clara", group="clerk")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    for url, why in (
        ("/admin/reports/month/", "You have no permission for this: see reports."),
        ("/admin/auth/user/", "You have no permission for this page."),
    ):
        caplog.clear()
        answer = client.get(url)
        assert answer.status_code == 403
        assert why in answer.content.decode()
        assert "You are in: clerk." in answer.content.decode()
        assert [(row.levelname, row.exc_info) for row in caplog.records] == [("WARNING", None)]
