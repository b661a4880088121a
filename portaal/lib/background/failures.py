# SPDX-License-Identifier: EUPL-1.2
"""Whether a task failed for good: its worker died too often, or it raised."""

from django.core.exceptions import ValidationError
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult


def has_failed(task_id: str) -> bool:
    """True for a task that nobody will take up again; also for one that is gone from the queue."""
    try:
        status = DBTaskResult.objects.filter(pk=task_id).values_list("status", flat=True).first()
    except (ValueError, ValidationError):
        return True
    return status is None or status == TaskResultStatus.FAILED
