# SPDX-License-Identifier: EUPL-1.2
"""Seeing the portal as the public does, for a coordinator."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from partijen import policies
from partijen.middleware import AS_PUBLIC
from partijen.models import Gemeente
from partijen.pages import PageRequest, page_of_form, signed_in
from portaal.lib import security_log


@require_POST
@signed_in
def als_publiek(request: PageRequest, gemeente: Gemeente) -> HttpResponse:
    """Switch it on (`aan=1`) or off, and go back to the page one was on.

    Everybody may switch it off: also who lost the role meanwhile.
    """
    if request.POST.get("aan") == "1":
        if not policies.may_look_as_public(request.user, gemeente.pk):
            raise PermissionDenied
        request.session[AS_PUBLIC] = gemeente.slug
    else:
        request.session.pop(AS_PUBLIC, None)
    action = "as_public" if AS_PUBLIC in request.session else "as_public_ended"
    security_log.log(action, target=f"gemeente:{gemeente.pk}", actor=request.user.pk)
    return HttpResponseRedirect(page_of_form(request) or reverse("gemeente", args=[gemeente.slug]))
