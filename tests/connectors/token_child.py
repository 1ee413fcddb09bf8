"""A process of its own that wants a token: says ready, waits for a line, prints what it got as JSON."""

from __future__ import annotations

import json
import sys


def main() -> None:
    import django

    django.setup()
    from connectors.cleo.auth import PasswordGrant
    from connectors.errors import ConnectorError
    from connectors.http import Transport
    from connectors.models import Connection
    from connectors.nav.auth import EntraSource
    from connectors.tokens import TokenStore

    row = Connection.objects.get(pk=int(sys.argv[1]))
    transport = Transport()
    if sys.argv[2] == "nav":
        fetch = EntraSource(
            transport,
            token_url=row.nav_token_url,
            client_id=row.nav_client_id,
            client_secret=row.nav_client_secret,
            scope=row.nav_scope,
        ).fetch
    else:
        grant = PasswordGrant(
            transport, url=row.cleo_url, username=row.cleo_username, password=row.cleo_password
        )
        fetch = grant.fetch
    store = TokenStore(row.pk, sys.argv[2], fetch)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    try:
        answer = {"token": store.get().access_token}
    except ConnectorError as error:
        answer = {"error": type(error).__name__, "text": str(error)}
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
