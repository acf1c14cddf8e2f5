"""What is wrong with this set-up, found without changing it; each problem with its mend."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

from bot import app
from bot.messengers import findings
from bot.running import HORIZON, CannotListen, listen
from bot.settings import Settings, SettingsError, load_settings
from routing.clock.calendar import CalendarEnds
from routing.gaps import DirectoryError


def problems(told: Callable[[str], None] = lambda _: None) -> list[str]:
    """One sentence for each problem; none when nothing is wrong. `told` gets what is merely worth knowing."""
    try:
        settings = load_settings()
    except SettingsError as error:
        return [str(error)]
    found = [problem for look in _LOOKS for problem in look(settings)]
    for finding in findings(settings):
        if finding.is_problem:
            found.append(finding.text)
        else:
            told(finding.text)
    return found


def _knowledge(settings: Settings) -> Iterator[str]:
    """Directory, forms, phrases, commands, and whether the calendar reaches far enough."""
    try:
        knowledge = app.load_knowledge(settings)
        knowledge.office.calendar.is_working((app.utc_now() + HORIZON).date())
    except CalendarEnds as ends:
        yield str(ends)
    except Exception as error:  # whatever a data file leads to is a problem of the set-up
        yield from str(error).splitlines() or [type(error).__name__]


def _key(settings: Settings) -> Iterator[str]:
    if app.is_first_local_start(settings):
        return
    try:
        app.terminal_secret(settings)
    except app.StorageRefused as refused:
        yield str(refused)


def _database(settings: Settings) -> Iterator[str]:
    if app.is_made_at_start(settings) or not settings.sealing.key_file.exists():
        return
    try:
        with app.open_memory(settings, migrate_files=False) as memory:
            yield from _in_use(settings, memory)
    except app.StorageRefused as refused:
        # A file brings itself up to date when the service starts.
        if not (isinstance(refused, app.Outdated) and app.is_file(settings)):
            yield str(refused)


def _in_use(settings: Settings, memory: app.Memory) -> Iterator[str]:
    """What concerns stand under and the directory names no more; its other gaps are told above."""
    if any(_knowledge(settings)):
        return
    try:
        app.check_in_use(app.load_knowledge(settings), memory)
    except DirectoryError as error:
        yield from str(error).splitlines()


def _address(settings: Settings) -> Iterator[str]:
    try:
        listen(settings).close()
    except (CannotListen, socket.gaierror) as error:
        yield str(error)
    loopback = settings.http.host in ("127.0.0.1", "::1", "localhost")
    if not loopback and not settings.http.public_url.startswith("https://"):
        yield "CHEONG_HTTP__PUBLIC_URL: reached over a network, it needs the https:// address of your proxy"


def _folder(settings: Settings) -> Iterator[str]:
    if settings.directory.folder and not Path(settings.directory.folder).is_dir():
        yield f"CHEONG_DIRECTORY__FOLDER: {settings.directory.folder} is no folder; correct it"


_LOOKS: tuple[Callable[[Settings], Iterator[str]], ...] = (_folder, _knowledge, _key, _database, _address)
