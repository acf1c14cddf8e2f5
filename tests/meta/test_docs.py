"""Docs say what is there: the state diagram, every setting, every command."""

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

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


def rooms(map_: str) -> set[str]:
    """What the table of docs/architecture.md names, each with its folder."""
    found: set[str] = set()
    for line in map_.splitlines():
        names = re.findall(r"`([\w./]+)`", line.split("|")[1]) if line.startswith("| `") else []
        folder = names[0].partition("/")[0] if names else ""
        found |= {name if name.startswith(f"{folder}/") else f"{folder}/{name}" for name in names}
    return found


def test_every_room_on_the_map_is_there() -> None:
    named = rooms((ROOT / "docs" / "architecture.md").read_text("utf-8"))
    whole = {f"{each}/" for each in ("bot", "storage", "routing", "intake")}
    assert len(named) > 80
    assert {name for name in named - whole if not (ROOT / name).exists()} == set()
    assert rooms("| `bot/gone.py`, `away.py` | what was there |") == {"bot/gone.py", "bot/away.py"}


def test_links_between_the_docs_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    links = [(page, to) for page in pages for to in re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))]
    near = [(page, to) for page, to in links if not urlsplit(to).scheme]
    assert len(near) > 15
    assert [f"{page.name}: {to}" for page, to in near if not (page.parent / to).exists()] == []


def test_decisions_are_numbered_one_after_the_other() -> None:
    names = sorted(page.name for page in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
