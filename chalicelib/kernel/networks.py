"""Groups IP addresses by the network of whoever uses them."""

from ipaddress import IPv6Address, ip_address, ip_network

PREFIXES = 64, 48
"""One computer can use every IPv6 address of its first 64 bits, and a customer those of 48."""


def networks_of(address: str) -> tuple[str, ...]:
    """
    Return the networks of an IP address, smallest first.

    Attempts from one network are counted together.

    An IPv4 address counts by itself, also when it is written as an IPv6 address. A string that is
    no address is its own network.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return (address,)
    if not isinstance(parsed, IPv6Address):
        return (str(parsed),)
    if parsed.ipv4_mapped:
        return (str(parsed.ipv4_mapped),)
    # Without the zone, which names an interface of the machine.
    return tuple(str(ip_network((int(parsed), bits), strict=False)) for bits in PREFIXES)
