# SPDX-License-Identifier: EUPL-1.2
"""What Django works out again at each request though it never changes, worked out once.

Nothing of the portal itself: which view an address leads to, the address of a view, and how a setting is read.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pytest


@contextmanager
def addresses_and_settings() -> Iterator[None]:
    """Remember addresses per resolver, and read settings without the checks of an object that may be wrapped."""
    from django.conf import LazySettings
    from django.urls import URLResolver

    with pytest.MonkeyPatch.context() as patch:
        for name in ("resolve", "_reverse_with_prefix"):
            patch.setattr(URLResolver, name, lru_cache(maxsize=20_000, typed=True)(getattr(URLResolver, name)))
        patch.setattr(LazySettings, "__getattribute__", object.__getattribute__)
        yield


@contextmanager
def words_and_files() -> Iterator[None]:
    """Remember each text in the one language of the portal, and the address of each static file.

    That language, and below which address the portal stands, is not asked of the thread at each text and address.
    """
    from django.templatetags.static import StaticNode
    from django.urls import base
    from django.utils import translation

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "get_urlconf", lambda default=None: default)
        patch.setattr(base, "get_script_prefix", lambda: "/")
        patch.setattr(translation._trans, "get_language", lambda: "nl")  # type: ignore[attr-defined]
        patch.setattr(translation._trans, "gettext", lru_cache(maxsize=None, typed=True)(translation._trans.gettext))  # type: ignore[attr-defined]
        patch.setattr(StaticNode, "handle_simple", staticmethod(lru_cache(maxsize=None)(StaticNode.handle_simple)))
        yield
