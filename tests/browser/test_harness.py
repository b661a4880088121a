# SPDX-License-Identifier: EUPL-1.2
"""The portal in a real browser, and proof that the harness sees what it must see."""

import pytest


def test_front_page(page, in_all_views):
    answer = page.goto("/")
    assert answer.status == 200
    assert "style-src 'self'" in answer.headers["content-security-policy"]
    in_all_views(page, [(width, dark) for width in (1280, 390) for dark in (False, True)])


def test_login_leads_to_the_werkbank(new_page):
    page = new_page("coordinator")
    assert page.goto("/werkbank/").status == 200
    assert page.url.endswith("/werkbank/")


def test_a_csp_violation_is_a_fault(page, faults):
    """Inline style and script are refused by the policy, and a test would fail on it."""
    page.goto("/")
    with page.expect_console_message():
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')")
    with page.expect_console_message():
        page.evaluate("document.head.appendChild(document.createElement('script')).textContent = 'window.inline = 1'")
    assert page.evaluate("window.inline") is None
    assert any("Content Security Policy" in message for message in faults.unexpected)
    faults.expect("Content Security Policy")


def test_an_error_in_a_script_is_a_fault(page, faults):
    page.goto("/")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('stuk') })")
    assert any("stuk" in message for message in faults.unexpected)
    faults.expect("stuk")


def test_axe_sees_a_missing_label(page, axe):
    page.goto("/")
    page.evaluate("document.querySelector('main').appendChild(document.createElement('input'))")
    with pytest.raises(AssertionError, match="label"):
        axe(page)


def test_a_page_wider_than_the_screen_is_a_fault(page, in_all_views):
    page.goto("/")
    page.evaluate("document.querySelector('main').style.width = '800px'")
    with pytest.raises(AssertionError, match="at 390 px, dark"):
        in_all_views(page)
