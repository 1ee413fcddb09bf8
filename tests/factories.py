"""Rows for tests: one factory per model, consistent by default (one connection throughout a tree of rows)."""

from __future__ import annotations

import hashlib
from typing import Any

import factory
from django.conf import settings
from django.utils import timezone
from factory.django import DjangoModelFactory

PASSWORD = "correct horse battery"
X12_856 = (
    b"ISA*00*          *00*          *ZZ*ACMEFOODS      *ZZ*NAVCLEO        *251103*0915*U*00401*000000101*0*P*>~\n"
    b"GS*SH*ACMEFOODS*NAVCLEO*20251103*0915*101*X*004010~\n"
    b"ST*856*0001~\nBSN*00*SHIP1001*20251103*0915*0001~\nHL*1**S~\nHL*2*1*O~\nPRF*PO1001~\nHL*3*2*I~\n"
    b"LIN*1*VN*ABC-1~\nSN1*1*10*CA~\nCTT*3~\nSE*10*0001~\nGE*1*101~\nIEA*1*000000101~\n"
)


class ConnectionFactory(DjangoModelFactory):
    """An active production Connection with an address of its own; nothing answers there."""

    class Meta:
        model = "connectors.Connection"

    name = factory.Sequence(lambda n: f"Harbour Foods {n}")
    environment = "production"
    nav_api_url = factory.Sequence(lambda n: f"http://127.0.0.1:9/t{n}/api/v2.0")
    nav_company = "Harbour Foods"
    nav_pages_url = factory.Sequence(lambda n: f"http://127.0.0.1:9/t{n}/ODataV4")
    nav_auth = "client_credentials"
    nav_token_url = "http://127.0.0.1:9/oauth2/v2.0/token"
    nav_client_id = factory.Sequence(lambda n: f"client-{n}")
    nav_client_secret = "nav-secret-for-tests"
    cleo_url = factory.Sequence(lambda n: f"http://127.0.0.1:9/c{n}")
    cleo_username = factory.Sequence(lambda n: f"harbour{n}")
    cleo_password = "cleo-password-for-tests"
    interchange_id = "ZZ:NAVCLEO"
    local_currency = "USD"
    receipt_route = "purchase_order"


class PollPlanFactory(DjangoModelFactory):
    """The inbound plan, every 240 minutes; a plan that the connection brought along is taken and changed."""

    class Meta:
        model = "connectors.PollPlan"
        django_get_or_create = ("connection", "poll")

    connection = factory.SubFactory(ConnectionFactory)
    poll = "inbound"
    interval_minutes = 240
    enabled = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        plan = super()._create(model_class, *args, **kwargs)
        for name, value in kwargs.items():
            setattr(plan, name, value)
        plan.save()
        return plan


class TradingPartnerFactory(DjangoModelFactory):
    """An active production partner with an interchange id of its own."""

    class Meta:
        model = "edi.TradingPartner"

    connection = factory.SubFactory(ConnectionFactory)
    name = factory.Sequence(lambda n: f"Acme Foods {n}")
    qualifier = "ZZ"
    interchange_id = factory.Sequence(lambda n: f"ACMEFOODS{n}")
    environment = "production"


class PartnerAliasFactory(DjangoModelFactory):
    """Another name of a partner."""

    class Meta:
        model = "edi.PartnerAlias"

    partner = factory.SubFactory(TradingPartnerFactory)
    scheme = "GLN"
    value = factory.Sequence(lambda n: f"40123450{n:05d}")


class VendorMappingFactory(DjangoModelFactory):
    """A vendor on EDI with its partner; `undecided=True` for one that nobody decided yet."""

    class Meta:
        model = "edi.VendorMapping"

    class Params:
        undecided = factory.Trait(state="undecided", partner=None, nav_value="")
        not_on_edi = factory.Trait(state="not_on_edi", partner=None, nav_value="", source="local")

    connection = factory.SubFactory(ConnectionFactory)
    vendor_number = factory.Sequence(lambda n: f"V{n:05d}")
    nav_id = factory.Faker("uuid4")
    name = factory.Sequence(lambda n: f"Acme Foods {n} Inc.")
    state = "on_edi"
    partner = factory.SubFactory(TradingPartnerFactory, connection=factory.SelfAttribute("..connection"))
    source = "nav_dimension"
    synced_at = factory.LazyFunction(timezone.now)


class NavItemFactory(DjangoModelFactory):
    """A NAV item, neither blocked nor vanished."""

    class Meta:
        model = "edi.NavItem"

    connection = factory.SubFactory(ConnectionFactory)
    item_number = factory.Sequence(lambda n: f"{1000 + n}")
    nav_id = factory.Faker("uuid4")
    name = factory.Sequence(lambda n: f"Tomatoes, peeled, 6/10 no. {n}")
    base_unit = "CASE"
    synced_at = factory.LazyFunction(timezone.now)


class ItemMappingFactory(DjangoModelFactory):
    """A product code from NAV's item dimension; give `partner` and source='local' for a local one."""

    class Meta:
        model = "edi.ItemMapping"

    connection = factory.SubFactory(ConnectionFactory)
    item = factory.SubFactory(NavItemFactory, connection=factory.SelfAttribute("..connection"))
    code = factory.Sequence(lambda n: f"ABC-{n}")
    source = "nav_dimension"


class UnitMappingFactory(DjangoModelFactory):
    """A NAV unit with its X12 code."""

    class Meta:
        model = "edi.UnitMapping"
        django_get_or_create = ("connection", "unit_code", "partner")

    connection = factory.SubFactory(ConnectionFactory)
    unit_code = "CASE"
    name = "Case"
    x12_code = "CA"
    partner = None
    source = "standard"


class LocationMappingFactory(DjangoModelFactory):
    """A NAV location with the code partners know."""

    class Meta:
        model = "edi.LocationMapping"

    connection = factory.SubFactory(ConnectionFactory)
    location_code = factory.Sequence(lambda n: f"L{n:03d}")
    nav_id = factory.Faker("uuid4")
    name = factory.Sequence(lambda n: f"Store {n}")
    code = factory.Sequence(lambda n: f"00{n:04d}")
    source = "nav_dimension"


class ControlNumberFactory(DjangoModelFactory):
    """The last interchange control number used between two ids."""

    class Meta:
        model = "edi.ControlNumber"

    own_id = "ZZ:NAVCLEO"
    partner_id = factory.Sequence(lambda n: f"ZZ:ACMEFOODS{n}")
    level = "interchange"
    last = 0


class PollRunFactory(DjangoModelFactory):
    """An inbound poll that ended well."""

    class Meta:
        model = "audit.PollRun"

    connection = factory.SubFactory(ConnectionFactory)
    poll = "inbound"
    state = "done"
    finished_at = factory.LazyFunction(timezone.now)
    actor = "clock"


class CursorFactory(DjangoModelFactory):
    """How far orders were read."""

    class Meta:
        model = "audit.Cursor"

    connection = factory.SubFactory(ConnectionFactory)
    entity = "orders"
    value = factory.LazyFunction(timezone.now)


class NavRecordFactory(DjangoModelFactory):
    """A purchase order that a poll has seen and left in the baseline."""

    class Meta:
        model = "audit.NavRecord"

    connection = factory.SubFactory(ConnectionFactory)
    entity = "orders"
    nav_id = factory.Faker("uuid4")
    number = factory.Sequence(lambda n: f"PO{n:05d}")
    vendor_number = "V00001"
    state = "baseline"
    last_seen_at = factory.LazyFunction(timezone.now)


class PayloadFactory(DjangoModelFactory):
    """One inbound X12 file with one 856; `content` decides size and hash."""

    class Meta:
        model = "audit.Payload"

    connection = factory.SubFactory(ConnectionFactory)
    direction = "inbound"
    name = factory.Sequence(lambda n: f"acme_{n}.edi")
    content = X12_856
    size = factory.LazyAttribute(lambda row: len(row.content or b""))
    sha256 = factory.LazyAttribute(lambda row: hashlib.sha256(row.content).hexdigest() if row.content else "")
    source = factory.LazyAttribute(lambda row: f"/api/files/download/{row.name}")


class RevisionFactory(DjangoModelFactory):
    """The content of a document; number 0 as it came, each next one an edit."""

    class Meta:
        model = "audit.Revision"

    document = factory.SubFactory("tests.factories.DocumentFactory", revisions=False)
    number = factory.LazyAttribute(lambda row: row.document.revisions.count())
    content = X12_856
    made_by = "navcleo"


class DocumentFactory(DjangoModelFactory):
    """A received 856 with revision 0 (the payload's bytes). `outbound=True` for an 850; `revisions=False` for none."""

    class Meta:
        model = "audit.Document"
        skip_postgeneration_save = True

    class Params:
        outbound = factory.Trait(
            direction="outbound", kind="850", number=factory.Sequence(lambda n: f"PO{1000 + n}")
        )

    connection = factory.SubFactory(ConnectionFactory)
    direction = "inbound"
    kind = "856"
    number = factory.Sequence(lambda n: f"SHIP{1000 + n}")
    order_numbers = "PO1001"
    payload = factory.SubFactory(
        PayloadFactory,
        connection=factory.SelfAttribute("..connection"),
        direction=factory.SelfAttribute("..direction"),
    )
    partner = factory.SubFactory(TradingPartnerFactory, connection=factory.SelfAttribute("..connection"))
    vendor_number = "V00001"
    status = "received"
    business_key = factory.LazyAttribute(
        lambda row: f"{row.partner.interchange_id if row.partner else ''}/{row.kind}/{row.number}"
    )

    @factory.post_generation
    def revisions(self, create: bool, extracted: Any, **_: Any) -> None:
        """Revision 0, unless told otherwise."""
        if create and extracted is not False:
            RevisionFactory(document=self, number=0, content=bytes(self.payload.content or b""))


class EventFactory(DjangoModelFactory):
    """One event of a document."""

    class Meta:
        model = "audit.Event"

    document = factory.SubFactory(DocumentFactory)
    connection = factory.SelfAttribute("document.connection")
    actor = "navcleo"
    action = "received"
    text = "a file came"


class SendAttemptFactory(DjangoModelFactory):
    """A receipt that was done on the document's first order."""

    class Meta:
        model = "audit.SendAttempt"

    document = factory.SubFactory(DocumentFactory)
    connection = factory.SelfAttribute("document.connection")
    kind = "receipt_on_order"
    target = factory.LazyAttribute(lambda row: row.document.order_numbers.split(",")[0].strip())
    send_key = factory.Sequence(lambda n: f"SHIP-{n}")
    verdict = "done"
    step = "verified"
    called_at = factory.LazyFunction(timezone.now)
    ended_at = factory.LazyAttribute(lambda row: None if row.verdict == "open" else timezone.now())


class JournalLinkFactory(DjangoModelFactory):
    """A posted purchase receipt in NAV."""

    class Meta:
        model = "audit.JournalLink"

    document = factory.SubFactory(DocumentFactory)
    kind = "receipt"
    number = factory.Sequence(lambda n: f"PR{107000 + n}")
    order_number = "PO1001"
    nav_id = factory.Faker("uuid4")
    posted_on = factory.LazyFunction(lambda: timezone.now().date())


class QuarantineFactory(DjangoModelFactory):
    """An open quarantine row of a document in quarantine; reason and suggestion are those of the code."""

    class Meta:
        model = "audit.Quarantine"

    class Params:
        of_file = factory.Trait(document=None, payload=factory.SubFactory(PayloadFactory))

    code = "item_unknown"
    document = factory.SubFactory(DocumentFactory, status="quarantined")
    payload = None
    connection = factory.LazyAttribute(lambda row: (row.document or row.payload).connection)
    step = factory.LazyAttribute(lambda row: _code(row.code).step)
    reason = factory.LazyAttribute(lambda row: _code(row.code).sentence)
    suggestion = factory.LazyAttribute(lambda row: _code(row.code).next_step)


def _code(code: str) -> Any:
    from audit.quarantine_codes import CODES

    return CODES[code]


class HoldFactory(DjangoModelFactory):
    """A purchase order held by a document."""

    class Meta:
        model = "audit.Hold"

    document = factory.SubFactory(DocumentFactory)
    connection = factory.SelfAttribute("document.connection")
    key = "order:PO1001"


class LaneFactory(DjangoModelFactory):
    """A free lane of a NAV user."""

    class Meta:
        model = "audit.Lane"

    nav_user = "client@127.0.0.1"
    lane = factory.Sequence(lambda n: str(n + 1))


class HeartbeatFactory(DjangoModelFactory):
    """A sign of life just now."""

    class Meta:
        model = "audit.Heartbeat"
        django_get_or_create = ("name",)

    name = "clock"
    at = factory.LazyFunction(timezone.now)


class UserFactory(DjangoModelFactory):
    """A member of staff; `group="clerk"` (manager, owner) puts them into that group, which migrate made."""

    class Meta:
        model = settings.AUTH_USER_MODEL
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    is_staff = True
    is_active = True
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def group(self, create: bool, extracted: Any, **_: Any) -> None:
        """Join one group by name."""
        if create and extracted:
            self.groups.add(self.groups.model.objects.get(name=extracted))
