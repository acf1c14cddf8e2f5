"""The code base keeps its own rules; and each rule, shown a file that breaks it, says so."""

from collections.abc import Callable
from pathlib import Path

import pytest

import intake
from tests.meta import rules
from tests.meta.rules import Sources

ROOT = Path(__file__).resolve().parents[2]

RULES: list[Callable[[Sources], list[str]]] = [
    rules.storage_is_for_the_composition_root,
    rules.messengers_stand_alone,
    rules.no_file_is_long,
    rules.median_file_is_short,
    rules.wording_is_data,
    rules.messengers_are_named_at_home,
]


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    found = rules.read_sources(ROOT)
    assert "intake/__init__.py" in found
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Callable[[Sources], list[str]], sources: dict[str, str]) -> None:
    complaints = rule(sources)
    assert not complaints, "\n" + "\n".join(complaints)


def test_locks_name_no_host() -> None:
    locks = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "locks").glob("*.txt")}
    assert set(locks) == {"run.txt", "dev.txt", "others.txt", "tools.txt"}
    locks |= {path.name: path.read_text("utf-8") for path in (ROOT / "locks" / "npm").glob("*.json")}
    assert len(locks) == 6
    assert rules.locks_name_no_host(locks) == []


def test_the_packages_tested_are_those_of_this_clone() -> None:
    assert Path(intake.__file__).resolve().is_relative_to(ROOT)


STORAGE = rules.storage_is_for_the_composition_root
ALONE = rules.messengers_stand_alone
NAMED = rules.messengers_are_named_at_home

BROKEN: dict[str, tuple[Callable[[Sources], list[str]], Sources]] = {
    "storage imported whole": (STORAGE, {"bot/jobs.py": "import storage.outbox"}),
    "storage imported in part": (STORAGE, {"bot/__main__.py": "from storage import outbox"}),
    "storage imported inside a function": (
        STORAGE,
        {"bot/web.py": "def f():\n    from storage.audit import add"},
    ),
    "a messenger imports another": (ALONE, {"bot/slack/wire.py": "from bot.telegram import wire"}),
    "a messenger imports a sibling upwards": (
        ALONE,
        {"bot/slack/wire.py": "from ..telegram.wire import draw"},
    ),
    "a messenger imports the switchboard": (
        ALONE,
        {"bot/terminal/messenger.py": "from bot import switchboard"},
    ),
    "a messenger imports the engine": (ALONE, {"bot/webchat/wire.py": "import intake.engine as e"}),
    "a long file": (rules.no_file_is_long, {"bot/web.py": "x = 1\n" * 401}),
    "files that are too short": (
        rules.median_file_is_short,
        {f"bot/m{n}.py": "x = 1\n" * 20 for n in range(10)},
    ),
    "Hangul in code": (rules.wording_is_data, {"bot/card.py": 'TITLE = "접수"'}),
    "Hangul in a benchmark": (rules.wording_is_data, {"benchmarks/turns.py": 'TYPED = "접수"'}),
    "Hangul letters apart": (rules.wording_is_data, {"bot/card.py": "TITLE = 'ㅋㅋ'"}),
    "a messenger named outside": (NAMED, {"bot/courier.py": 'if name == "Telegram":'}),
    "a messenger named next door": (NAMED, {"bot/telegram/wire.py": "# as in Slack"}),
    "a messenger named in the core": (NAMED, {"routing/delivery.py": "KAKAO = 1"}),
    "an address in a lock": (rules.locks_name_no_host, {"run.txt": "--index-url https" + "://host.example"}),
    "a package by address in a lock": (rules.locks_name_no_host, {"run.txt": "click @ file:/tmp/x"}),
}

SOUND: dict[str, tuple[Callable[[Sources], list[str]], Sources]] = {
    "the composition root imports storage": (STORAGE, {"bot/app.py": "from storage import outbox"}),
    "storage imports itself": (STORAGE, {"storage/outbox.py": "from storage.tables import outbox"}),
    "a messenger imports its own folder": (ALONE, {"bot/slack/messenger.py": "from bot.slack import wire"}),
    "a messenger imports the shared words": (ALONE, {"bot/slack/wire.py": "from intake.messages import Say"}),
    "a file of exactly the limit": (rules.no_file_is_long, {"bot/web.py": "x = 1\n" * 400}),
    "empty packages do not count": (
        rules.median_file_is_short,
        {f"bot/m{n}/__init__.py": '"""A package."""\n' for n in range(20)},
    ),
    "Hangul in a test": (rules.wording_is_data, {"tests/test_card.py": 'TITLE = "접수"'}),
    "a code point is no wording": (rules.wording_is_data, {"intake/text.py": 'FIRST = "\\uac00"'}),
    "a messenger named at home": (NAMED, {"bot/telegram/wire.py": "# Telegram"}),
    "the list of messengers": (NAMED, {"bot/messengers.py": "from bot import telegram, slack"}),
}


@pytest.mark.parametrize(("rule", "example"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_rule_is_reported(rule: Callable[[Sources], list[str]], example: Sources) -> None:
    assert len(rule(example)) >= 1


@pytest.mark.parametrize(("rule", "example"), SOUND.values(), ids=SOUND.keys())
def test_what_is_allowed_is_not_reported(rule: Callable[[Sources], list[str]], example: Sources) -> None:
    assert rule(example) == []
