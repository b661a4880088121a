# SPDX-License-Identifier: EUPL-1.2
"""Background work: a queue in the database, and workers whose lost work is taken up again (ADR 0014).

A task is a function decorated with `django_tasks.task`; `enqueue` within a transaction puts it in the queue when that
transaction commits. A task may run twice (its worker died after the work, before saying so): it locks the row it works
on and does nothing when the work is done.
"""
