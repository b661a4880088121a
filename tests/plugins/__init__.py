# SPDX-License-Identifier: EUPL-1.2
"""What the test suite itself needs, apart from the tests: a PostgreSQL server of its own."""
