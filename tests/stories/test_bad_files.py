"""Files that cannot be read or trusted: each ends under its code, is kept as it came, and books nothing."""

from __future__ import annotations

from typing import Any

import pytest

from audit import replay
from audit.models import Document, Payload
from edi import reading
from navcleo.workflows import parties
from tests.stories.world import PARTNER, World, quarantined, quarantined_file, status, why

COVERS = ["navcleo.workflows.intake", "navcleo.workflows.splitting"]
UNREADABLE = [
    ("empty", b"", "empty_file"),
    ("blanks", b" \r\n \x00 ", "empty_file"),
    ("binary", bytes(range(256)) * 4, "unreadable"),
    ("letter", b"Dear customer, please find our invoice attached.\n", "unreadable"),
    ("picture", b"\x89PNG\r\n\x1a\n" + bytes(200), "unreadable"),
    ("half an ISA", b"ISA*00*          *00*          *ZZ*ACMEFOODS      *ZZ*CRON", "unreadable"),
    (
        "nothing between ISA and IEA",
        (
            b"ISA*00*          *00*          *ZZ*ACMEFOODS      *ZZ*CRONUSFOODS    *261123*0915*U*00401*000000101*0*P*>~"
            b"IEA*0*000000101~"
        ),
        "envelope_mismatch",
    ),
]


@pytest.mark.parametrize(("name", "content", "code"), UNREADABLE, ids=[row[0] for row in UNREADABLE])
def test_a_file_that_gives_no_document_is_kept_and_waits_under_its_name(
    world: World, name: str, content: bytes, code: str
) -> None:
    payload = world.file(f"{name}.edi", content)
    assert quarantined_file(payload) == code
    assert bytes(payload.content or b"") == content
    assert not payload.documents.filter(direction="inbound").exists()
    assert world.sandbox.books("cleo_files", folder="download") == []
    replay.discard_file(payload, actor="clerk", reason="asked for it again")
    assert quarantined_file(payload) == ""


DAMAGED = [
    ("truncated", {"defects": [{"name": "truncated", "at": 0.7}]}, "envelope_mismatch"),
    ("SE01 wrong", {"defects": ["se_count"]}, "envelope_mismatch"),
    ("GE01 wrong", {"defects": ["ge_count"]}, "envelope_mismatch"),
    ("IEA01 wrong", {"defects": ["iea_count"]}, "envelope_mismatch"),
    ("SE02 is not ST02", {"defects": ["st_control"]}, "envelope_mismatch"),
    ("GE02 is not GS06", {"defects": ["gs_control"]}, "envelope_mismatch"),
    ("IEA02 is not ISA13", {"defects": ["isa_control"]}, "envelope_mismatch"),
    ("SE missing", {"defects": ["missing_se"]}, "envelope_mismatch"),
    ("GE missing", {"defects": ["missing_ge"]}, "envelope_mismatch"),
    ("IEA missing", {"defects": ["missing_iea"]}, "envelope_mismatch"),
    ("unknown set", {"defects": ["unknown_set"]}, "unsupported_set"),
    ("unknown version", {"defects": ["unknown_version"]}, "unsupported_set"),
    ("unknown sender", {"defects": ["unknown_sender"]}, "unknown_sender"),
    ("wrong receiver", {"defects": ["unknown_receiver"]}, "wrong_receiver"),
    ("test data for a live connection", {"usage": "T"}, "test_data"),
    ("BSN missing", {"defects": ["missing_segment"]}, "content_invalid"),
    ("quantity in letters", {"defects": ["quantity_not_numeric"]}, "content_invalid"),
    ("a parent that is not there", {"defects": ["hl_parent"]}, "content_invalid"),
]


@pytest.mark.parametrize(("options", "code"), [row[1:] for row in DAMAGED], ids=[row[0] for row in DAMAGED])
def test_a_damaged_or_foreign_document_waits_under_its_code_and_books_nothing(
    world: World, options: dict[str, Any], code: str
) -> None:
    order = world.order(10)
    document = world.deliver("856", order_number=order, **options)
    assert quarantined(document) == code, why(document)
    assert status(document) == "quarantined"
    assert world.receipts(order) == []
    assert world.booked() == {}


def test_production_data_for_a_test_connection_is_refused(world: World) -> None:
    world.change(environment="test")
    assert quarantined(world.deliver("856", order_number=world.order(10))) == "test_data"


def test_a_partner_in_test_is_never_booked_live(world: World) -> None:
    partner = world.partner()
    partner.environment = "test"
    partner.save()
    assert quarantined(world.deliver("856", order_number=world.order(10))) == "test_data"


def test_a_partner_that_was_switched_off_is_an_unknown_sender(world: World) -> None:
    partner = world.partner()
    partner.is_active = False
    partner.save()
    assert quarantined(world.deliver("856", order_number=world.order(10))) == "unknown_sender"


def test_a_file_over_the_limit_stays_at_cleo_and_raising_the_limit_takes_it(world: World) -> None:
    world.change(file_limit_mb=1)
    order = world.order(10)
    big = [{"name": "padded", "bytes": 1_100_000}]
    name = world.put("856", order_number=order, defects=big)
    for _ in range(2):
        world.poll()
    [left] = Payload.objects.filter(name=name)
    assert quarantined_file(left) == "too_large"
    assert left.content is None
    assert left.size == 1_100_000
    assert len(world.sandbox.books("cleo_files", name=name)) == 1

    world.change(file_limit_mb=2)
    world.poll()
    world.process()
    assert status(world.document(name)) == "linked", why(world.document(name))
    assert quarantined_file(left) == ""
    assert world.sandbox.books("cleo_files", name=name) == []


def test_all_that_a_file_holds_is_read_and_only_what_is_damaged_waits(world: World) -> None:
    first, second = world.order(4), world.order(5)
    name = world.put(
        "856",
        vendor_number="V10000",
        documents=[
            {"order_number": first},
            {
                "order_number": second,
                "delimiters": {"element": "|", "segment": "\n"},
                "defects": ["se_count"],
            },
            {"kind": "810", "order_number": first},
        ],
    )
    world.poll()
    world.settle(world.idle)
    documents = Document.objects.filter(payload__name=name, direction="inbound").order_by("pk")
    assert [status(document) for document in documents] == ["linked", "quarantined", "linked"]
    assert world.receipts(second) == []


def test_what_is_wrong_in_a_file_beside_its_documents_waits_with_the_file(world: World) -> None:
    order = world.order(4)
    good = world.sandbox.generate("856", deliver=False, order_number=order)["text"]
    cut = good[: good.index("GS*")]
    payload = world.file("two.edi", good + "\n" + cut)
    [document] = payload.documents.filter(direction="inbound")
    assert status(document) == "linked", why(document)
    assert quarantined_file(payload) == "envelope_mismatch"


def test_a_fault_of_ours_in_reading_one_file_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = world.order(4)
    read = reading.read

    def broken(content: bytes, profile_of: reading.ProfileOf) -> reading.Reading:
        if content == b"the one that breaks us":
            raise ZeroDivisionError("a bug")
        return read(content, profile_of)

    monkeypatch.setattr(reading, "read", broken)
    world.sandbox.inbox("a-first.edi", b"the one that breaks us")
    document = world.deliver("856", order_number=order, name="b-second.edi")
    assert status(document) == "linked", why(document)
    payload = world.payload("a-first.edi")
    assert quarantined_file(payload) == "unexpected"
    assert "ZeroDivisionError" in payload.quarantines.get().traceback

    monkeypatch.undo()
    replay.reread_file(payload, actor="operator", reason="the reader is mended")
    world.poll()
    assert quarantined_file(payload) == "unreadable"


def test_a_fault_of_ours_in_working_on_a_document_keeps_the_traceback(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = world.deliver("856", order_number=world.order(4), work=False)
    monkeypatch.setattr(parties, "check_envelope", lambda *args: 1 / 0)
    world.process()
    assert quarantined(document) == "unexpected"
    assert "ZeroDivisionError" in document.quarantines.get().traceback
    monkeypatch.undo()
    replay.replay(document, actor="operator", reason="mended")
    world.process()
    assert status(document) == "linked", why(document)


def test_signs_that_no_database_takes_are_no_reason_to_lose_a_file(world: World) -> None:
    order = world.order(4)
    text = world.sandbox.generate("856", deliver=False, order_number=order, number="SH-NUL")["text"]
    payload = world.file("nul.edi", text.replace("SH-NUL", "SH\x00NUL"))
    assert bytes(payload.content or b"").count(b"\x00") > 0
    [document] = payload.documents.filter(direction="inbound")
    assert status(document) in {"linked", "quarantined"}, why(document)


def test_endless_control_numbers_are_no_reason_to_lose_a_file(world: World) -> None:
    order = world.order(4)
    text = world.sandbox.generate("856", deliver=False, order_number=order, set_control=1)["text"]
    payload = world.file(
        "long.edi", text.replace("*0001~", f"*{'9' * 90}~").replace("*856*0001", f"*856*{'9' * 90}")
    )
    [document] = payload.documents.filter(direction="inbound")
    assert status(document) in {"linked", "quarantined"}, why(document)


# -- the mailbox


def test_a_file_is_deleted_at_cleo_only_after_it_is_stored(world: World) -> None:
    name = world.put("856", order_number=world.order(4))
    world.sandbox.fault("status_before", system="cleo", method="DELETE", status=500)
    assert world.failing_poll()
    payload = world.payload(name)
    assert payload.remote_done_at is None
    assert len(world.sandbox.books("cleo_files", name=name)) == 1
    world.poll()
    assert Payload.objects.filter(name=name).count() == 1
    assert world.sandbox.books("cleo_files", name=name) == []


def test_files_are_left_at_cleo_where_the_connection_says_so_and_read_once(world: World) -> None:
    world.change(cleo_after_download="leave")
    order = world.order(4)
    document = world.deliver("856", order_number=order)
    for _ in range(2):
        assert world.poll() == {}
    assert status(document) == "linked", why(document)
    assert Payload.objects.filter(name=document.payload.name).count() == 1
    assert len(world.sandbox.books("cleo_files", name=document.payload.name)) == 1


def test_a_file_that_is_still_growing_is_left_for_the_next_poll(world: World) -> None:
    order = world.order(4)
    name = world.put("856", order_number=order, growing=3)
    world.poll()
    assert not Payload.objects.filter(name=name).exists()
    for _ in range(3):
        world.poll()
    world.process()
    assert status(world.document(name)) == "linked", why(world.document(name))
    assert world.sandbox.breaches() == []


def test_a_file_that_cannot_be_had_holds_up_no_other(world: World) -> None:
    first, second = world.order(4), world.order(5)
    bad = world.put("856", order_number=first, name="a-bad.edi")
    good = world.put("856", order_number=second, name="b-good.edi")
    world.sandbox.fault("status_before", system="cleo", method="GET", path=bad, status=403, times=0)
    assert world.failing_poll()
    world.process()
    assert status(world.document(good)) == "linked"
    assert not Payload.objects.filter(name=bad).exists()
    world.sandbox.clear_faults()
    world.poll()
    world.process()
    assert status(world.document(bad)) == "linked"


def test_the_partner_is_named_on_what_cannot_be_read(world: World) -> None:
    document = world.deliver("856", order_number=world.order(3), defects=["quantity_not_numeric"])
    assert str(document.partner).endswith(f"({PARTNER})")
