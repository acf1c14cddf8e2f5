"""Settings: config.toml, over it the environment (CHEONG_DATABASE__URL), frozen, secrets never printed."""

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

DEFAULT_FILE = "config.toml"
PREFIX = "CHEONG_"


class SettingsError(Exception):
    """The settings cannot be used. Its text names the file or variable, the key and what to do."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Service(_Section):
    """The service itself."""

    prefix: str = Field(default="SP", pattern=r"^[A-Z0-9]{1,8}$")
    #: When people are not disturbed who chose no hours of their own; see `routing.clock.quiet`.
    quiet: Literal["night", "long", "off"] = "night"
    log_level: Literal["debug", "info", "warning", "error"] = "info"


class Database(_Section):
    """Where everything is kept. The URL may hold a password and is never printed."""

    url: SecretStr = SecretStr("sqlite:///data/cheong.db")


class Http(_Section):
    """Where the web server listens, and the address people use."""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = Field(default="", pattern=r"^(https?://[^/\s]+(/[^\s]*)?)?$")


class Sealing(_Section):
    """The key file."""

    key_file: Path = Path("data/cheong.key")


class WebChat(_Section):
    """The chat on a web page."""

    enabled: bool = True


def _shaped(pattern: str, otherwise: str) -> AfterValidator:
    """A secret that is empty or looks so; `otherwise` says what to do, and never the secret."""

    def check(value: SecretStr) -> SecretStr:
        if not re.fullmatch(f"({pattern})?", value.get_secret_value()):
            raise PydanticCustomError("shape", otherwise)
        return value

    return AfterValidator(check)


_BotFathers = _shaped(
    r"\d{1,16}:[A-Za-z0-9_-]{8,64}", "This is no token; copy it as BotFather gave it, 123456:ABC…"
)
_Webhooks = _shaped(r"[A-Za-z0-9_-]{16,256}", "It needs 16 to 256 of the characters A-Z a-z 0-9 _ -")
_Bots = _shaped(r"xoxb-[A-Za-z0-9-]{8,250}", "This is no bot token; copy the one that begins with xoxb-")
_Apps = _shaped(r"xapp-[A-Za-z0-9-]{8,250}", "This is no app-level token; it begins with xapp-")
_Signings = _shaped(r"[A-Za-z0-9]{16,128}", "This is no signing secret; copy it from Basic Information")
_ADDRESS = r"^https?://[^/\s]+(/[^\s]*)?$"


class Telegram(_Section):
    """The bot at Telegram; without a token there is none."""

    #: As BotFather gives it.
    token: Annotated[SecretStr, _BotFathers] = SecretStr("")
    mode: Literal["webhook", "polling"] = "polling"
    #: Telegram sends it along with each update, so that nobody else can send any.
    webhook_secret: Annotated[SecretStr, _Webhooks] = SecretStr("")
    api_url: str = Field(default="https://api.telegram.org", pattern=_ADDRESS)


class Slack(_Section):
    """The app at Slack; without a bot token there is none."""

    #: As the app's "OAuth & Permissions" shows it.
    bot_token: Annotated[SecretStr, _Bots] = SecretStr("")
    #: Tells Slack's requests from others'; needed where requests come over HTTP.
    signing_secret: Annotated[SecretStr, _Signings] = SecretStr("")
    #: Present: everything comes through a socket that we open (Socket Mode).
    app_token: Annotated[SecretStr, _Apps] = SecretStr("")
    api_url: str = Field(default="https://slack.com/api", pattern=_ADDRESS)


class DirectoryFolder(_Section):
    """A deployment's own directory."""

    folder: str = ""


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=PREFIX, env_nested_delimiter="__", hide_input_in_errors=True
    )

    service: Service = Service()
    database: Database = Database()
    http: Http = Http()
    sealing: Sealing = Sealing()
    webchat: WebChat = WebChat()
    telegram: Telegram = Telegram()
    slack: Slack = Slack()
    directory: DirectoryFolder = DirectoryFolder()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment over the file; nothing else."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, _file())


def _file() -> Path:
    return Path(os.environ.get("CHEONG_CONFIG", DEFAULT_FILE))


def load_settings(**over: Any) -> Settings:
    """The settings in force; SettingsError when a file, key or variable is wrong."""
    file = _file()
    if "CHEONG_CONFIG" in os.environ and not file.is_file():
        raise SettingsError(f"{file}: the file is missing; write it, or take CHEONG_CONFIG away")
    try:
        settings = Settings(**over)
    except ValidationError as error:
        raise SettingsError("\n".join(_plainly(each, file) for each in error.errors())) from None
    except ValueError as error:
        raise SettingsError(f"{file}: it is no TOML ({error}); mend that line") from None
    _refuse_unknown_variables()
    return settings


def _plainly(error: Any, file: Path) -> str:
    path = [str(part) for part in error["loc"]]
    variable = PREFIX + "__".join(path).upper()
    where = variable if variable in os.environ else f"{file}: {'.'.join(path)}"
    if error["type"] == "extra_forbidden":
        return f"{where}: there is no such setting; take it out, or see config.example.toml"
    return f"{where}: {error['msg'][0].lower()}{error['msg'][1:]}; correct it, see config.example.toml"


def _refuse_unknown_variables() -> None:
    """A misspelt variable would be passed over in silence; it is named instead."""
    known = {"CHEONG_CONFIG", "CHEONG_FAILPOINT"}
    for section, section_field in Settings.model_fields.items():
        fields = getattr(section_field.annotation, "model_fields", {})
        known |= {f"{PREFIX}{section}__{name}".upper() for name in fields}
    for name in sorted(os.environ):
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise SettingsError(f"{name}: there is no such setting; take it away, or see config.example.toml")
