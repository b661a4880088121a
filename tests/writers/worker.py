# SPDX-License-Identifier: EUPL-1.2
"""A process that reports without end, with the settings of production; the tests kill it.

Once a report is stored it prints the key of that report: what was printed may never be lost. Started as
`python -m tests.writers.worker AFSPRAAK USER`, with DATABASE_URL naming the database.
"""

import logging
import sys
import uuid

import django


def main(afspraak_id: int, user_id: int) -> None:
    """Report until somebody ends this process."""
    django.setup()
    logging.disable(logging.INFO)  # the security log tells of each publication
    from afspraken.models import Afspraak
    from afspraken.services.voortgang import Melding, record_voortgang
    from partijen.models import Gebruiker

    by = Gebruiker.objects.get(pk=user_id)
    afspraak = Afspraak.objects.select_related("thema").get(pk=afspraak_id)
    while True:
        melding = Melding(status="op_koers", sleutel=uuid.uuid4())
        voortgang = record_voortgang(afspraak=afspraak, melding=melding, by=by, publish=True)
        print(voortgang.sleutel, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
