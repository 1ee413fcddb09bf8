"""The front door for what comes in: nothing is dropped, and each set can be read again by itself."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edi.documents import (
    Acknowledgment,
    ApplicationAdvice,
    InterchangeAcknowledgment,
    Invoice,
    OrderAnswer,
    OrderChange,
    OrderChangeAnswer,
    PurchaseOrder,
    RemittanceAdvice,
    ShipNotice,
)
from edi.errors import EdiError, EmptyFile, EnvelopeMismatch, Unreadable, UnsupportedDocument
from edi.json_documents import write_json
from edi.problems import Problem, has_errors
from edi.profiles import Profile, SetProfile
from edi.read_sets import Ids
from edi.reading import Reading, acknowledge, acknowledgment_of, format_of, read
from edi.x12.findings import SyntaxProblem
from edi.x12.segments import Delimiters
from tests.edi.x12.corpus import DOCUMENTS, Body, body, interchange

COVERS = ["edi.reading", "edi.read_sets"]
KINDS = {
    "850": PurchaseOrder,
    "810": Invoice,
    "856": ShipNotice,
    "820": RemittanceAdvice,
    "855": OrderAnswer,
    "860": OrderChange,
    "865": OrderChangeAnswer,
    "824": ApplicationAdvice,
    "997": Acknowledgment,
}


def _several(*sets: tuple[str, Body], number: str = "000000101") -> bytes:
    """One interchange, one group per set."""
    parts = [interchange(code, segments).decode().split("~\n") for code, segments in sets]
    lines = [parts[0][0].replace("000000101", number)]
    for at, part in enumerate(parts, start=1):
        lines += [line.replace("*101*X", f"*{at}*X").replace("GE*1*101", f"GE*1*{at}") for line in part[1:-2]]
    lines.append(f"IEA*{len(parts)}*{number}")
    return "".join(line + "~\n" for line in lines).encode()


@pytest.mark.parametrize("code", list(DOCUMENTS))
@pytest.mark.parametrize("version", ["004010", "004010VICS", "004030", "005010", "005010UCS"])
def test_every_set_is_read_in_every_version(code: str, version: str) -> None:
    content = interchange(code, body(code, version[:6]), version)
    reading = read(content)
    (one,) = reading.sets
    assert isinstance(one.document, KINDS[code])
    assert not has_errors(one.problems)
    assert (one.code, one.control_number, one.group_control_number) == (code, "0001", "101")
    assert (one.sender, one.receiver) == (("ZZ", "SENDER"), ("ZZ", "RECEIVER"))
    assert (one.group_sender, one.group_receiver, one.version) == ("SENDER", "RECEIVER", version)
    assert (one.position, one.interchange_control_number, one.is_test) == ("1/1/1", "000000101", False)
    assert (reading.problems, reading.findings) == ((), ())


def test_several_interchanges_groups_and_sets_are_told_apart() -> None:
    first = _several(("856", body("856")), ("997", body("997")))
    second = _several(("810", body("810")), number="000000102").replace(b"*", b"|").replace(b"~", b"!")
    reading = read(first + second)
    assert [(one.position, one.code) for one in reading.sets] == [
        ("1/1/1", "856"),
        ("1/2/1", "997"),
        ("2/1/1", "810"),
    ]
    assert all(one.document is not None and not has_errors(one.problems) for one in reading.sets)
    assert reading.sets[2].delimiters == Delimiters("|", "!", ">")


@pytest.mark.parametrize("name", ["Müller", "plain"])
def test_content_is_the_set_alone_and_reads_the_same(name: str) -> None:
    notice = body("856")
    notice[10][1] = name
    for one in read(_several(("810", body("810")), ("856", notice))).sets:
        (again,) = read(one.content).sets
        assert again.document == one.document
        assert again.problems == one.problems
        assert again.content == one.content
        assert (again.control_number, again.group_control_number, again.interchange_control_number) == (
            one.control_number,
            one.group_control_number,
            one.interchange_control_number,
        )


def test_a_damaged_set_does_not_lose_its_neighbours() -> None:
    content = _several(("856", body("856")), ("810", body("810"))).replace(b"SE*32*0001", b"SE*99*0001", 1)
    notice, invoice = read(content).sets
    assert [problem.code for problem in notice.problems if problem.severity == "error"] == [
        "envelope_mismatch"
    ]
    assert notice.document is not None
    assert not has_errors(invoice.problems)


def test_a_damaged_group_is_told_of_its_own_sets_only() -> None:
    content = _several(("856", body("856")), ("810", body("810"))).replace(b"GE*1*1~", b"GE*2*1~")
    notice, invoice = read(content).sets
    assert [problem.code for problem in notice.problems] == ["envelope_mismatch"]
    assert invoice.problems == ()
    # what a person edits has an envelope of its own, with right counts
    assert read(notice.content).sets[0].problems == ()


def test_a_cut_file_keeps_every_set_with_the_reason() -> None:
    content = _several(("856", body("856")), ("810", body("810")))
    cut = read(content[: content.index(b"TDS*") + 2])
    assert [one.code for one in cut.sets] == ["856", "810"]
    for one in cut.sets:
        assert "envelope_mismatch" in {
            problem.code for problem in one.problems if problem.severity == "error"
        }
    assert cut.sets[1].document is None


def test_what_is_not_read_is_kept_and_named() -> None:
    foreign = interchange("850", body("850")).replace(b"ST*850", b"ST*940").replace(b"GS*PO", b"GS*OW")
    old = interchange("850", body("850")).replace(b"004010", b"002001")
    for content in (foreign, old):
        (one,) = read(content).sets
        assert one.document is None
        assert [problem.code for problem in one.problems] == ["unsupported_set"]
        assert b"BEG*00*SA" in one.content


def test_a_document_that_cannot_be_made_says_why() -> None:
    (one,) = read(interchange("810", [segment for segment in body("810") if segment[0] != "BIG"])).sets
    assert one.document is None
    assert "content_invalid" in {problem.code for problem in one.problems if problem.severity == "error"}


def test_each_place_is_told_once_with_the_data_for_the_answer() -> None:
    invoice = body("810")
    at = next(at for at, segment in enumerate(invoice) if segment[0] == "IT1")
    invoice[at][4] = "cheap"
    (one,) = read(interchange("810", invoice)).sets
    (told,) = [problem for problem in one.problems if problem.place.endswith("IT104")]
    assert isinstance(told, SyntaxProblem)
    assert (told.code, told.severity, told.element_code, told.value) == (
        "content_invalid",
        "error",
        "6",
        "cheap",
    )
    assert f"(segment {at + 4})" in told.place


def test_an_unknown_code_is_told_once_however_often_it_comes() -> None:
    invoice = body("810")
    for segment in invoice:
        if segment[0] == "IT1":
            segment[6] = "QQ"
    (one,) = read(interchange("810", invoice)).sets
    assert [problem.code for problem in one.problems] == ["code_unknown"]


def test_places_count_in_the_content_that_people_edit() -> None:
    invoice = body("810")
    invoice[0][1] = "soon"
    _, one = read(_several(("856", body("856")), ("810", invoice))).sets
    assert any(problem.place == "BIG (segment 4), BIG01" for problem in one.problems)
    assert one.content.decode().split("~\n")[3].startswith("BIG*soon")


def test_a_ta1_alone_is_told_and_not_a_damaged_file() -> None:
    head = interchange("850", []).decode().split("~\n")[0]
    for verdict in "AER":
        content = f"{head}~TA1*000000007*260308*1200*{verdict}*000~IEA*0*000000101~".encode()
        reading = read(content)
        [one] = reading.sets
        assert (one.code, one.position, one.problems) == ("TA1", "1/0/1", ())
        assert one.document == InterchangeAcknowledgment("000000007", "260308", "1200", verdict, "000")
        assert read(one.content).sets[0].document == one.document
        assert reading.problems == ()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", EmptyFile),
        (b"\r\n  ", EmptyFile),
        (b"\x89PNG\r\n\x1a\n\x00\xff", Unreadable),
        (b"<html>no</html>", UnsupportedDocument),
        (b"%PDF-1.4\nno page", EdiError),
        (b'{"payer": 1}', UnsupportedDocument),
        (b"{", Unreadable),
        (interchange("850", [])[:106], EnvelopeMismatch),
        (interchange("850", [])[:106] + b"IEA*0*000000101~", EnvelopeMismatch),
    ],
)
def test_a_file_without_any_set_is_refused_by_name(content: bytes, error: type[EdiError]) -> None:
    with pytest.raises(error) as caught:
        read(content)
    assert caught.value.code in {"empty_file", "unreadable", "envelope_mismatch", "unsupported_set"}


@pytest.mark.parametrize(
    ("content", "format_name"),
    [
        (b"ISA*00*", "x12"),
        (b"\xef\xbb\xbf  ISA*00*", "x12"),
        (b"nothing of the kind", "x12"),
        (b' \r\n{"kind": "810"}', "json"),
        (b"\xef\xbb\xbf[]", "json"),
        ("<a/>".encode("utf-16"), "xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "xml"),
        (b"%PDF-1.7", "pdf"),
        (b"\n%PDF-1.7", "pdf"),
        (b"ISA*%PDF-", "x12"),
    ],
)
def test_the_format_is_told_by_content(content: bytes, format_name: str) -> None:
    assert format_of(content) == format_name


def test_x12_and_json_say_the_same() -> None:
    for code in DOCUMENTS:
        (one,) = read(interchange(code, body(code))).sets
        assert one.document is not None
        (again,) = read(write_json(one.document, sender=one.sender, receiver=one.receiver)).sets
        assert (again.document, again.sender, again.receiver) == (one.document, one.sender, one.receiver)
        assert (again.code, again.format, one.format) == (code, "json", "x12")


def test_the_answer_to_a_group_says_what_was_read() -> None:
    notice = body("856")
    notice[0][3] = "2026-03-09"
    reading = read(_several(("856", notice), ("810", body("810")), ("997", body("997"))))
    assert acknowledge(reading, 0, 1) == (
        ("AK1", "IN", "2"),
        ("AK2", "810", "0001"),
        ("AK5", "A"),
        ("AK9", "A", "1", "1", "1"),
    )
    assert acknowledge(reading, 0, 0)[:4] == (
        ("AK1", "SH", "1"),
        ("AK2", "856", "0001"),
        ("AK3", "BSN", "2", "", "8"),
        ("AK4", "3", "373", "5", "2026-03-09"),
    )
    with pytest.raises(UnsupportedDocument):
        acknowledge(reading, 0, 2)


def test_the_answer_takes_judgements_made_elsewhere() -> None:
    reading = read(_several(("810", body("810"))))
    refused = {"1/1/1": [Problem("content_invalid", "the number cannot be")]}
    assert acknowledgment_of(reading, 0, 0).status == "A"
    assert acknowledgment_of(reading, 0, 0, refused).status == "R"


def test_a_file_of_fifty_thousand_segments_is_read_whole() -> None:
    lines = [segment for segment in body("856") if segment[0] != "CTT"]
    for at in range(6, 12_500):
        lines += [
            ["HL", str(at), "2", "I", "0"],
            ["LIN", f"L{at}", "VN", "X"],
            ["SN1", "", "1", "EA"],
            ["PID", "F", "", "", "", "X"],
        ]
    (one,) = read(interchange("856", lines)).sets
    assert isinstance(one.document, ShipNotice)
    assert sum(len(order.lines) for order in one.document.orders) == 12_496
    assert one.problems == ()


def _outcome(content: bytes) -> Reading | EdiError:
    try:
        return read(content)
    except EdiError as error:
        return error


@given(st.binary(max_size=300))
@example(b"ISA*")
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    outcome = _outcome(content)
    assert outcome.sets or outcome.problems if isinstance(outcome, Reading) else outcome.code


@given(st.sampled_from(list(DOCUMENTS)), st.binary(max_size=40), st.integers(0, 900), st.integers(0, 40))
def test_any_damage_is_read_or_refused(code: str, noise: bytes, at: int, gone: int) -> None:
    whole = interchange(code, body(code))
    outcome = _outcome(whole[:at] + noise + whole[at + gone :])
    for one in outcome.sets if isinstance(outcome, Reading) else ():
        assert one.document is not None or has_errors(one.problems)
        assert read(one.content).sets


def test_what_the_profile_of_the_sender_demands_stops_its_document_and_nobody_elses() -> None:
    content = interchange("850", body("850"))
    wanted = {"850": SetProfile("850", overlay={"require": ["PO108"], "codes": {"BEG02": ["NE"]}})}
    acme = Profile("Acme", ("ZZ", "SENDER"), ("ZZ", "RECEIVER"), sets=wanted)
    asked: list[Ids] = []

    def profile_of(form: str, sender: Ids) -> Profile:
        asked.append(sender)
        return acme

    result = read(content, profile_of)
    assert asked == [(("ZZ", "SENDER"),)]
    errors = [one for one in result.sets[0].problems if one.severity == "error"]
    assert [one.place for one in errors] == ["BEG (segment 4), BEG02", "PO1 no. 2 (segment 27), PO108"]
    assert all(one.code == "content_invalid" and "profile of Acme" in one.text for one in errors)
    assert result.sets[0].document is not None
    assert result.profile() == acme
    answer = acknowledgment_of(result, 0, 0)
    assert (answer.status, {error.segment_id for error in answer.sets[0].errors}) == ("R", {"BEG", "PO1"})
    assert not [one for one in read(content).sets[0].problems if one.severity == "error"]


def test_a_set_that_the_profile_switches_off_is_read_and_stopped() -> None:
    off = Profile("Acme", ("", ""), ("", ""), sets={"856": SetProfile("856", is_enabled=False)})
    part = read(interchange("856", body("856")), lambda form, sender: off).sets[0]
    assert part.document is not None
    (found,) = [one for one in part.problems if one.severity == "error"]
    assert found.code == "unsupported_set"
    assert found.text == "Transaction set 856 is switched off in the profile of Acme."


def test_an_overlay_that_does_not_fit_the_version_that_came_stops_the_document() -> None:
    wanted = {"850": SetProfile("850", overlay={"require": ["N9/MSG"]})}
    profile = Profile("Acme", ("", ""), ("", ""), sets=wanted)
    assert not [
        one
        for one in read(interchange("850", body("850")), lambda form, sender: profile).sets[0].problems
        if one.severity == "error"
    ]
    part = read(interchange("850", body("850", "005010"), "005010"), lambda form, sender: profile).sets[0]
    assert [(one.code, one.place) for one in part.problems if one.severity == "error"] == [
        ("content_invalid", "overlay")
    ]


def test_what_the_reader_forgives_and_the_profile_does_not_stays_an_error() -> None:
    segments = [one for one in body("810") if one[0] != "CTT"]
    wanted = {"810": SetProfile("810", overlay={"require": ["CTT"]})}
    profile = Profile("Acme", ("", ""), ("", ""), sets=wanted)
    errors = [
        one
        for one in read(interchange("810", segments), lambda form, sender: profile).sets[0].problems
        if one.severity == "error"
    ]
    assert [one.text[:34] for one in errors] == ["The mandatory segment CTT is missi"]
