"""How often one address and one conversation may ask: token buckets in memory, so each process counts for itself."""

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_BUCKETS = 10_000  # about 2 MB; past it the one not used for longest is forgotten


class Limit:
    """`burst` calls at once, then `per_second` more each second, for each key apart."""

    def __init__(self, burst: float, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_second, self._clock = burst, per_second, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key -> (calls left, when that was so)

    def wait(self, key: str) -> float:
        """Takes one call. Returns 0.0 when it is allowed, else the seconds until one is."""
        now = self._clock()
        left, since = self._buckets.pop(key, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._per_second)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - left) / self._per_second


class Limits:
    """The numbers leave room for a class of thirty behind one address, and for a hurried reader of one chat."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.starts = Limit(burst=40, per_second=1 / 3, clock=clock)  # new conversations, by address
        self.address = Limit(burst=120, per_second=5, clock=clock)  # everything else, by address
        self.paper = Limit(burst=40, per_second=1 / 3, clock=clock)  # PDFs, by address: half a second of work each
        self.conversation = Limit(burst=20, per_second=0.5, clock=clock)  # messages, by conversation


def neighbourhood(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one household or phone has in IPv6."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)
