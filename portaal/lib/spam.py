# SPDX-License-Identifier: EUPL-1.2
"""What keeps machines from a form that needs no account: a field nobody sees, the time it took, and how often.

Each says to a person what to do; nothing is dropped in silence.
"""

import datetime as dt
import time
from typing import Any

from django import forms
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portaal.lib.client_ip import client_ip
from portaal.lib.security_log import pseudonym

# Nobody reads and fills in a form faster; nobody has one open longer.
MIN_SECONDS = 3
MAX_SECONDS = 24 * 60 * 60
_SALT = "portaal.lib.spam"


def _now() -> float:
    return time.time()


def make_mark(moment: float | None = None) -> str:
    """When a form was shown, signed."""
    return signing.dumps(int(_now() if moment is None else moment), salt=_SALT)


def age_of(mark: str) -> int | None:
    """Seconds since a form was shown; None when the mark was not made here."""
    try:
        shown = signing.loads(mark, salt=_SALT)
    except signing.BadSignature:
        return None
    return int(_now()) - int(shown)


class SpamGuard(forms.Form):
    """Mix into a form, and render both of its fields; `website` in an element with `hidden`."""

    begin = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    website = forms.CharField(
        required=False, max_length=200, label=gettext_lazy("Laat dit veld leeg"), widget=forms.TextInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["website"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}
        self.initial.setdefault("begin", make_mark())

    def check_spam(self) -> None:
        """Refuse what a machine sent.

        The form that is shown again holds a mark that will do, and an empty field.

        Raises:
            ValidationError: with what a person must do.
        """
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        age = age_of(data.get("begin", ""))
        trapped = bool(data.get("website", "").strip())
        data["website"] = ""
        if age is None or age > MAX_SECONDS:
            data["begin"] = make_mark()
        self.data = data
        if trapped:
            fault = _(
                "Een veld dat leeg moet blijven was ingevuld. Dat is nu leeg. Verstuur het formulier nog een keer."
            )
            raise ValidationError(fault, code="lokveld")
        if age is None or age > MAX_SECONDS:
            fault = _("Dit formulier stond lang open. Controleer wat u schreef en verstuur het nog een keer.")
            raise ValidationError(fault, code="begin")
        if age < MIN_SECONDS:
            fault = _("Dat ging erg snel. Controleer wat u schreef en verstuur het nog een keer.")
            raise ValidationError(fault, code="snel")


def too_often(request: HttpRequest, action: str, *, amount: int, within: dt.timedelta) -> bool:
    """Count this request; True when the address sent more than `amount` within the time.

    The address itself is not kept, only a keyed hash of it.
    """
    key = f"spam:{action}:{pseudonym(client_ip(request))}"
    now = _now()
    moments = [moment for moment in cache.get(key, []) if moment > now - within.total_seconds()]
    if len(moments) >= amount:
        return True
    cache.set(key, [*moments, now], timeout=within.total_seconds())
    return False
