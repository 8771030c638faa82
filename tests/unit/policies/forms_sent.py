"""A form of a page as a browser would send it, for the tests that change one answer and leave the others."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Form(HTMLParser):
    """Collects what a browser without scripts sends of the page's last form whose method is post."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self._select = self._area = ""
        self._options: list[tuple[str, bool]] = []
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.sent = []
        elif tag == "input":
            self._input(given, is_ticked=any(name == "checked" for name, _ in attrs))
        elif tag == "select":
            self._select, self._options = given["name"], []
        elif tag == "option":
            self._options.append((given["value"], any(name == "selected" for name, _ in attrs)))
        elif tag == "textarea":
            self._area, self._text = given["name"], []

    def _input(self, given: dict[str, str], *, is_ticked: bool) -> None:
        kind = given.get("type", "text")
        if kind in {"checkbox", "radio"} and not is_ticked:
            return
        if kind != "file" and given.get("name"):
            self.sent.append((given["name"], given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            chosen = [value for value, is_chosen in self._options if is_chosen] or [self._options[0][0]]
            self.sent.append((self._select, chosen[-1]))
        elif tag == "textarea":
            self.sent.append((self._area, "".join(self._text)))
            self._area = ""


def form_on(page: str) -> dict[str, list[str]]:
    """The fields of the page's form, by name, as they stand."""
    form = _Form()
    form.feed(page)
    found: dict[str, list[str]] = {}
    for name, value in form.sent:
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return found


def send(client: Client, address: str, *, do: str = "", **answers: str | list[str] | None) -> Any:
    """Open a form, change these answers (null: unticked), press a button, and send it; names are typed with `__` for a dot."""
    sent: dict[str, Any] = form_on(client.get(address).content.decode())
    for name, answer in answers.items():
        dotted = name.replace("__", ".")
        if answer is None:
            sent.pop(dotted, None)
        else:
            sent[dotted] = answer
    return client.post(address, sent | ({"do": do} if do else {}))
