# SPDX-License-Identifier: EUPL-1.2
"""The API infrastructure: everything an endpoint under /api/v1 shares, and nothing of any app.

A resource is a serializer, a filterset and a viewset in `<app>/api/`, registered in `portaal/api.py`::

    class AfspraakSerializer(StrictModelSerializer):
        gemeente = serializers.CharField(source="gemeente.slug")
        themaNummer = serializers.IntegerField(source="thema.nummer")
        trekkers = serializers.SlugRelatedField("naam", many=True, read_only=True)

        class Meta:
            model = Afspraak
            fields = ["gemeente", "code", "themaNummer", "titel", "trekkers", "status"]

    class AfspraakFilterSet(StrictFilterSet):
        gemeente = django_filters.CharFilter("gemeente__slug", label=_("Gemeente"))
        trekker = django_filters.ModelChoiceFilter("trekkers", queryset=visible_partijen, to_field_name="naam",
                                                   label=_("Partij die trekt"))

    class AfspraakViewSet(ReadViewSet):
        queryset = Afspraak.objects.none()
        serializer_class = AfspraakSerializer
        filterset_class = AfspraakFilterSet
        query_keys = [PEILDATUM]
        api_description = _("Afspraken met hun stand.")

        def get_queryset(self):
            afspraken = Afspraak.objects.for_peildatum(self.query.get("peildatum")).visible_to(self.request.user)
            return afspraken.select_related("gemeente", "thema").prefetch_related("trekkers").order_by("volgorde", "pk")

    router = PortaalRouter()
    router.register("afspraken", AfspraakViewSet)
    urlpatterns = api_urlpatterns(router)

That gives the list with pages, one object, the keys `pagina`, `paginaGrootte` and `formaat`, all bulk formats, refusal
of every other key, problems for every error and a place in the OpenAPI document. Without one object: `ListViewSet`.

A key that names something that may recur elsewhere (a slug, a name, a code) is a `KnownFilter` of `lookups`. Where the
serializer is too slow, the viewset is a `RowsViewSet` of `rows`: one function reads the columns of a page, of one
object and of a bulk stream, and the serializer only describes them. An example for the document stands on the
serializer (`extend_schema_serializer`).

This file imports nothing: `portaal.settings` reads `conf` before settings exist.
"""
