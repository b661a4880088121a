# SPDX-License-Identifier: EUPL-1.2
"""Putting what somebody typed back into the form of a page that was rendered without it, or before his eyes.

For text that was sent when the session had just ended, or when what it is about was just taken away: every form of
the portal takes part, and no view knows of it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

# Never filled in: what a browser does not send back by itself either, or must be new.
LEFT_ALONE = frozenset({"submit", "button", "image", "reset", "file", "password"})
CSRF = "csrfmiddlewaretoken"
# Never kept, and never shown again.
SECRET = re.compile("passw|wachtwoord|geheim|secret|token", re.IGNORECASE)
# Hidden in a form: which version, which step, where from, what a button is about.
_UNSEEN = frozenset(
    {"aan", "aanvraag", "begin", "gezien", "next", "nummer", "sleutel", "soort", "stap", "terug", "versie"}
)


@dataclass
class _Form:
    """A form that sends by POST: where to, and the names of what one fills in."""

    action: str
    names: set[str] = field(default_factory=set)


class _Finder(HTMLParser):
    """Lists the forms of a page in their order; None for one that does not send by POST."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms, self.inside = page, list[_Form | None](), False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            by_post = (values.get("method") or "").lower() == "post"
            action = urlsplit(urljoin(self.page, values.get("action") or "")).path
            self.forms.append(_Form(action) if by_post else None)
            self.inside = True
        elif self.inside and self.forms[-1] is not None and tag in ("input", "textarea", "select"):
            kind = (values.get("type") or "").lower()
            if kind != "hidden" and kind not in LEFT_ALONE and values.get("name"):
                self.forms[-1].names.add(values["name"] or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


class _Filler(HTMLParser):
    """Copies a page, with other values in one of its forms."""

    def __init__(self, number: int, data: Mapping[str, Sequence[str]]) -> None:
        super().__init__(convert_charrefs=False)
        self.number, self.data = number, data
        self.written: list[str] = []
        self.form, self.inside = -1, False
        self.select, self.dropping = "", False
        self.given: dict[str, Iterator[str]] = {}

    def _next(self, name: str) -> str | None:
        """The value for the next field of this name, or None when no more were sent."""
        return next(self.given.setdefault(name, iter(self.data.get(name, ()))), None)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "form":
            self.form += 1
            self.inside = self.form == self.number
        changed = self._changed(tag, values) if self.inside else None
        if changed is None:
            self.written.append(self.get_starttag_text() or "")
        else:
            shown = "".join(
                f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in changed.items()
            )
            self.written.append(f"<{tag}{shown}>")
        if self.inside and tag == "textarea" and (text := self._next(values.get("name") or "")) is not None:
            # A browser drops the first line end of what stands in it.
            self.written.append("\n" + escape(text))
            self.dropping = True

    handle_startendtag = handle_starttag  # type: ignore[assignment]

    def _changed(self, tag: str, values: dict[str, str | None]) -> dict[str, str | None] | None:
        """The attributes of a start tag with what was typed; None when it stays as it is."""
        name = values.get("name") or ""
        if tag == "select":
            self.select = name
        if tag == "option" and self.select in self.data and "value" in values:
            return _switched(values, "selected", (values["value"] or "") in self.data[self.select])
        kind = (values.get("type") or "text").lower()
        if tag != "input" or not name or name == CSRF or kind in LEFT_ALONE:
            return None
        if kind in ("checkbox", "radio"):
            return _switched(values, "checked", (values.get("value") or "on") in self.data.get(name, ()))
        text = self._next(name)
        return None if text is None else {**values, "value": text}

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.dropping = False
        elif tag == "select":
            self.select = ""
        elif tag == "form":
            self.inside = False
        self.written.append(f"</{tag}>")

    def _copy(self, text: str) -> None:
        if not self.dropping:
            self.written.append(text)

    def handle_data(self, data: str) -> None:
        self._copy(data)

    def handle_entityref(self, name: str) -> None:
        self._copy(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._copy(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self._copy(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._copy(f"<!{decl}>")


def _switched(values: dict[str, str | None], name: str, on: bool) -> dict[str, str | None]:
    rest = {key: value for key, value in values.items() if key != name}
    return rest | ({name: None} if on else {})


def refill(html: str, *, page: str, action: str, data: Mapping[str, Sequence[str]]) -> str | None:
    """The page with `data` in the form that sends to `action`.

    Args:
        page: path of the page, to which a form without an address sends.
        data: {name of a field: values}. A box that is not named is unticked, as a browser does not send it.

    Returns:
        None when no form of the page sends there and has one of these fields.
    """
    finder = _Finder(page)
    finder.feed(html)
    fitting = [
        (len(form.names & data.keys()), -number)
        for number, form in enumerate(finder.forms)
        if form is not None and form.action == action and form.names & data.keys()
    ]
    if not fitting:
        return None
    filler = _Filler(-max(fitting)[1], data)
    filler.feed(html)
    filler.close()
    return "".join(filler.written)


def typed_texts(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name of the field in words, text) of what somebody sent, in the order of the form.

    Without passwords and what stands hidden in a form. A bare number is left out too: most name a choice.

    Args:
        data: `request.POST`, of which a field that is named more than once gives its last value.
    """
    return [
        (name.replace("_", " ").replace("-", " ").capitalize(), text)
        for name, value in data.items()
        if not (name.startswith("_") or name in _UNSEEN or SECRET.search(name))
        and (text := str(value).strip())
        and not text.isdigit()
    ]
