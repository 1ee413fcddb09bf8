"""XML files to documents: the root tells which reader reads it, every other root is refused by its name."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from edi.documents import Document
from edi.errors import EdiError, UnsupportedDocument
from edi.read_sets import Ids, Reading, ReadSet
from edi.xml import cii_invoice, cxml_invoice, cxml_ship_notice, ubl_despatch_advice, ubl_invoice
from edi.xml.tree import Node, local, namespace, parse, told

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:"
_ZUGFERD_1 = "urn:ferd:CrossIndustryDocument:"
_UTF16 = re.compile(r"(?<=encoding=[\"'])utf-16(?=[\"'])", re.IGNORECASE)
Reader = Callable[[Node], tuple[Document, Ids, Ids]]


@dataclass(frozen=True)
class Kind:
    """One kind of XML document: the set's code that it is read as, its reader, and the dialect (the set's `version`)."""

    code: str
    reader: Reader
    dialect: str
    namespace: str = ""


KINDS: dict[str, Kind] = {
    "Invoice": Kind("810", ubl_invoice.read_invoice, "UBL", f"{_UBL}Invoice-2"),
    "CreditNote": Kind("810", ubl_invoice.read_invoice, "UBL", f"{_UBL}CreditNote-2"),
    "DespatchAdvice": Kind("856", ubl_despatch_advice.read_despatch_advice, "UBL", f"{_UBL}DespatchAdvice-2"),
    "CrossIndustryInvoice": Kind("810", cii_invoice.read_invoice, "CII", _CII),
    "CrossIndustryDocument": Kind("810", cii_invoice.read_invoice, "CII", _ZUGFERD_1),
}


# what a cXML document asks for -> its reader
CXML_REQUESTS: dict[str, Kind] = {
    "InvoiceDetailRequest": Kind("810", cxml_invoice.read_invoice, "cXML"),
    "ShipNoticeRequest": Kind("856", cxml_ship_notice.read_ship_notice, "cXML"),
}


def read_xml(content: bytes) -> Reading:
    """Read one XML document: UBL 2.1 Invoice, CreditNote, DespatchAdvice; UN/CEFACT Cross Industry Invoice; cXML
    InvoiceDetailRequest, ShipNoticeRequest.

    Raises Unreadable for what is no safe XML, UnsupportedDocument for another root or request, naming it."""
    root = parse(content)
    node, content = Node.of(root), _in_utf8(content)
    if node.name == "cXML" and not namespace(root):
        return _read_cxml(content, node)
    kind = KINDS.get(node.name)
    if kind is None or not namespace(root).startswith(kind.namespace):
        raise UnsupportedDocument(_foreign(root), place=node.name[:60])
    return _reading(content, kind, node, is_test=False)


def _read_cxml(content: bytes, root: Node) -> Reading:
    inside = [
        child
        for part in root.children()
        if part.name in {"Request", "Message", "Response"}
        for child in part.children()
    ]
    names = [child.name for child in inside if child.name not in {"Status", "Extrinsic"}]
    kind = CXML_REQUESTS.get(names[0]) if names else None
    if kind is None:
        held = names[0][:60] if names else "nothing"
        known = ", ".join(CXML_REQUESTS)
        raise UnsupportedDocument(
            f"cXML {held} is not read by this product. Read are: {known}.", place=f"cXML/{held}"
        )
    request = root.find("Request")
    is_test = request is not None and request.attribute("deploymentMode") == "test"
    return _reading(content, kind, root, is_test=is_test)


def _reading(content: bytes, kind: Kind, node: Node, *, is_test: bool) -> Reading:
    document: Document | None = None
    senders: Ids = ()
    receivers: Ids = ()
    try:
        document, senders, receivers = kind.reader(node)
    except EdiError as error:
        node.problems.append(told(error))
    part = ReadSet(
        position="1/1/1",
        code=kind.code,
        document=document,
        problems=tuple(node.problems),
        content=content,
        sender=senders[0] if senders else ("", ""),
        receiver=receivers[0] if receivers else ("", ""),
        is_test=is_test,
        version=kind.dialect,
        format="xml",
        sender_ids=senders,
        receiver_ids=receivers,
    )
    return Reading((part,))


def _in_utf8(content: bytes) -> bytes:
    """UTF-16 as UTF-8, which people can read and correct; every other encoding stays."""
    if content[:2] not in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return content
    return _UTF16.sub("UTF-8", content.decode("utf-16"), count=1).encode()


def _foreign(root: Element) -> str:
    name = namespace(root)
    of = f" of namespace {name[:80]}" if name else ""
    return f"The XML document {local(root.tag)[:60]}{of} is not read by this product. Read are: {', '.join(KINDS)}."
