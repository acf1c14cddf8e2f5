"""The composition root: the only importer of storage, the only owner of the clock; boring on purpose."""

import asyncio
import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bot.acts import Tokens
from bot.asking import Setting
from bot.commands import Commands, load_commands
from bot.crew import Crew
from bot.learning import Pupil
from bot.messengers import Kit
from bot.pace import Paces
from bot.ports import Reads
from bot.present import Presenter
from bot.service import LocalService
from bot.settings import Settings
from bot.switchboard import Switchboard
from intake.alerts import load_alerts
from intake.formfile import load_forms
from intake.wording import Wording, load_phrases
from routing.clock.calendar import load_calendar
from routing.clock.periods import load_clocks, load_periods
from routing.directory import loading as directories
from routing.model import Grant
from routing.office import Office, sources
from routing.reading.reader import Reader, load_reader
from routing.records import MemoryFailed
from routing.telling.marks import colleague
from routing.telling.templates import load_templates
from storage import keyfile
from storage import migrate as migrations
from storage.database import Database
from storage.errors import SchemaTooOld, StorageError
from storage.keeper import Keeper
from storage.lanes import Lanes
from storage.memos import Memos
from storage.outbox import Outbox
from storage.photos import Album
from storage.school import School
from storage.sealing import Keyring

#: Threads that look; they never hold up the writer.
LOOKING = 4

StorageRefused = StorageError
Outdated = SchemaTooOld


def fresh_id() -> str:
    """An id nobody has used."""
    return uuid4().hex


def utc_now() -> datetime:
    """The service's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything read from files at start: refused there when it has a gap."""

    office: Office
    commands: Commands
    presenter: Presenter
    reader: Reader


def load_knowledge(settings: Settings) -> Knowledge:
    """The directory, calendar, forms, phrases and commands; their errors name file, key and mend."""
    folder = Path(settings.directory.folder) if settings.directory.folder else None
    directory = directories.load_directory(folder)
    forms = load_forms(sources(directory))
    periods, clocks = load_periods(folder), load_clocks(folder)
    templates = load_templates(folder, directory)
    office = Office(
        directory, load_calendar(folder), periods, clocks, forms, templates, settings.service.prefix
    )
    phrases = load_phrases()
    presenter = Presenter(Wording(phrases, office.name), forms, load_alerts(phrases))
    return Knowledge(office, load_commands(), presenter, load_reader(directory))


@dataclass(frozen=True, slots=True)
class Memory:
    """The database and what reads and writes it."""

    database: Database
    outbox: Outbox
    album: Album
    memos: Memos
    keeper: Keeper
    lanes: Lanes
    paces: Paces
    school: School
    tokens: Tokens
    #: Proves to a terminal and to us that both hold the key file.
    secret: str = field(repr=False)


@contextmanager
def open_memory(settings: Settings, *, migrate_files: bool = True) -> Iterator[Memory]:
    """The database of the settings with its keyring; StorageRefused says what is wrong and the mend.

    A SQLite file brings itself up to date; PostgreSQL is only looked at. Without `migrate_files` an older
    SQLite file is refused as SchemaTooOld.
    """
    keyring = _keyring(settings)
    url = settings.database.url.get_secret_value()
    _make_folder(url)
    database = Database.open(url, keyring, quiet=settings.service.quiet)
    try:
        if database.dialect == "sqlite" and migrate_files and migrations.needs_migration(database):
            migrate(database)
        migrations.check(database)
        lanes = Lanes(database)
        yield Memory(
            database,
            Outbox(database),
            Album(database),
            Memos(database),
            Keeper(database),
            lanes,
            Paces(lanes, utc_now),
            School(database),
            Tokens(keyring.token_key),
            _secret(keyring),
        )
    finally:
        database.close()


def check_in_use(knowledge: Knowledge, memory: Memory) -> None:
    """DirectoryError when concerns that were filed stand under what the directory names no more."""
    directories.check_in_use(knowledge.office.directory, memory.keeper.in_use())


def holders(memory: Memory) -> Iterator[tuple[str, str, Grant]]:
    """Whoever holds a role now: the mark colleagues know them by, their id, the role."""
    for person, grant in memory.keeper.roles(utc_now()):
        yield str(colleague(person).params["mark"]), person, grant


def migrate(database: Database) -> None:
    """Bring the schema up to date."""
    migrations.upgrade(database)


def open_for_migration(settings: Settings) -> Database:
    """The database without a look at its schema."""
    url = settings.database.url.get_secret_value()
    _make_folder(url)
    return Database.open(url, _keyring(settings))


def make_key(path: Path) -> None:
    """A new sealing key; refused over an old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keyfile.write_key_file(path)


def is_first_local_start(settings: Settings) -> bool:
    """Whether a key may be made unasked: this machine only, a SQLite file that does not exist yet."""
    local = settings.http.host in ("127.0.0.1", "::1", "localhost") and not settings.http.public_url
    return local and is_made_at_start(settings) and not settings.sealing.key_file.exists()


def is_made_at_start(settings: Settings) -> bool:
    """Whether the database is a SQLite file that the service, or a command that writes, is yet to make."""
    file = _sqlite_file(settings.database.url.get_secret_value())
    return file is not None and not file.exists()


def is_file(settings: Settings) -> bool:
    """Whether the database is a SQLite file."""
    return _sqlite_file(settings.database.url.get_secret_value()) is not None


def terminal_secret(settings: Settings) -> str:
    """What proves to the running service that we hold its key file."""
    return _secret(keyfile.read_key_file(settings.sealing.key_file))


def _secret(keyring: Keyring) -> str:
    return hmac.digest(keyring.token_key, b"terminal", "sha256").hex()


def _keyring(settings: Settings) -> Keyring:
    if is_first_local_start(settings):
        make_key(settings.sealing.key_file)
    return keyfile.read_key_file(settings.sealing.key_file)


def _sqlite_file(url: str) -> Path | None:
    return Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:///") else None


def _make_folder(url: str) -> None:
    if file := _sqlite_file(url):
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(
                f"CHEONG_DATABASE__URL: the folder {file.parent} cannot be made ({error.strerror});"
                " make it, or name another"
            ) from None


@dataclass(frozen=True, slots=True)
class Threads:
    """Where work that would block the loop is done."""

    turns: Crew
    looks: Crew


@contextmanager
def open_threads(memory: Memory) -> Iterator[Threads]:
    """Worker threads as many as the database is worth."""
    with Crew(memory.database.threads, "turn") as turns, Crew(LOOKING, "look") as looks:
        yield Threads(turns, looks)


def kit(settings: Settings, knowledge: Knowledge, memory: Memory, *, demo: bool = False) -> Kit:
    """What messengers are built from."""

    async def held(ref: str) -> bytes | None:
        return await asyncio.to_thread(memory.album.held, ref)

    return Kit(settings, knowledge.presenter.wording, memory.secret, held, memory.paces.of, demo)


def learnt_reader(settings: Settings, reader: Reader) -> tuple[Reader, str]:
    """The reader with what was learnt, and a remark where that cannot be had; no database is made for it."""
    if is_made_at_start(settings):
        return reader, ""
    try:
        with open_memory(settings, migrate_files=False) as memory:
            pupil = Pupil(reader, memory.school)
            pupil.refresh()
            return pupil.reader, ""
    except (StorageRefused, MemoryFailed) as refused:
        return reader, f"read without what was learnt: {refused}"


def build_switchboard(
    knowledge: Knowledge,
    memory: Memory,
    clock: Callable[[], datetime] = utc_now,
    reads: Reads | None = None,
    fresh: Callable[[], str] = fresh_id,
) -> Switchboard:
    """The switchboard over this memory; it reads texts by the packaged rules alone unless told otherwise."""
    setting = Setting(knowledge.office, knowledge.commands, fresh, reads or knowledge.reader)
    return Switchboard(setting, memory.database, memory.tokens, knowledge.reader.alarm, clock)


def build_service(
    knowledge: Knowledge,
    memory: Memory,
    threads: Threads,
    woken: Callable[[], None],
    clock: Callable[[], datetime] = utc_now,
    fresh: Callable[[], str] = fresh_id,
    reads: Reads | None = None,
) -> LocalService:
    """The service as messengers see it."""
    return LocalService(
        switchboard=build_switchboard(knowledge, memory, clock, reads, fresh),
        presenter=knowledge.presenter,
        tokens=memory.tokens,
        store=memory.database,
        album=memory.album,
        memos=memory.memos,
        threads=threads.turns,
        looks=threads.looks,
        woken=woken,
        clock=clock,
    )
