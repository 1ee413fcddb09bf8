"""Rows for the tests of connectors: remote-looking addresses, no secrets unless given."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from tests.factories import ConnectionFactory


class RemoteConnectionFactory(ConnectionFactory):
    """A valid Connection with https addresses of its own; nothing answers there."""

    class Meta:
        model = "connectors.Connection"

    nav_api_url = factory.Sequence(lambda n: f"https://nav{n}.example.com/api/v2.0")
    nav_pages_url = ""
    nav_token_url = "https://login.example.com/token"
    nav_client_id = "client"
    nav_client_secret = ""
    cleo_url = factory.Sequence(lambda n: f"https://cleo{n}.example.com")
    cleo_username = "cronus"
    cleo_password = ""


class AccessTokenFactory(DjangoModelFactory):
    """A token row without token."""

    class Meta:
        model = "connectors.AccessToken"

    connection = factory.SubFactory(RemoteConnectionFactory)
    system = "nav"


make_connection = RemoteConnectionFactory.create
make_token = AccessTokenFactory.create
