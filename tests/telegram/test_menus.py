"""The menus of commands: for members, for the desk, and for whom a role has ended."""

from typing import Any

from sqlalchemy import update

from bot import app
from bot.settings import Settings
from storage.tables import role_grant
from tests.telegram.conftest import OFFICER, Serve
from tests.telegram.phone import Phone
from tests.telegram.platform import Platform


def test_menus_are_set_by_scope_in_both_languages(telegram: Platform, serve: Serve) -> None:
    officer = Phone(telegram, OFFICER)
    with serve():
        telegram.until(lambda: len(menus(telegram)) == 9)
        officer.say("/start")
        telegram.until(lambda: len(menus(telegram)) == 12)
    by_scope: dict[str, dict[str, list[str]]] = {}
    for each in menus(telegram):
        commands = [command["command"] for command in each["commands"]]
        by_scope.setdefault(each["scope"]["type"], {})[each.get("language_code", "")] = commands
    assert all(set(languages) == {"", "ko", "en"} for languages in by_scope.values())
    members = {"start", "status", "cancel", "lang", "help", "settings", "privacy"}
    assert members <= set(by_scope["all_private_chats"]["en"])
    assert members <= set(by_scope["default"]["ko"])
    assert "inbox" not in by_scope["all_private_chats"]["en"]
    assert {"inbox", "take", "reply", "room"} <= set(by_scope["all_group_chats"]["ko"])
    assert "report" not in by_scope["all_group_chats"]["ko"]
    assert {"start", "inbox", "reply"} <= set(by_scope["chat"]["en"]), "an officer's own chat"
    assert telegram.refused == []


def test_who_is_no_officer_any_more_has_no_officers_menu(
    telegram: Platform, serve: Serve, memory_settings: Settings
) -> None:
    """Whichever process set it."""
    officer = Phone(telegram, OFFICER)

    def theirs() -> list[str]:
        return [scope for scope in telegram.menus if f'"chat_id": {OFFICER}' in scope]

    with serve():
        officer.say("/start")
        telegram.until(lambda: len(theirs()) == 3)
    with app.open_memory(memory_settings) as memory, memory.database.write() as transaction:
        ended = update(role_grant).values(valid_until=app.utc_now())
        transaction.connection.execute(ended)
    with serve():
        officer.say("/inbox")
        telegram.until(lambda: theirs() == [])
    assert telegram.refused == []


def test_the_menu_goes_with_the_role(telegram: Platform, serve: Serve, memory_settings: Settings) -> None:
    """Told that it has ended, they have no officers' menu any more, whichever process had set it."""
    officer = Phone(telegram, OFFICER)

    def theirs() -> list[str]:
        return [scope for scope in telegram.menus if f'"chat_id": {OFFICER}' in scope]

    with serve():
        officer.say("/start")
        telegram.until(lambda: len(theirs()) == 3)
    with serve():
        with app.open_memory(memory_settings) as memory:
            ((_, person, _),) = app.holders(memory)
            assert memory.keeper.dismiss(person, app.utc_now()) == 1
        officer.sees("역할이 끝났어요")
        telegram.until(lambda: theirs() == [])
    assert telegram.refused == []


def menus(telegram: Platform) -> list[dict[str, Any]]:
    return [params for method, params in telegram.calls if method == "setMyCommands"]
