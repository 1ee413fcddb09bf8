"""Who opens the pages: a client logged in as a member of a group."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories import UserFactory

LogIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Waking the worker is limited by the cache; each test begins with an empty one."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def log_in(db: None) -> LogIn:
    """Return a client of a new member of a group ('' = in no group, 'superuser' = may everything)."""

    def enter(group: str) -> Client:
        is_superuser = group == "superuser"
        user = UserFactory(
            username=group or "nobody", group="" if is_superuser else group, is_superuser=is_superuser
        )
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter
