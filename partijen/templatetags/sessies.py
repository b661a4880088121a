# SPDX-License-Identifier: EUPL-1.2
"""Telling people in their own words where they are logged in."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

# The first that occurs counts: most browsers also name those they descend from.
BROWSERS = {"Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox"}
BROWSERS |= {"FxiOS": "Firefox", "CriOS": "Chrome", "Chromium": "Chromium", "Chrome": "Chrome", "Safari": "Safari"}
SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS X": "Mac"}
SYSTEMS |= {"CrOS": "Chromebook", "Linux": "Linux"}


@register.filter
def browser_words(user_agent: str) -> str:
    """A header such as `Mozilla/5.0 (X11; Linux x86_64) … Firefox/140.0` as "Firefox op Linux"."""
    browser = next((words for part, words in BROWSERS.items() if part in user_agent), None)
    system = next((words for part, words in SYSTEMS.items() if part in user_agent), None)
    if browser and system:
        return _("%(browser)s op %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("onbekende browser")
