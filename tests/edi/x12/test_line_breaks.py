"""A line end inside a segment is mended without making up a value, and told."""

from __future__ import annotations

import pytest

from edi.reading import read
from edi.x12.line_breaks import is_wrapped, unfold
from edi.x12.splitter import split

HEAD = (
    "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260309*0815*U*00401*000000101*0*P*>~"
    "GS*IN*SENDER*RECEIVER*20260309*0815*101*X*004010~ST*810*0001~"
)
BODY = (
    "BIG*20260309*INV-1234567*20260302*PO-1~N1*SU*Acme Foods*92*V10000~IT1*1*10*CA*2.5**VN*ABC~"
    "PID*F****Peeled tomatoes~TDS*2500~CTT*1~SE*8*0001~GE*1*101~IEA*1*000000101~"
)


def mended(piece: str) -> tuple[list[str], list[str]]:
    notes: dict[str, None] = {}
    return unfold(piece, "*", notes, wrapped=False), list(notes)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_number_gains_no_blank(end: str) -> None:
    parts, told = mended(f"BIG*20260309*INV-12{end}34567*20260302")
    assert parts == ["BIG*20260309*INV-1234567*20260302"]
    assert told == ["A line break inside BIG02 was taken out; the halves were joined without a blank."]


def test_an_amount_a_date_and_a_code_are_joined_whatever_stands_at_the_break() -> None:
    assert mended("IT1*1*1 \n 0*CA*2.5")[0] == ["IT1*1*10*CA*2.5"]
    assert mended("BIG*202603 \n09*X")[0] == ["BIG*20260309*X"]


def test_sentences_get_a_blank_and_names_keep_theirs() -> None:
    assert mended("NTE**Ring\nthe bell")[0] == ["NTE**Ring the bell"]
    assert mended("PID*F****Peeled \ntomatoes")[0] == ["PID*F****Peeled tomatoes"]
    assert mended("N1*SU*Acme \nFoods")[0] == ["N1*SU*Acme Foods"]
    assert mended("N1*SU*Acme F\noods")[0] == ["N1*SU*Acme Foods"]
    [told] = mended("MSG*Two\nlines")[1]
    assert told == "A line break inside MSG01 was read as a blank."


def test_between_elements_and_segments_nothing_is_lost() -> None:
    assert mended("BIG*20260309* \n INV-1") == (["BIG*20260309*INV-1"], ["Broken lines were joined."])
    parts, told = mended("BIG*20260309*INV-1\nTDS*100")
    assert (parts, told) == (
        ["BIG*20260309*INV-1", "TDS*100"],
        ["A missing segment terminator was added at a line end."],
    )


def test_one_break_shows_no_width_and_several_equal_lines_do() -> None:
    assert not is_wrapped("x" * 80 + "\n" + "x" * 20)
    assert is_wrapped("x" * 80 + "\n" + "x" * 80 + "\n" + "x" * 20)
    assert not is_wrapped("x" * 80 + "\n" + "x" * 79 + "\n" + "x" * 20)


@pytest.mark.parametrize("where", ["INV-12|34567", "Acme F|oods", "0|00101~GE", "2|500~CTT"])
def test_a_file_broken_anywhere_reads_as_it_was_and_says_so(where: str) -> None:
    whole = HEAD + BODY.replace("SE*8*0001", "SE*8*000101").replace("ST*810*0001", "ST*810*000101")
    plain = read(whole.encode())
    broken = read(whole.replace(where.replace("|", ""), where.replace("|", "\n"), 1).encode())
    assert broken.sets[0].document == plain.sets[0].document
    assert not plain.findings
    assert "line break" in " ".join(broken.findings)


@pytest.mark.parametrize("at", ["INV-12 \n34567", "INV-12\n 34567"])
def test_a_number_with_blanks_at_its_break_stops_the_document(at: str) -> None:
    content = (HEAD + BODY.replace("INV-1234567", at)).encode()
    [problem] = [one for one in read(content).sets[0].problems if one.severity == "error"]
    assert (problem.code, problem.place) == ("content_invalid", "BIG (segment 4), BIG02")
    assert "INV-12  34567" in problem.text
    assert "may mean two values" in split(content).pieces[0].findings[0]


def test_what_stops_stops_again_when_its_own_content_is_read() -> None:
    [part] = read((HEAD + BODY.replace("INV-1234567", "INV-12 \n34567")).encode()).sets
    assert any(one.severity == "error" for one in read(part.content).sets[0].problems)
