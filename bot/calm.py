"""Who has just said that they are not in danger: what they write next is taken in, even if it sounds alike.

Kept in this process's memory alone and forgotten soon: a danger card leaves no trace, so neither does its
answer. Behind several replicas somebody may be shown the card once more.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.messages import Address

LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Calm:
    """Until when each address is believed."""

    until: dict[Address, datetime] = field(default_factory=dict)

    def say(self, who: Address, now: datetime) -> None:
        """Remember it, and forget what is over."""
        for old in [each for each, end in list(self.until.items()) if end <= now]:
            self.until.pop(old, None)
        self.until[who] = now + LASTS

    def said(self, who: Address, now: datetime) -> bool:
        """Whether it was said a moment ago."""
        return self.until.get(who, now) > now
