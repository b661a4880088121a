# SPDX-License-Identifier: EUPL-1.2
"""What a file is, by its content; the name it was given plays no part."""

from .problems import Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"BZh", b"\xfd7zXZ\x00")
_HTML_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<style", b"<script", b"<div")
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def sniff(content: bytes) -> str:
    """`zip` (xlsx, ods or some other package: the gate looks inside) or `text` (csv); anything else is Refused."""
    if not content:
        raise Refused("empty_file")
    if content.startswith(_OLE):
        raise Refused(_ole_code(content))
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if b"%PDF-" in content[:1024]:
        raise Refused("pdf")
    if content.startswith(_ARCHIVES):
        raise Refused("other_archive")
    if content.startswith(UTF16_MARKS):
        return "text"
    if b"\x00" in content:
        raise Refused("binary")
    start = content[:2048].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not start and not content.removeprefix(b"\xef\xbb\xbf").strip():
        raise Refused("blank_file")
    if start.startswith(_HTML_STARTS) or start.startswith(b"mime-version:") or b"<html" in start:
        raise Refused("html")
    if start.startswith(b"<?xml") or start.startswith(b"<office:document"):
        raise Refused("xml")
    return "text"


def _ole_code(content: bytes) -> str:
    """Which of the things that Microsoft kept in OLE containers this is; the names of streams are UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "encrypted"
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return "old_xls"
    return "other_ole"
