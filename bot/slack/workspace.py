"""The one workspace the bot token belongs to. What comes from another is not heard, and nothing goes there.

Slack's names of people and channels stand for somebody in one workspace alone: with the token of another, an
answer would reach whoever has the same name there.
"""

import asyncio
import logging

from bot.lately import Lately
from bot.slack.calling import Line
from bot.slack.outcomes import FAILURES, code_of

log = logging.getLogger("cheong.slack")

#: Other workspaces that the operator was told of.
REMEMBERED = 100


class Workspace:
    """Asks Slack once whose the token is."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._team = ""
        self._asking = asyncio.Lock()
        self._told: Lately[str, None] = Lately(REMEMBERED)

    async def team(self) -> str:
        """Slack's name of it; raises what the call raises."""
        if not self._team:
            async with self._asking:
                if not self._team:
                    self._team = str((await self._line.open().auth_test())["team_id"])
        return self._team

    async def greet(self) -> None:
        """Ask before anybody waits for it; a token that Slack refuses is told at the start."""
        try:
            log.info("CHEONG_SLACK__BOT_TOKEN belongs to workspace %s", await self.team())
        except FAILURES as error:
            log.error(
                "Slack does not say whose CHEONG_SLACK__BOT_TOKEN is (%s); see `cheong check`", code_of(error)
            )

    async def is_ours(self, team: str) -> bool:
        """Whether it is that one; of another the operator is told, once."""
        ours = await self.team()
        if team != ours and team not in self._told:
            self._told[team] = None
            log.error(
                "CHEONG_SLACK__BOT_TOKEN belongs to workspace %s: nothing is heard from %s and nothing sent "
                "there; one service serves one workspace: run another one for it, or take the app out of it",
                ours,
                team,
            )
        return team == ours
