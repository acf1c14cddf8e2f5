"""The rules of the code base that no linter knows, as functions from source texts to complaints."""

import ast
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from statistics import median

Sources = Mapping[str, str]  # path from the root, with slashes → text

PACKAGES = ("bot", "intake", "routing", "storage")
EVERYWHERE = (*PACKAGES, "tests", "scripts", "benchmarks")

LONGEST = 400
MEDIAN = (40, 140)
ENOUGH_FILES = 10  # the median of fewer says nothing

MESSENGER_FOLDERS = ("telegram", "slack", "webchat", "terminal", "kakao")
BEHIND_THE_SWITCHBOARD = ("routing.desk", "routing.decisions", "intake.engine", "bot.switchboard")

# "terminal" is an everyday word, so it is not among the names.
MESSENGER_NAME = re.compile("telegram|slack|kakao|webchat", re.IGNORECASE)
MAY_NAME_MESSENGERS = ("bot/messengers.py", "bot/settings.py")

HANGUL = re.compile("[\u1100-\u11ff\u3131-\u318e\ua960-\ua97c\uac00-\ud7fb]")


def read_sources(root: Path, folders: tuple[str, ...] = EVERYWHERE) -> dict[str, str]:
    """Every Python file below the given folders of the clone."""
    files = (path for folder in folders for path in sorted((root / folder).rglob("*.py")))
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in files}


def below(sources: Sources, *folders: str) -> dict[str, str]:
    return {path: text for path, text in sources.items() if path.startswith(tuple(f"{f}/" for f in folders))}


def imports(path: str, text: str) -> Iterator[str]:
    """Every module a file imports, at whatever depth, for type checking only or not.

    `from a import b` yields both a and a.b, since b may be a module.
    """
    package = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(ast.parse(text, path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def inside(module: str, *packages: str) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def storage_is_for_the_composition_root(sources: Sources) -> list[str]:
    return [
        f"{path} imports {module}: only bot/app.py may import storage"
        for path, text in below(sources, "bot", "routing", "intake").items()
        if path != "bot/app.py"
        for module in sorted({module for module in imports(path, text) if inside(module, "storage")})
    ]


def messengers_stand_alone(sources: Sources) -> list[str]:
    complaints = []
    for name in MESSENGER_FOLDERS:
        others = [f"bot.{other}" for other in MESSENGER_FOLDERS if other != name]
        for path, text in below(sources, f"bot/{name}").items():
            found = {
                module for module in imports(path, text) if inside(module, *others, *BEHIND_THE_SWITCHBOARD)
            }
            complaints += [f"{path} imports {module}: a messenger knows neither" for module in sorted(found)]
    return complaints


def no_file_is_long(sources: Sources) -> list[str]:
    lengths = {path: text.count("\n") for path, text in sources.items()}
    return [f"{path} has {n} lines: {LONGEST} at most" for path, n in lengths.items() if n > LONGEST]


def is_empty(text: str) -> bool:
    """Nothing but a docstring and comments."""
    return all(
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) for node in ast.parse(text).body
    )


def median_file_is_short(sources: Sources) -> list[str]:
    lengths = [text.count("\n") for text in below(sources, *PACKAGES).values() if not is_empty(text)]
    if len(lengths) < ENOUGH_FILES or MEDIAN[0] <= median(lengths) <= MEDIAN[1]:
        return []
    return [f"the median of {len(lengths)} files is {median(lengths)} lines: {MEDIAN[0]} to {MEDIAN[1]}"]


def wording_is_data(sources: Sources) -> list[str]:
    return [
        f"{path}:{number} holds Hangul: wording belongs in TOML"
        for path, text in sources.items()
        if not path.startswith("tests/")  # they press buttons by their labels
        for number, line in enumerate(text.splitlines(), 1)
        if HANGUL.search(line)
    ]


def messengers_are_named_at_home(sources: Sources) -> list[str]:
    complaints = []
    for path, text in below(sources, *PACKAGES).items():
        home = next((name for folder, name in pairwise(path.split("/")) if folder == "bot"), "")
        for number, line in enumerate(text.splitlines(), 1):
            names = {name.lower() for name in MESSENGER_NAME.findall(line)} - {home}
            if names and path not in MAY_NAME_MESSENGERS:
                complaints.append(f"{path}:{number} names {', '.join(sorted(names))}")
    return complaints


def locks_name_no_host(locks: Sources) -> list[str]:
    return [
        f"{path}:{number} holds an address: {line.strip()}"
        for path, text in locks.items()
        for number, line in enumerate(text.splitlines(), 1)
        if "://" in line or "@ " in line
    ]
