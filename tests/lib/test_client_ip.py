# SPDX-License-Identifier: EUPL-1.2
"""Where a request comes from, whatever a visitor writes in a header."""

import pytest
from django.test import RequestFactory

from portaal.lib.client_ip import client_ip, parse_networks


@pytest.mark.parametrize(
    ("trusted", "remote", "forwarded", "expected"),
    [
        # Nobody is trusted: the header is not read.
        ([], "203.0.113.7", None, "203.0.113.7"),
        ([], "203.0.113.7", "198.51.100.9", "203.0.113.7"),
        ([], "127.0.0.1", "198.51.100.9", "127.0.0.1"),
        # The visitor reached the server past the proxy.
        (["10.0.0.0/8"], "203.0.113.7", "198.51.100.9", "203.0.113.7"),
        # One proxy, and a chain of two.
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.9", "198.51.100.9"),
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.9, 10.0.0.2", "198.51.100.9"),
        # What stands left of the first address that is not ours was written by the visitor.
        (["10.0.0.0/8"], "10.0.0.1", "192.0.2.1, 198.51.100.9", "198.51.100.9"),
        (["10.0.0.0/8"], "10.0.0.1", "10.9.9.9, 198.51.100.9", "198.51.100.9"),
        (["10.0.0.0/8"], "10.0.0.1", "x, 198.51.100.9", "198.51.100.9"),
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.9, x", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "192.0.2.1," * 5000 + "198.51.100.9", "198.51.100.9"),
        (["10.0.0.1", "192.0.2.0/24"], "10.0.0.1", "198.51.100.9,192.0.2.44", "198.51.100.9"),
        # All ours: the outermost.
        (["10.0.0.0/8"], "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        # As some proxies write it.
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.9:51234", "198.51.100.9"),
        (["10.0.0.0/8"], "10.0.0.1", "[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::"),
        (["::1"], "::1", "198.51.100.9", "198.51.100.9"),
        (["127.0.0.1"], "::ffff:127.0.0.1", "198.51.100.9", "198.51.100.9"),
        # A Unix socket has no address.
        ([], "", "198.51.100.9", "0.0.0.0"),
        (["127.0.0.1"], "", "198.51.100.9", "198.51.100.9"),
        # One connection has a whole IPv6 network to choose addresses from.
        ([], "2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::"),
        ([], "2001:db8:1:2:ffff::1", None, "2001:db8:1:2::"),
        ([], "2001:db8:1:3::1", None, "2001:db8:1:3::"),
        ([], "onzin", None, "0.0.0.0"),
    ],
)
def test_only_a_trusted_proxy_is_believed(settings, trusted, remote, forwarded, expected):
    settings.TRUSTED_PROXIES = trusted
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert client_ip(RequestFactory().get("/", REMOTE_ADDR=remote, **headers)) == expected


@pytest.mark.parametrize("header", ["HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_CLIENT_IP", "HTTP_X_CLIENT_IP"])
def test_no_other_header_is_read(settings, header):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", **{header: "198.51.100.9"})
    assert client_ip(request) == "10.0.0.1"


def test_a_faulty_network_is_told():
    with pytest.raises(ValueError, match="proxy"):
        parse_networks(("proxy",))


def test_the_api_counts_by_the_same_address(settings, client):
    """A trusted proxy's visitors are counted apart, a forged header is not."""
    from portaal.lib.api.throttling import AddressRateThrottle

    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.9")
    assert AddressRateThrottle().get_ident(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    assert AddressRateThrottle().get_ident(request) == "198.51.100.9"
