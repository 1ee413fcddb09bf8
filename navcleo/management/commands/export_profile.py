"""`manage.py export_profile`: a partner's whole profile as JSON."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from edi.models import TradingPartner
from navcleo import profile_files
from navcleo.management.answering import DONE, Answering

HELP = """\
Prints a partner's whole profile as JSON: the partner, its sets with overlays, other names, units and charges. It holds no secret.

  manage.py export_profile ZZ:ACMEFOODS > acme.json
  manage.py export_profile "Acme Foods" --connection "Main company"

Exit code: 0 printed, 1 no such partner or several.
"""


class Command(Answering):
    """Export."""

    help = HELP
    json_option = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which partner."""
        parser.add_argument("partner", metavar="PARTNER", help="qualifier:id, or the name")
        parser.add_argument("--connection", default="", help="name of its Connection, where several have one")

    def work(self, **options: Any) -> int:
        """Find and print."""
        partner = found(options["partner"], options["connection"])
        self.stdout.write(profile_files.as_text(profile_files.export(partner)), ending="")
        return DONE


def found(name: str, connection: str) -> TradingPartner:
    """The partner of that id or name. Raises CommandError where there is none, or more than one."""
    rows = TradingPartner.objects.select_related("connection")
    if connection:
        rows = rows.filter(connection__name=connection)
    qualifier, _, interchange_id = name.partition(":")
    chosen = rows.filter(qualifier=qualifier, interchange_id=interchange_id) or rows.filter(name=name)
    if len(chosen) != 1:
        known = ", ".join(f"{row.qualifier}:{row.interchange_id} of {row.connection.name}" for row in chosen)
        raise CommandError(
            f"Several partners are {name!r}: {known}. Name the --connection."
            if known
            else f"There is no partner {name!r}."
        )
    return chosen[0]
