# SPDX-License-Identifier: EUPL-1.2
"""What workers do for corporaties: reading and storing large files of figures."""

from django_tasks import task

from corporaties.models import Inlezing
from corporaties.services.aanleveren import process
from corporaties.services.inlezen import read_inlezing, store_inlezing


@task()
def lees_in(pk: int) -> None:
    """Read an uploaded file; nothing when it was thrown away meanwhile."""
    if (inlezing := Inlezing.objects.select_related("gemeente", "partij").filter(pk=pk).first()) is not None:
        read_inlezing(inlezing)


@task()
def verwerk(pk: int) -> None:
    """Read what a system sent, and store it as a delivery."""
    if (inlezing := Inlezing.objects.select_related("gemeente", "partij").filter(pk=pk).first()) is not None:
        process(inlezing)


@task()
def sla_op(pk: int) -> None:
    """Store an uploaded file as a delivery."""
    if (inlezing := Inlezing.objects.select_related("gemeente", "partij").filter(pk=pk).first()) is not None:
        store_inlezing(inlezing)
