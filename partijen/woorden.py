# SPDX-License-Identifier: EUPL-1.2
"""How a gemeente calls its roles and meetings: its own words before the usual ones."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portaal.lib.compiled import ANY_KEY, read_object

MAX_ROLWOORD = 40


def role_words(gemeente: Any) -> dict[str, str]:
    """{role: word} as this gemeente says it; the usual words without a gemeente."""
    from partijen.models import Rol

    own = gemeente.rolwoorden if gemeente is not None and isinstance(gemeente.rolwoorden, dict) else {}
    return {rol.value: str(own.get(rol.value) or rol.label) for rol in Rol}


def own_words(gemeente: Any) -> dict[str, str]:
    """All that a gemeente may call its own way, by role and as `overleg` and `kernteam`.

    Templates and mails say `gemeente.woorden.coordinator`, sentences in code go through `in_own_words`. Sentences about
    the portal as a whole (help, documents, an account of more than one gemeente) keep the usual words.
    """
    said = loaded(gemeente)
    return role_words(said) | {
        "overleg": said.overlegwoord("bestuurlijk"),
        "kernteam": said.overlegwoord("kernteam"),
    }


def in_own_words(sentence: str, gemeente: Any) -> str:
    """A sentence such as "Alleen een %(coordinator)s publiceert." as the gemeente says it.

    Args:
        sentence: names words by the keys of `own_words`.
        gemeente: a gemeente, or its id where no more is at hand (one query, so for what happens seldom).
    """
    return sentence % own_words(gemeente)


def loaded(gemeente: Any) -> Any:
    """The gemeente itself, where perhaps only its id is at hand; for None one that uses the usual words."""
    from partijen.models import Gemeente

    def by_number() -> QuerySet[Any]:
        return Gemeente.objects.filter(pk=ANY_KEY).order_by()

    found = read_object(("gemeente van een nummer",), by_number, pk=gemeente) if isinstance(gemeente, int) else gemeente
    return found or Gemeente()


def validate_rolwoorden(value: Any) -> None:
    """Words for roles that exist, short enough, each another one.

    Raises:
        ValidationError: what is wrong.
    """
    from partijen.models import Rol

    if not isinstance(value, dict) or set(value) - set(Rol.values):
        raise ValidationError(_("Dit zijn geen rollen van het portaal."))
    if not all(isinstance(word, str) and len(word) <= MAX_ROLWOORD for word in value.values()):
        raise ValidationError(_("Een woord voor een rol heeft hoogstens %(max)s tekens.") % {"max": MAX_ROLWOORD})
    if faults := double_words(value):
        raise ValidationError(list(faults.values()))


def double_words(own: dict[str, str]) -> dict[str, str]:
    """{role: sentence} of the roles that would be called as another one."""
    from partijen.models import Rol

    seen: dict[str, str] = {}
    faults = {}
    for rol in Rol:
        word = (own.get(rol.value) or str(rol.label)).strip().lower()
        if word in seen:
            said = _("Dit woord heeft “%(ander)s” ook. Kies twee verschillende woorden.")
            faults[rol.value] = said % {"ander": seen[word]}
        seen.setdefault(word, str(rol.label))
    return faults
