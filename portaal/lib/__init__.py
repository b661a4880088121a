# SPDX-License-Identifier: EUPL-1.2
"""What every app may use and what knows no app: periods, append-only triggers, tables, API plumbing."""
