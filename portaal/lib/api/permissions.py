# SPDX-License-Identifier: EUPL-1.2
"""Who may call an endpoint at all; which rows one sees is decided by `visible_to(user)` in the queryset."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import MethodNotAllowed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    # DRF loads this module while it is still making its views.
    from rest_framework.views import APIView


class DenyAll(BasePermission):
    """The default: a viewset that names no permission answers nobody."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """Never."""
        return False


class ReadPublished(BasePermission):
    """Anyone may read; nobody may write, and the answer to a write is 405, not a request to log in."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """True for GET, HEAD and OPTIONS; raises MethodNotAllowed for the rest."""
        if request.method not in SAFE_METHODS:
            raise MethodNotAllowed(str(request.method))
        return True


class ReadPublishedOrWrite(BasePermission):
    """Anyone may read; who writes is logged in or has a key, and the service decides whether he may do this."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """False (so 401) for an anonymous write; raises MethodNotAllowed for what the resource does not take."""
        if request.method in SAFE_METHODS:
            return True
        if not hasattr(view, str(request.method).lower()):
            raise MethodNotAllowed(str(request.method))
        return bool(request.user and request.user.is_authenticated)
