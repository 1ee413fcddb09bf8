"""The trading partners: each uploaded 850 is answered with a 997, an 856 and an 810 (by switch with an 855 before), an 860
with a 997 (by switch with an 865), our 810s and 824s with a 997; 997s and TA1s silently.

What was read and what is still to be sent stands in the store, so a restart neither repeats nor forgets an answer.
"""

from __future__ import annotations

import json
import logging
import threading
from datetime import datetime, timedelta
from typing import Any

from sandbox import generate_855, partners, supplier_answers, x12
from sandbox.cleo_files import Mailbox, content_of
from sandbox.store import Store
from sandbox.supplier_answers import Behaviour
from sandbox.switches import Switches

Record = dict[str, Any]
log = logging.getLogger(__name__)
# beside the delay of the switch: the invoice follows the goods
INVOICE_DELAYS = 2


class Suppliers:
    """All suppliers together; `tick` does what is due, `start` calls it about five times a second."""

    def __init__(self, store: Store, switches: Switches) -> None:
        self._store = store
        self._switches = switches
        self._mailbox = Mailbox(store, switches)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._ticking = threading.Lock()

    def start(self) -> Suppliers:
        """Start the daemon thread."""
        self._thread = threading.Thread(target=self._run, name="suppliers", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop the thread and wait for it."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopped.wait(0.2):
            try:
                self.tick()
            except Exception:
                log.exception("the suppliers stumbled; the document is tried again at the next tick")

    def tick(self) -> int:
        """Read new uploads, then send every answer that is due; the number of files delivered."""
        with self._ticking:
            self._mailbox.consume()
            while self._read_next():
                pass
            return self._send_due()

    def _read_next(self) -> bool:
        with self._store.lock:
            state = self._store.table("supplier_states")
            read = int((state.get("reading") or {"uploads": 0})["uploads"])
            record = self._store.table("uploads").get(f"{read + 1:08d}")
            if record is None:
                return False
            state.put("reading", {"uploads": read + 1})
            self._note(record, self._take(record))
            return True

    def _note(self, record: Record, outcome: str) -> None:
        self._store.table("supplier_uploads").put(
            f"{record['number']:08d}", {"name": record["name"], "outcome": outcome}
        )

    def _take(self, record: Record) -> str:
        """Plan the answers to one uploaded file; what became of it, in words."""
        try:
            with self._store.lock:
                groups = [
                    (interchange, group)
                    for interchange in x12.read(content_of(record))
                    for group in interchange.groups
                ]
                outcomes = [self._take_group(record, interchange, group) for interchange, group in groups]
        except ValueError as error:
            # a file a supplier cannot read is answered by nobody, as it would be lost in its inbox
            return f"unreadable: {error}"
        return "; ".join(outcomes) or "no functional group"

    def _take_group(self, record: Record, interchange: x12.Interchange, group: x12.Group) -> str:
        if group.functional_id == "FA":
            return "acknowledgment read"
        if group.functional_id not in {"PO", "PC", "IN", "AG"} or not group.sets:
            return f"group {group.functional_id} is not for suppliers"
        numbers = [supplier_answers.document_number(entry) for entry in group.sets]
        vendor = partners.addressee(
            self._store, interchange.receiver, numbers[0] if group.functional_id in {"PO", "PC"} else ""
        )
        if vendor is None:
            return f"nobody has the interchange id {interchange.receiver}"
        behaviour = supplier_answers.behaviour_of(self._store, str(vendor["number"]))
        plan: Record = {"upload": record["number"], "vendor_number": vendor["number"], "sender": interchange.receiver,
                        "receiver": interchange.sender, "usage": interchange.usage, "version": group.version,
                        "group_sender": group.receiver, "group_receiver": group.sender}  # fmt: skip
        if behaviour.acknowledges:
            acknowledgment = supplier_answers.acknowledgment(group, behaviour)
            self._plan(plan | {"kind": "997", "options": acknowledgment}, behaviour, 1)
        if group.functional_id == "AG":
            return f"advice {', '.join(numbers)} acknowledged for {vendor['number']}"
        if group.functional_id == "PC":
            return self._take_changes(plan, behaviour, group, numbers)
        if group.functional_id == "IN":
            return f"invoice {', '.join(numbers)} acknowledged for {vendor['number']}"
        if not behaviour.ships:
            return f"order {', '.join(numbers)}: {behaviour.name} by {vendor['number']}"
        for entry in group.sets:
            self._plan_order(plan, vendor, behaviour, entry)
        return f"order {', '.join(numbers)} taken by {vendor['number']}"

    def _take_changes(self, plan: Record, behaviour: Behaviour, group: x12.Group, numbers: list[str]) -> str:
        """A change of an order: by switch an answer, else nothing but the acknowledgment."""
        answers = str(self._switches["supplier_answers"])
        if answers and behaviour.ships:
            for entry in group.sets:
                change = generate_855.change_read(entry) | {"type": generate_855.ANSWERS.get(answers, "AD")}
                self._plan(plan | {"kind": "865", "options": change}, behaviour, 1)
        return f"change of order {', '.join(numbers)} taken by {plan['vendor_number']}"

    def _plan_order(
        self, plan: Record, vendor: Record, behaviour: Behaviour, entry: x12.TransactionSet
    ) -> None:
        order = supplier_answers.order_read(entry)
        key = f"{vendor['number']} {order['order_number']}"
        taken = self._store.table("supplier_orders")
        if entry.first("BEG")[1:2] != ["00"] or key in taken:
            return
        taken.put(
            key,
            {
                "vendor_number": vendor["number"],
                "order_number": order["order_number"],
                "upload": plan["upload"],
            },
        )
        details = plan | {"order": order, "vendor_name": vendor.get("displayName") or vendor["number"]}
        if answers := str(self._switches["supplier_answers"]):
            self._plan(details | {"kind": "855", "options": {"answers": answers}}, behaviour, 1)
            if answers == "rejected":
                return
        self._plan(details | {"kind": "856"}, behaviour, 1)
        if behaviour.invoices:
            self._plan(details | {"kind": "810"}, behaviour, INVOICE_DELAYS)

    def _plan(self, answer: Record, behaviour: Behaviour, delays: int) -> None:
        delay = (
            self._switches["supplier_delay_seconds"]
            if behaviour.delay_seconds is None
            else behaviour.delay_seconds
        )
        due = partners.now(self._store) + timedelta(seconds=float(delay) * delays)
        number = self._store.next_number("supplier answers")
        key = f"{number:08d}"
        # the answer as one text: the plan is looked through at every tick and must be cheap to copy
        self._store.table("supplier_pending").put(
            key, {"key": key, "due": due.timestamp(), "answer": json.dumps(answer)}
        )

    def _send_due(self) -> int:
        delivered = 0
        moment = partners.now(self._store)
        for planned in self._store.table("supplier_pending").values():
            if float(planned["due"]) > moment.timestamp():
                continue
            answer = json.loads(planned["answer"]) | {"key": planned["key"]}
            try:
                delivered += self._send(answer, moment)
            except (ValueError, ArithmeticError) as error:
                # an order that cannot be answered (letters in a quantity) must not hold up the others
                with self._store.lock:
                    self._remember(answer, "", f"not answered: {error}")
                    self._store.table("supplier_pending").delete(answer["key"])
        return delivered

    def _send(self, answer: Record, moment: datetime) -> int:
        """The answer leaves the plan and lies in the folder together, or neither."""
        with self._store.lock:
            if answer["key"] not in self._store.table("supplier_pending"):
                return 0
            files = supplier_answers.files_of(self._store, answer, moment)
            for name, content in files:
                self._mailbox.deliver(name, content)
                self._remember(answer, name)
            self._store.table("supplier_pending").delete(answer["key"])
            return len(files)

    def _remember(self, answer: Record, name: str, failure: str = "") -> None:
        number = self._store.next_number("supplier files")
        self._store.table("supplier_answers").put(f"{number:08d}", {
            "kind": answer["kind"], "name": name, "vendor_number": answer["vendor_number"], "upload": answer["upload"],
            "order_number": (answer.get("order") or {}).get("order_number", ""), "failure": failure,
        })  # fmt: skip
