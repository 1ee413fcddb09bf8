"""A page as a person sees it: its text, its links, its buttons; pressing a button sends what the form holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

BLOCKS = {"td", "th", "li", "p", "div", "dt", "dd", "h1", "h2", "h3", "option", "title", "caption"}
Fields = dict[str, list[str]]


@dataclass
class Button:
    """One button with its form: where it goes, what the form holds (also after the button), its own value."""

    text: str
    action: str
    method: str
    form: Fields
    own: Fields = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.links: dict[str, str] = {}
        self.buttons: list[Button] = []
        self.inputs: dict[str, dict[str, str]] = {}
        self.words: list[str] = []
        self._form: dict[str, Any] | None = None
        self._open: list[tuple[str, dict[str, str], list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = {
                "action": values.get("action") or self.url,
                "method": values.get("method", "get"),
                "fields": {},
            }
        if tag in {"input", "select", "textarea"} and values.get("name"):
            self.inputs[values["name"]] = values
        is_sent = values.get("type") == "hidden" or (values.get("type") == "checkbox" and "checked" in values)
        if tag == "input" and self._form is not None and is_sent:
            self._form["fields"].setdefault(values["name"], []).append(values.get("value", "on"))
        if tag in {"a", "button", "textarea"}:
            self._open.append((tag, values, []))

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        for _, _, texts in self._open:
            texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in BLOCKS:
            self.words.append(" ")
        if self._open and self._open[-1][0] == tag:
            _, values, texts = self._open.pop()
            self._close(tag, values, " ".join("".join(texts).split()), "".join(texts))

    def _close(self, tag: str, values: dict[str, str], text: str, raw: str) -> None:
        if tag == "a" and values.get("href"):
            self.links[text] = values["href"]
        if tag == "textarea" and self._form is not None and "hidden" in values:
            self._form["fields"].setdefault(values["name"], []).append(raw)
        if tag == "button" and self._form is not None:
            own = {values["name"]: [values.get("value", "")]} if values.get("name") else {}
            action = values.get("formaction") or self._form["action"]
            method = values.get("formmethod") or self._form["method"]
            self.buttons.append(Button(text, action, method, self._form["fields"], own))


class Page:
    """One answer, read."""

    def __init__(self, client: Client, url: str, response: Any) -> None:
        self.client, self.url, self.response = client, url, response
        self.status = response.status_code
        self.html = response.content.decode(errors="replace")
        self._read = _Reader(url)
        self._read.feed(self.html)
        self.links = self._read.links
        self.inputs = self._read.inputs
        self.text = " ".join("".join(self._read.words).split())

    @property
    def button_texts(self) -> list[str]:
        """What the buttons say."""
        return [button.text for button in self._read.buttons]

    def button(self, text: str, *, to: str = "") -> Button:
        """Return the button of that text (whose address holds `to`); fails where the page has none."""
        found = [b for b in self._read.buttons if b.text == text and to in b.action]
        assert found, f"no button {text!r} on {self.url}; there are {self.button_texts}"
        return found[0]

    def press(self, text: str, /, *, to: str = "", **typed: Any) -> Page:
        """Send the form of a button with what is typed, and follow to the next page."""
        button = self.button(text, to=to)
        data: dict[str, Any] = {**button.form, **button.own, **typed}
        send = self.client.post if button.method.lower() == "post" else self.client.get
        return Page(self.client, button.action, send(button.action, data, follow=True))

    def follow(self, text: str) -> Page:
        """Click a link by its text."""
        assert text in self.links, f"no link {text!r} on {self.url}; there are {sorted(self.links)}"
        return visit(self.client, self.links[text])


def visit(client: Client, url: str) -> Page:
    """Open an address and follow redirects."""
    response = client.get(url, follow=True)
    last = response.redirect_chain[-1][0] if response.redirect_chain else url
    return Page(client, last, response)
