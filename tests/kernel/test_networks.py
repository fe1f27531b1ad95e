"""Tests which IP addresses are counted together."""

import pytest

from chalicelib.kernel.networks import networks_of


@pytest.mark.parametrize(
    ("address", "networks"),
    [
        ("203.0.113.9", ("203.0.113.9",)),
        ("::ffff:203.0.113.9", ("203.0.113.9",)),
        ("2001:db8:1:2:3:4:5:6", ("2001:db8:1:2::/64", "2001:db8:1::/48")),
        ("fe80::1%eth0", ("fe80::/64", "fe80::/48")),
        ("", ("",)),
        ("unknown", ("unknown",)),
    ],
)
def test_an_ipv6_address_counts_by_its_networks_and_an_ipv4_address_by_itself(address, networks):
    assert networks_of(address) == networks
