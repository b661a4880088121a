# SPDX-License-Identifier: EUPL-1.2
"""The forms of django-allauth for a second factor, with labels of ours."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _


class CodeMixin:
    """A code is typed on a telephone too: digits only, no placeholder that passes for a value."""

    label = _("Code uit de app, of herstelcode")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]  # type: ignore[attr-defined]
        field.label = self.label
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs.update({"inputmode": "numeric", "autofocus": True})


class AuthenticateForm(CodeMixin, base.AuthenticateForm):
    """The second step of logging in."""


class ReauthenticateForm(CodeMixin, base.ReauthenticateForm):
    """Showing again who one is."""


class ActivateTotpForm(CodeMixin, totp.ActivateTOTPForm):
    """The first code of an app."""

    label = _("Code uit de app")


class NameMixin:
    """What one calls a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(  # type: ignore[attr-defined]
            label=_("Naam van de sleutel"), required=False, max_length=80
        )


class AddWebAuthnForm(NameMixin, webauthn.AddWebAuthnForm):
    """A new security key."""


class EditWebAuthnForm(NameMixin, webauthn.EditWebAuthnForm):
    """Another name for a security key."""
