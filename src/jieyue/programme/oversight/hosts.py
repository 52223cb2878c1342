"""Where words of the house may go: the hosts of the makers of robots, and those that the house named itself."""

from urllib.parse import urlsplit

from django.conf import settings

from jieyue.rules.robots import RobotKind
from jieyue.store.policies import policy


def host_of(address: str) -> str:
    """Of an address that may be posted to: `https` or `http`, nobody's name in it; "" where it is none."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    is_plain = not parts.username and not parts.password and (port is None or port > 0)
    return (parts.hostname or "") if parts.scheme in ("http", "https") and is_plain else ""


def may_be_sent_to(kind: RobotKind, address: str) -> bool:
    """To a host of the maker, as policy names it, by https; or to one that the system administrator named."""
    host = host_of(address)
    if host in settings.JIEYUE_ROBOT_HOSTS:
        return True
    is_plain = address.startswith("https://") and urlsplit(address).port in (None, 443)
    return is_plain and host in policy().robot_hosts[kind]
