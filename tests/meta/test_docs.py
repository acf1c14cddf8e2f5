"""Docs say what is there: the state diagram, every setting, every command."""

import tomllib
from pathlib import Path

from bot.commands import load_commands
from bot.settings import Settings
from scripts.draw_states import PAGE, page

ROOT = Path(__file__).parents[2]
OPERATING = ROOT / "docs" / "operating.md"
GUIDE = ROOT / "docs" / "commands.md"


def unnamed(wanted: set[str], text: str) -> set[str]:
    return {name for name in wanted if name not in text}


def variables() -> set[str]:
    return {
        f"CHEONG_{section}__{name}".upper()
        for section, field in Settings.model_fields.items()
        for name in getattr(field.annotation, "model_fields", {})
    }


def test_the_state_diagram_is_the_table() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m scripts.draw_states"


def test_every_setting_stands_in_the_docs() -> None:
    assert not unnamed(variables(), OPERATING.read_text("utf-8"))


def test_every_setting_stands_in_the_example() -> None:
    example = tomllib.loads((ROOT / "config.example.toml").read_text("utf-8"))
    named = {f"CHEONG_{section}__{name}".upper() for section, table in example.items() for name in table}

    assert named == variables()


def test_the_example_configuration_loads_and_says_the_defaults() -> None:
    example = tomllib.loads((ROOT / "config.example.toml").read_text("utf-8"))

    assert Settings(**example) == Settings()


def test_every_command_stands_in_the_docs() -> None:
    wanted = {f"/{name}" for each in load_commands().named for name in each.names}

    assert not unnamed(wanted, GUIDE.read_text("utf-8"))


def test_the_check_sees_what_is_unnamed() -> None:
    assert unnamed({"CHEONG_X__Y", "a"}, "only a") == {"CHEONG_X__Y"}
