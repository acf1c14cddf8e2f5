"""The command line: `cheong run`, `demo`, `chat`, `migrate`, `key`, `check`, `invite`, `erase`, `read` …"""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bot.settings import Settings, SettingsError, load_settings

#: What an operator can mend: said in one sentence, without a trace.
EXPECTED: tuple[str, ...] = (
    "SettingsError",
    "DirectoryError",
    "FormError",
    "PhraseError",
    "CommandError",
    "StorageError",
    "CannotListen",
    "NoService",
    "DemoRefused",
    "RuleError",
    "LabelError",
)


def main() -> None:
    """Run a command; what an operator can mend is told plainly, exit code 1."""
    try:
        commands(prog_name="cheong", standalone_mode=True)
    except Exception as error:
        names = {each.__name__ for each in type(error).__mro__}
        if not names & set(EXPECTED):
            raise
        click.echo(f"cheong: {error}", err=True)
        sys.exit(1)


@click.group(help="cheong: what a community says reaches the department that must answer.")
def commands() -> None:
    """All commands."""


@commands.command()
def run() -> None:
    """Serve until told to stop."""
    _serve(load_settings())


@commands.command()
@click.option("--port", type=int, help="Listen here instead of the configured port; 0 takes any free one.")
def demo(port: int | None) -> None:
    """Serve three seats on one local page: a member, an officer, a coordinator."""
    from bot.demo.start import local_settings

    _serve(local_settings(load_settings(), port), demo=True)


def _serve(settings: Settings, *, demo: bool = False) -> None:
    from bot import app, logs, running
    from bot.messengers import build_messengers

    logs.set_up(settings.service.log_level)
    knowledge = app.load_knowledge(settings)
    with app.open_memory(settings) as memory, memory.database.serve_lock():
        app.check_in_use(knowledge, memory)
        messengers = build_messengers(app.kit(settings, knowledge, memory, demo=demo))
        extra = _seats(knowledge, memory) if demo else {}
        path = "" if demo else "chat/"

        def started(address: str) -> None:
            click.echo(f"cheong: {address}/{path}")

        _loop_factory()(running.serve(settings, messengers, knowledge, memory, started, **extra))


def _seats(knowledge: Any, memory: Any) -> dict[str, Any]:
    """The demo's page, its guard, and its people in their seats."""
    from bot import app
    from bot.demo import OnlyHere, demo_routes
    from bot.demo.start import take_seats
    from bot.messengers import seat_address

    wording = knowledge.presenter.wording
    refusal = wording.say("web.demo.only_here", {}, "ko")
    take_seats(memory.keeper, seat_address, app.utc_now())
    return {
        "more_routes": demo_routes(wording),
        "wrap": lambda inner, port: OnlyHere(inner, port, refusal),
    }


def _loop_factory() -> Callable[[Any], Any]:
    """asyncio.run, on uvloop where it is installed."""
    try:
        import uvloop
    except ImportError:  # not made for every system
        return asyncio.run
    return uvloop.run


@commands.command()
@click.option("--user", default="me", show_default=True, help="Who you are in this terminal.")
@click.option("--url", help="Where the service runs; the configured host and port by default.")
def chat(user: str, url: str | None) -> None:
    """Talk to the running service in this terminal."""
    from bot import app
    from bot.terminal.client import chat as talk

    settings = load_settings()
    base = url or f"http://{settings.http.host}:{settings.http.port}"
    talk(base.rstrip("/"), app.terminal_secret(settings), user)


@commands.command()
def migrate() -> None:
    """Bring the database's schema up to date."""
    from bot import app

    database = app.open_for_migration(load_settings())
    try:
        app.migrate(database)
    finally:
        database.close()
    click.echo("The schema is up to date.")


@commands.command()
@click.argument("file", type=click.Path(path_type=Path))
def key(file: Path) -> None:
    """Make a sealing key in FILE, readable by you alone; never over an old one."""
    from bot import app

    app.make_key(file)
    click.echo(f"{file}: made. Keep a copy somewhere else; without it nothing stored can be read.")


@commands.command()
def check() -> None:
    """Say what is wrong with this set-up, each with the mend."""
    from bot.check import problems

    found = problems(lambda fact: click.echo(f"· {fact}"))
    for problem in found:
        click.echo(f"✗ {problem}")
    if found:
        sys.exit(1)
    click.echo("✓ Nothing is wrong.")


@commands.group()
def invite() -> None:
    """Make a one-time code, good for 72 hours: whoever writes /start CODE has the role."""


@invite.command()
@click.option("--department", required=True, help="Its code, such as jungnang.traffic; * stands for all.")
def officer(department: str) -> None:
    """For an officer of a department."""
    _invite("officer", department)


@invite.command()
def coordinator() -> None:
    """For a coordinator."""
    _invite("coordinator", "*")


def _invite(role: str, scope: str) -> None:
    from bot import app

    settings = load_settings()
    directory = app.load_knowledge(settings).office.directory
    if scope != "*" and scope not in directory.departments:
        near = [code for code in directory.departments if code.startswith(scope.partition(".")[0])]
        hint = f"; did you mean {', '.join(near[:8])}?" if near else "; see routing/data/seoul.toml"
        raise SettingsError(f"--department: there is no department “{scope}”{hint}")
    with app.open_memory(settings) as memory:
        code = memory.keeper.invite(role, scope, app.utc_now())
    click.echo(f"/start {code}")


@commands.command()
def roles() -> None:
    """Say who holds which role, since when, by the mark their colleagues know them by."""
    from bot import app

    with app.open_memory(load_settings()) as memory:
        for mark, _, grant in app.holders(memory):
            click.echo(f"{mark}  {grant.role}  {grant.scope}  {grant.valid_from:%Y-%m-%d}")


@commands.command()
@click.argument("mark")
@click.option("--department", help="Of that department, where several have the mark; * for all.")
def dismiss(mark: str, department: str | None) -> None:
    """End every role of whoever has the MARK, such as K-17: they are a citizen like any other then."""
    from bot import app

    with app.open_memory(load_settings()) as memory:
        meant = {
            person
            for known, person, grant in app.holders(memory)
            if known == mark.strip().upper() and department in (None, grant.scope)
        }
        if len(meant) != 1:
            mend = "name their --department" if meant else "`cheong roles` lists them"
            raise SettingsError(f"MARK: {len(meant)} people have the mark “{mark}”; {mend}")
        ended = memory.keeper.dismiss(meant.pop(), app.utc_now())
    click.echo(f"{mark}: {ended} roles ended.")


@commands.command()
@click.argument("number")
@click.option(
    "--author", is_flag=True, help="Whoever wrote it as well: how to reach them, and what they began."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(number: str, author: bool, yes: bool) -> None:
    """Erase the concern NUMBER by destroying its key: nobody reads it again. Nobody is told."""
    from bot import app
    from routing.records import Query

    with app.open_memory(load_settings()) as memory:
        with memory.database.read() as reader:
            found = reader.find(Query(number=number.strip().upper()))
            merged = reader.find(Query(merged_into=found[0].id)) if found else ()
        if not found:
            raise SettingsError(f"NUMBER: there is no concern “{number}”; write it in full, SP-260120-0042")
        if merged:
            others = ", ".join(each.number for each in merged)
            raise SettingsError(f"NUMBER: {others} would be left without an answer; /split them first")
        if not yes:
            click.confirm(f"{found[0].number} cannot be brought back. Erase it?", abort=True)
        memory.keeper.erase_concern(found[0].id, app.utc_now())
        if author:
            memory.keeper.erase_person(found[0].submitter, app.utc_now())
    click.echo(f"{found[0].number}: erased.")


@commands.command()
@click.option(
    "--evaluate", type=click.Path(exists=True, path_type=Path), help="Read this labelled JSONL file."
)
def read(evaluate: Path | None) -> None:
    """Read texts, a line each: one JSON object a line, or how well a labelled file is read."""
    from bot import app, reading

    settings = load_settings()
    reader, remark = app.learnt_reader(settings, reading.open_reader(settings.directory.folder))
    now = app.utc_now()
    if remark:
        click.echo(f"cheong: {remark}", err=True)
    if evaluate:
        found = reading.evaluate(reader, reading.load_rows(evaluate), now)
    else:
        found = reading.read_lines(reader, sys.stdin.buffer, now)
    for line in found:
        click.echo(line)


@commands.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--list", "listing", is_flag=True, help="Say who labelled how many texts, in which batch.")
@click.option("--undo", metavar="BATCH|BY", help="Take out the labels of a batch, or of somebody.")
def learn(file: Path | None, listing: bool, undo: str | None) -> None:
    """Learn what texts are about from FILE: JSON lines with text, area and by. Without FILE, learn anew."""
    from bot import app, labels, learning, reading

    settings = load_settings()
    reader = reading.open_reader(settings.directory.folder)
    given = labels.load_labels(file, reader.areas.order) if file else []
    with app.open_memory(settings) as memory:
        if undo is not None:
            click.echo(f"{memory.school.undo(undo)} labels taken out.")
        if given:
            batch = memory.school.append(given, app.utc_now())
            people = len({label.by for label in given})
            click.echo(f"batch {batch}: {len(given)} labels by {people} people")
        if listing:
            for line in labels.listed(memory.school.labels(), reader.areas):
                click.echo(line)
        pupil = learning.Pupil(reader, memory.school)
        version = pupil.study(app.utc_now())
        click.echo(f"learnt: version {version}, from {pupil.reader.learnt.labels} labels that count")


@commands.command()
@click.option("--language", default="ko", show_default=True, type=click.Choice(["ko", "en"]))
@click.option("--form", "only", help="Only this form.")
def preview(language: str, only: str | None) -> None:
    """Print every form as each messenger draws it, as text."""
    from bot.preview import pages

    for page in pages(load_settings(), language, only):
        click.echo(page)


if __name__ == "__main__":
    main()
