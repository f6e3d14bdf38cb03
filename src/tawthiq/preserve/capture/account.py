"""Which account an address belongs to, where the address itself says so: pure.

Only the shape of the address counts; nothing is looked up. An address that names no account
gives None, and then the page's own word for its author stands.
"""

import re
from urllib.parse import urlsplit

_AT = re.compile(r"^/@([\w.-]+)")
_FIRST = re.compile(r"^/([\w.-]+)/(?:status|statuses|posts|videos|photos|reel|reels|p)/")
_POST = re.compile(r"^/(?:s/)?([\w-]+)/(\d+)$")
_RESERVED = frozenset({"i", "web", "watch", "groups", "share", "c", "s", "joinchat", "story.php"})
_FIRST_HOSTS = ("twitter.com", "x.com", "facebook.com", "instagram.com", "vk.com", "threads.net")
_POST_HOSTS = ("t.me", "telegram.me")


def account_of(url: str | None) -> str | None:
    """Return the account that a post's address names, as it stands there."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if found := _AT.match(parts.path):
        return found[1]
    patterns = ((_FIRST_HOSTS, _FIRST), (_POST_HOSTS, _POST))
    for hosts, pattern in patterns:
        is_host = any(host == one or host.endswith("." + one) for one in hosts)
        found = pattern.match(parts.path) if is_host else None
        if found and found[1] not in _RESERVED:
            return found[1]
    return None


def is_address(text: str) -> bool:
    """Whether a text is one web address and nothing else."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"\s", text)
