# SPDX-License-Identifier: EUPL-1.2
"""Bases of serializers: names are written out in camelCase, `source=` says where a value comes from."""

from collections.abc import Mapping
from typing import Any, cast

from django.utils.translation import gettext as _
from rest_framework import serializers


class RefuseUnknownMixin(serializers.Serializer[Any]):
    """Refuses attributes in a body that the serializer does not know or does not let one write."""

    def to_internal_value(self, data: Any) -> Any:
        """The validated values; raises ValidationError with the unknown names beside all other faults."""
        errors: dict[str, Any] = {}
        if isinstance(data, Mapping):
            for name in data.keys() - {name for name, field in self.fields.items() if not field.read_only}:
                text = _("Dit attribuut is hier niet bekend, of alleen te lezen.")
                errors[str(name)] = [serializers.ErrorDetail(text, code="unknown")]
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            raise serializers.ValidationError({**cast(dict[str, Any], error.detail), **errors}) from error
        if errors:
            raise serializers.ValidationError(errors)
        return values


class StrictSerializer(RefuseUnknownMixin):
    """A serializer of plain attributes."""


class StrictModelSerializer(RefuseUnknownMixin, serializers.ModelSerializer[Any]):
    """A serializer of a model; list only camelCase names in `Meta.fields` and declare the others."""
