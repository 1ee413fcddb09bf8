"""Control routes of the Cleo half: inbox, uploads, suppliers, the mailbox's settings and the document generator.

POST /_sandbox/inbox {"name", "text" | "content_base64", "growing": listings}   puts a file into the download folder
GET  /_sandbox/uploads[?name=]   every upload ever: number, folder, name, size, text, at, outcome (what suppliers made of it)
GET  /_sandbox/suppliers         behaviours per vendor, the list of behaviours, pending and sent answers
PUT  /_sandbox/suppliers {"V10000": "short_ship" | {"behaviour", "shape", "delay_seconds"}, "*": "silent"}
POST /_sandbox/suppliers/tick    lets suppliers act at once: {"delivered": n}
GET|PUT /_sandbox/cleo           settings (password, folders, read_only, disallowed_types, max_bytes, lockout_*, grow_listings,
                                 max_count, jobs, basic) and the count of logins
POST /_sandbox/cleo/revoke       every token given out stops working; POST /_sandbox/cleo/unlock lifts the lock-out
GET  /_sandbox/generate          the names of kinds, shapes, defects
POST /_sandbox/generate          a document made to order; answers {"name", "text", "content_base64", "numbers", "sender", "receiver",
                                 "interchange_controls", "delivered"}; 400 {"message"} names an option that cannot be used

Options of POST /_sandbox/generate (all stand side by side; envelope, 856, 810, 820 and 997 below only name groups of them)
  kind          "856" | "810" | "820" | "997"; deliver true: put it into the download folder; name: file name; encoding ("utf-8")
  vendor_number the sender (its EDIPARTNER value); left out: the vendor of order_number. sender / receiver "QUALIFIER:ID" override
  number        BSN02, BIG02 or TRN02; left out: a fresh one of the vendor's series. purpose: BSN01 / BIG08
  order_number  the quoted order; its lines are taken from the sandbox's books. only_lines [line numbers], fraction "0.5" (of each
                quantity), order_date, ship_to, store {name, qualifier, code, address, city, state, postal_code, country}
  lines         [{line_number, quantity, unit, product_ids [[qualifier, code]], item_number, price, price_basis, description,
                ordered_quantity, ordered_unit, weight, weight_unit, lots [{number, quantity, expires_on}], sac [...], taxes [...]}];
                what a line leaves out (unit, ids, price, quantity) comes from the order's line of that line_number
  orders        856 over several orders: [{order_number, lines, only_lines, fraction, store}]
  envelope      usage "P"|"T", version "004010", interchange_version, delimiters {element, segment, component, repetition, newline},
                interchange_control, group_control, set_control, group_sender, group_receiver, acknowledgment_requested "1"
                (a 997 takes own_group_control for its own GS06)
  documents     [options ...] several documents in one file, each inheriting the outer options; layout "interchanges" (default,
                each may have delimiters and defects of its own), "groups" (one interchange), "sets" (one group per kind)
  defects       [name | {"name", ...}]: GET lists the names. Parameters: value (element text), nth (which segment), offset (counts),
                cents (tds_wrong, bpr_wrong), at (truncated, 0..1), bytes (padded, default over 25 MB), width (wrapped),
                {"name": "element", "segment", "position", "value", "nth"} changes any element, {"name": "missing_segment", "segment"}
  856           shape S-O-I (default) S-O-P-I S-O-T-P-I S-O-T-I S-T-O-I S-P-O-I S-T-P-O-I S-O-I-P; structure (BSN05), sscc_digits 18|20,
                sscc_serial, packs_per_line, lot_in "REF"|"LIN", shipped_on, expected_on, carrier, pro_number, bill_of_lading,
                trailer, fob, ship_from, packages, ctt "hl"|"lines", ctt_total, hl_child_code false
  810           type DI (default) CR CN PR, negative true (credit memo with negative amounts), invoice_on, currency, references
                [[qualifier, value]], note, sac [{indicator A|C|N, code, amount, percent, handling 02|06|01.., description}],
                taxes [{type, amount, percent}], terms {type, basis, percent, discount_days, net_days, net_due_on, text},
                supplier, bill_to, ship_to, remit_to, discountable, iss, ctt_total, carrier
  820           payments [{number, invoice_amount, discount, amount, qualifier IV|CM|DB|PO, order_number, invoice_on, adjustments
                [{amount, reason, reference}]}], adjustments (under ENT), entities [{code, payments, adjustments}], total (BPR02 when
                it shall not be the sum), paid_on, currency, handling I|C|D|U|X, credit_debit C|D, method, banks true,
                payer "us" (default: PR = our company, PE = the vendor) | "partner" (turned round) | {name, qualifier, code}, payee
  997           upload FILENAME: acknowledges the (group_index-th) group of a file we uploaded, status A|E|P|R, errors [{segment,
                position, loop, code, elements [{position, number, code, value}]}], bare true (AK1 + AK9 only); without upload:
                group "PO", acknowledged_group "GS06", sets [{set, control, status, errors, codes}] or set, acknowledged_control,
                status; group_status, group_codes, received
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from flask import Blueprint, Response, jsonify, request

from sandbox import defects, generate_856, generation, supplier_answers
from sandbox.cleo_auth import Logins
from sandbox.cleo_files import Mailbox, content_of, encoded
from sandbox.generator_values import OptionError
from sandbox.store import Store
from sandbox.suppliers import Suppliers
from sandbox.switches import Switches

PREFIX = "/_sandbox"


def blueprint(store: Store, switches: Switches) -> Blueprint:
    """The control routes of the Cleo half over this store."""
    routes = Blueprint("cleo_control", __name__, url_prefix=PREFIX)
    control = _Control(store, switches)
    routes.add_url_rule("/inbox", "inbox", control.inbox, methods=["POST"])
    routes.add_url_rule("/uploads", "uploads", control.uploads, methods=["GET"])
    routes.add_url_rule("/suppliers", "suppliers", control.suppliers, methods=["GET", "PUT"])
    routes.add_url_rule("/suppliers/tick", "tick", control.tick, methods=["POST"])
    routes.add_url_rule("/cleo", "cleo", control.cleo, methods=["GET", "PUT"])
    routes.add_url_rule("/cleo/<action>", "cleo_action", control.cleo_action, methods=["POST"])
    routes.add_url_rule("/generate", "generate", control.generate, methods=["POST"])
    routes.add_url_rule("/generate", "generate_names", control.generate_names, methods=["GET"])
    routes.register_error_handler(OptionError, _wrong_option)
    return routes


def _wrong_option(error: Exception) -> tuple[Response, int]:
    return jsonify({"message": str(error)}), 400


def _options() -> dict[str, Any]:
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        raise OptionError("the body must be a JSON object")
    return body


class _Control:
    """The view functions of the control routes."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self._mailbox = Mailbox(store, switches)
        self._logins = Logins(store, switches)
        self._suppliers = Suppliers(store, switches)

    def inbox(self) -> tuple[Response, int]:
        options = _options()
        if not options.get("name"):
            raise OptionError("option name is missing: the file's name")
        try:
            content = (base64.b64decode(options["content_base64"], validate=True) if "content_base64" in options
                       else str(options.get("text", "")).encode())  # fmt: skip
        except binascii.Error:
            raise OptionError("option content_base64 is not base64") from None
        record = self._mailbox.deliver(str(options["name"]), content, options.get("growing"))
        return jsonify({key: record[key] for key in ("id", "folder", "name", "size", "modified")}), 201

    def uploads(self) -> Response:
        name = request.args.get("name")
        read = self._store.table("supplier_uploads")
        return jsonify([
            {key: record[key] for key in ("number", "folder", "name", "size", "at")}
            | {"text": content_of(record).decode("utf-8", "replace"),
               "outcome": (read.get(f"{record['number']:08d}") or {}).get("outcome", "")}
            for record in self._store.table("uploads").values()
            if name is None or record["name"] == name
        ])  # fmt: skip

    def suppliers(self) -> Response:
        if request.method == "PUT":
            with self._store.lock:
                for vendor_number, option in _options().items():
                    supplier_answers.set_behaviour(self._store, vendor_number, option)
        table = self._store.table("supplier_behaviours")
        set_ones = {key: table.get(key) for key in table}
        return jsonify({
            "behaviours": supplier_answers.DEFAULT_BEHAVIOURS | set_ones, "known": supplier_answers.BEHAVIOURS,
            "pending": len(self._store.table("supplier_pending")), "answers": self._store.table("supplier_answers").values(),
        })  # fmt: skip

    def tick(self) -> Response:
        return jsonify({"delivered": self._suppliers.tick()})

    def cleo(self) -> tuple[Response, int] | Response:
        if request.method == "PUT":
            try:
                with self._store.lock:
                    self._mailbox.settings.update(_options())
            except KeyError as error:
                raise OptionError(f"Cleo has no setting {error.args[0]!r}") from None
        return jsonify({"settings": self._mailbox.settings.as_dict(), "logins": self._logins.state()})

    def cleo_action(self, action: str) -> tuple[Response, int] | tuple[str, int]:
        actions = {"revoke": self._logins.revoke_all, "unlock": self._logins.unlock}
        if action not in actions:
            return jsonify({"message": f"Cleo has no control action {action!r}"}), 404
        actions[action]()
        return "", 204

    def generate(self) -> tuple[Response, int]:
        options = _options()
        try:
            document = generation.generate(self._store, options)
        except (KeyError, TypeError, AttributeError) as error:
            raise OptionError(f"the options cannot be used: {error!r}") from error
        delivered = bool(options.get("deliver"))
        if delivered:
            self._mailbox.deliver(document.name, document.content, options.get("growing"))
        return jsonify({
            "name": document.name, "text": document.text, "content_base64": encoded(document.content), "numbers": document.numbers,
            "sender": document.sender, "receiver": document.receiver, "interchange_controls": document.controls,
            "delivered": delivered,
        }), 201 if delivered else 200  # fmt: skip

    def generate_names(self) -> Response:
        return jsonify({"kinds": list(generation.BUILDERS), "shapes": generate_856.SHAPES, "defects": defects.NAMES,
                        "options": (__doc__ or "").split("Options of POST")[-1]})  # fmt: skip
