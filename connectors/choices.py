"""What a Connection can choose from."""

from __future__ import annotations

from django.db import models


class Environment(models.TextChoices):
    """ISA15 follows from it."""

    TEST = "test", "test"
    PRODUCTION = "production", "production"


class NavAuth(models.TextChoices):
    """How NAV lets us in (nav reference 2.2)."""

    CLIENT_CREDENTIALS = "client_credentials", "Microsoft Entra application (client credentials)"
    BASIC = "basic", "user and web service key (on-premises)"


class Route(models.TextChoices):
    """What an 856 becomes."""

    PURCHASE_ORDER = "purchase_order", "receipt on the purchase order"
    JOURNAL = "journal", "accrual in a general journal"


class PostingDate(models.TextChoices):
    """Which posting date we write (booking rule 4.3)."""

    BOOKING_DAY = "booking_day", "day of booking"
    DOCUMENT_DATE = "document_date", "date of the document"


class UploadMethod(models.TextChoices):
    """How a file is put into the mailbox (cleo reference 9.6)."""

    PUT = "put", "PUT of the raw bytes"
    POST_MULTIPART = "post_multipart", "POST as multipart form, part file"


class AfterDownload(models.TextChoices):
    """What happens at Cleo to a file that is stored here."""

    DELETE = "delete", "delete it"
    LEAVE = "leave", "leave it"
