"""Whether the service lives and is ready, over real HTTP."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from tests.fixtures.postgres import Cluster, postgres_cluster
from tests.fixtures.running import environment, running
from tests.fixtures.seat import Seat


def get(url: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(url, timeout=15) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_it_lives_and_is_ready(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        assert get(f"{service.url}/livez") == (200, {"alive": True})
        assert get(f"{service.url}/readyz") == (200, {"ready": True, "wrong": None})


def test_without_its_database_it_lives_is_not_ready_acknowledges_nothing_and_recovers(tmp_path: Path) -> None:
    with postgres_cluster(fsync=True) as cluster:
        env = {
            "CHEONG_DATABASE__URL": cluster.url("postgres"),
            "CHEONG_SEALING__KEY_FILE": "k",
            "CHEONG_HTTP__PORT": "0",
        }
        for command in (["key", "k"], ["migrate"]):
            subprocess.run(
                [sys.executable, "-m", "bot", *command],
                cwd=tmp_path, env=environment(env), check=True, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        with running(tmp_path, ("run",), **env) as service:
            seat = Seat(service.url)
            seat.look()
            seat.press("동의하고 시작")
            traffic = seat.button("교통")
            cluster.stop()

            assert get(f"{service.url}/livez")[0] == 200
            assert get(f"{service.url}/readyz")[0] == 503
            assert seat.send(traffic).status == 503
            back(cluster)

            assert "어떤 점이 걱정되세요?" in until_200(seat, traffic)
            assert get(f"{service.url}/readyz")[0] == 200


def back(cluster: Cluster) -> None:
    cluster.start()
    cluster.wait_until_ready()


def until_200(seat: Seat, post: object) -> str:
    for _ in range(20):
        answer = seat.send(post)  # type: ignore[arg-type]  # a button
        if answer.status == 200:
            return answer.text
    return ""
