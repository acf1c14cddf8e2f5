"""What the double keeps of messages and modals, as a person reads them; and how Slack signs."""

import hashlib
import hmac
import time
from dataclasses import dataclass
from typing import Any

SECRET = "0123456789abcdef0123456789abcdef"

Params = dict[str, Any]


@dataclass
class Posted:
    """A message, as it stands now. `only` is the person who alone sees it."""

    channel: str
    ts: str
    text: str
    blocks: list[Params]
    thread: str | None = None
    only: str | None = None
    metadata: Params | None = None
    versions: int = 1

    @property
    def shown(self) -> str:
        """Everything it says."""
        return read_aloud(self.blocks)

    @property
    def buttons(self) -> dict[str, tuple[str, Params]]:
        """Label → block id and element."""
        return buttons_of(self.blocks)


@dataclass
class View:
    """A modal, or somebody's Home tab."""

    id: str
    user: str
    view: Params
    hash: str = "1"
    open: bool = True

    @property
    def shown(self) -> str:
        return read_aloud(self.view["blocks"])

    @property
    def buttons(self) -> dict[str, tuple[str, Params]]:
        return buttons_of(self.view["blocks"])

    @property
    def inputs(self) -> dict[str, Params]:
        """Field → its block."""
        return {b["block_id"]: b for b in self.view["blocks"] if b["type"] == "input"}


def signed(body: bytes, at: int | None = None, secret: str = SECRET) -> Params:
    """The headers Slack signs with."""
    stamp = str(int(time.time()) if at is None else at)
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}


def buttons_of(blocks: list[Params]) -> dict[str, tuple[str, Params]]:
    found = [b for b in blocks if b["type"] == "actions"]
    return {e["text"]["text"]: (b["block_id"], e) for b in found for e in b["elements"]}


def read_aloud(blocks: list[Params]) -> str:
    lines = []
    for block in blocks:
        match block["type"]:
            case "section":
                lines.append(block["text"]["text"])
            case "context":
                lines += [each["text"] for each in block["elements"]]
            case "input":
                lines.append(block["label"]["text"])
                lines += [f"( ) {each['text']['text']}" for each in block["element"].get("options", [])]
            case "actions":
                lines.append("  ".join(f"[{each['text']['text']}]" for each in block["elements"]))
    return "\n".join(lines)
