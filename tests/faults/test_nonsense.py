"""Whatever five people type, press and fill in at random, out of order and from each other's cards: every act
is heard and answered, every answer can be drawn by every messenger, and no event has to be closed.

What is typed is what nobody should type; what is pressed is any button of the last cards, some of them
somebody else's; the clock jumps ahead and back.
"""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.messengers import AS_TEXT
from intake.messages import (
    SKIPPED,
    Act,
    Answer,
    Back,
    Cancel,
    Confirm,
    Danger,
    Given,
    Moment,
    Photo,
    Place,
    Press,
    Say,
    Skip,
    Surface,
)
from tests.bot.test_switchboard import file_one
from tests.journeys.stage import BOT, Stage, stage

SEATS = ("회원", "낯선사람", "담당자", "동료", "총괄", "담당자@방#1", "총괄@방")
TYPED = (
    *(
        "",
        "  ",
        "\x00",
        "a\x00b",
        "\ud83d",
        "\u3164",
        "\u202eabc",
        "﷽" * 20,
        "👨‍👩‍👧‍👦" * 50,
        "가" * 100_000,
        "\n" * 500,
    ),
    *(
        "<script>alert(1)</script>",
        "{{7*7}}{% x %}",
        "%s %d {0} {text}",
        "*_~`|> [a](http://x)",
        "<!channel> <@U1>",
    ),
    *(
        "900101-1234567",
        "①②③",
        "١٢٣",
        "½",
        "-1",
        "1e9",
        "37.5,127.0",
        "geo:1e309,1",
        "https://maps.google.com/?q=999,9",
    ),
    *(
        "/",
        "//",
        "/reply",
        "/reply 1",
        "/reply 42 x",
        "/case ٣",
        "/case ¹",
        f"/case {10**22}",
        "/take -1",
        "/take \x00",
    ),
    *(
        "/start g-",
        "/start p-\x00",
        f"/start {'x' * 5000}",
        "/lang xx",
        "/quiet zz",
        "/inbox \x00 \ud800",
        "/room",
    ),
    *(
        "/merge 1 1",
        "/merge 1 2",
        "/promise 1 2월 30일",
        "/promise 1 0000-00-00",
        f"/title 1 {'ㅎ' * 3000}",
        "/done 1",
    ),
    *(
        "/outcome 1",
        "/leave",
        "/reopen 1",
        "/cancel",
        "/cancel 1",
        "/settings",
        "/privacy",
        "/status",
        "/ledger",
    ),
    *(
        "내일 25시 61분",
        "9999년 12월 31일 23시",
        "99999999999년 1월",
        "어제가 아니고 그저께",
        "아니 그게 아니라 \x00",
    ),
    *(
        f"아니 위치는 {'x' * 5000}",
        "횡단보도가 무서워요 면목초 앞",
        "밤마다 시끄러워요",
        "고맙습니다",
        "좋아요",
        "안녕하세요",
    ),
)
JUMPS = (timedelta(minutes=6), timedelta(hours=9), timedelta(days=1), timedelta(days=8), timedelta(hours=-5))


class Fool:
    """Does something at random."""

    def __init__(self, played: Stage, seed: int) -> None:
        self.played, self.chance = played, random.Random(seed)
        self.fields = sorted({f.id for form in played.knowledge.office.forms.values() for f in form.fields})

    def typed(self) -> str:
        return self.chance.choice(TYPED)

    def value(self) -> Given:
        words, degrees = self.typed(), (None, 1.0, 181.0, float("nan"), float("inf"))
        values: tuple[Given, ...] = (
            words,
            (words,),
            (),
            SKIPPED,
            Place(words, self.chance.choice(degrees), self.chance.choice(degrees)),
            Moment(words),
            (Photo(BOT, words[:9]),),
        )
        return self.chance.choice(values)

    def values(self, most: int) -> dict[str, Given]:
        return {self.chance.choice(self.fields): self.value() for _ in range(self.chance.randint(0, most))}

    def pressed(self, seat: str) -> Act:
        whose = seat if self.chance.random() < 0.9 else self.chance.choice(SEATS)
        tokens = [b.token for c in self.played.cards.get(whose, [])[-6:] for b in c.buttons if b.token]
        return Press(self.chance.choice(tokens), self.values(2)) if tokens else Say(self.typed())

    def act(self, seat: str) -> Act:
        odd: tuple[Act, ...] = (
            Confirm(),
            Back(),
            Back("text"),
            Skip(),
            Skip(rest=True),
            Cancel(),
            Danger("now"),
        )
        ways: tuple[Callable[[], Act], ...] = (
            lambda: Say(self.typed()),
            lambda: self.pressed(seat),
            lambda: Answer(self.values(3)),
            lambda: self.chance.choice(odd),
        )
        return self.chance.choices(ways, (3, 5, 1, 1))[0]()

    def live(self, steps: int) -> Iterator[Any]:
        """What is said to each in answer."""
        played, chance = self.played, self.chance
        for _ in range(steps):
            seat = chance.choice(SEATS)
            played.surface = chance.choice(tuple(Surface)) if chance.random() < 0.2 else Surface.CHAT
            yield from played.act(seat, self.act(seat))
            if chance.random() < 0.1:
                played.now += chance.choice(JUMPS)
                played.job(chance.choice(("timers", "digest", "drafts")))
            yield from (card for _, card in played.carry())


def troubles(folder: Path, seed: int, steps: int, log: pytest.LogCaptureFixture) -> list[str]:
    """The log's errors; whatever else goes wrong raises."""
    drawn = [draw() for draw in AS_TEXT.values()]
    with stage(f"sqlite:///{folder / 'cheong.db'}", folder) as played:
        for seat in ("담당자", "동료", "총괄"):
            played.grant(seat)
        file_one(played)
        for card in Fool(played, seed).live(steps):
            for draw in drawn:
                draw(card)
    return [record.getMessage() for record in log.records if record.levelname == "ERROR"]


def test_nonsense_is_heard_and_answered(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert troubles(tmp_path, 7, 120, caplog) == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(20))
def test_much_nonsense_is_heard_and_answered(
    seed: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert troubles(tmp_path, seed, 2000, caplog) == []


def test_a_service_that_stumbles_is_caught(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: what stands open is looked up where the turn is over already."""
    monkeypatch.setattr("bot.step.Step.asked_now", stumbling)
    assert any("could not be heard" in each for each in troubles(tmp_path, 7, 120, caplog))


def stumbling(*_: object) -> tuple[()]:
    raise LookupError("nothing stands open")
