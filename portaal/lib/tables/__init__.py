# SPDX-License-Identifier: EUPL-1.2
"""Spreadsheets in and out: uploads to numbered raw rows (`reader`), rows to files (`writer`).

Reading goes bytes -> `reader.read_table` -> a process of its own (`runner`, `worker`) -> zip gate (`gate`) -> one of
the parsers (`xlsx`, `ods`, `delimited`) -> `collect` -> `reader.Table`. What the worker refuses is a code (`problems`);
its Dutch text stands in `messages`. Writing goes rows -> one of the `write_…` functions of `writer`.

This file imports nothing: the worker pays for every import with each file it reads.
"""
