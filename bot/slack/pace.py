"""Slack's limit on posting kept by this process: about one message a second in a channel."""

from collections import OrderedDict

CHANNEL_SECONDS = 1.05
#: Channels remembered at a time; one that was quiet for long has no pace to keep.
REMEMBERED = 20_000


class Pace:
    """When the next message may go out. Times are seconds of a clock that never goes back."""

    def __init__(self) -> None:
        self._next: OrderedDict[str, float] = OrderedDict()

    def wait_for(self, channel: str, now: float) -> float:
        """Seconds that a message to the channel would have to wait."""
        return max(0.0, self._next.get(channel, 0.0) - now)

    def take(self, channel: str, now: float) -> float:
        """Take the channel's next turn; the seconds until then."""
        wait = self.wait_for(channel, now)
        self._set(channel, now + wait + CHANNEL_SECONDS)
        return wait

    def note(self, channel: str, now: float) -> None:
        """A message goes out at once, as an answer: what is pushed there waits its turn."""
        self._set(channel, max(self._next.get(channel, 0.0), now) + CHANNEL_SECONDS)

    def hold(self, channel: str, until: float) -> None:
        """Slack wants quiet in the channel until then."""
        self._set(channel, max(self._next.get(channel, 0.0), until))

    def _set(self, channel: str, until: float) -> None:
        self._next[channel] = until
        self._next.move_to_end(channel)
        while len(self._next) > REMEMBERED:
            self._next.popitem(last=False)
