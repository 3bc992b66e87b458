"""Hold the container and the compose file to the settings and files that there are."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import discord
import pytest
import yaml

from bot import settings
from bot.cli.exit_codes import USAGE_ERROR
from bot.clusters.cluster import parse_choice

PROJECT = Path(__file__).resolve().parent.parent
DEPLOY = PROJECT / "deploy"
FILLED = {"DISCORD_TOKEN": "a-token", "POSTGRES_PASSWORD": "a1b2"}


def compose(name: str = "clusters") -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / f"{name}.yaml").read_text(encoding="utf-8"))


def processes() -> dict[str, dict[str, Any]]:
    """Return the services that run our image."""
    services: dict[str, dict[str, Any]] = compose()["services"]
    return {name: one for name, one in services.items() if one["image"] == "pullquote"}


def interpolated(value: str) -> str:
    """Fill in variables as compose does: ${NAME}, ${NAME:-default}, ${NAME:?message}."""
    return re.sub(
        r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}", lambda one: FILLED.get(one[1]) or one[2], value
    )


def template() -> dict[str, str]:
    """Return the variables that the template names, those in comments too."""
    source = (DEPLOY / "clusters.env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^#?(\w+)=(.*)$", source, re.MULTILINE))


@pytest.mark.parametrize("name", sorted(processes()))
def test_a_process_is_given_settings_that_it_accepts(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment: dict[str, str] = processes()[name]["environment"]
    assert environment.keys() <= settings.names().keys()
    for variable, value in environment.items():
        monkeypatch.setenv(variable, interpolated(value))
    read = settings.load(env_file=tmp_path / ".env")
    assert read.token() == FILLED["DISCORD_TOKEN"]
    assert read.database_url == "postgresql+asyncpg://pullquote:a1b2@postgres/pullquote"


def test_every_cluster_is_served_once() -> None:
    commands = [one["command"] for one in processes().values()]
    choices = [parse_choice(option) for _run, _cluster, option in commands]
    assert {one.clusters for one in choices} == {2}
    assert sorted(one.number for one in choices if one.number is not None) == [0, 1]


def test_no_secret_stands_in_the_compose_file() -> None:
    source = (DEPLOY / "clusters.yaml").read_text(encoding="utf-8")
    secrets = re.findall(r"(?:TOKEN|PASSWORD|token)\"?: \"?(.*)", source)
    assert len(secrets) == 3
    assert all(secret.startswith("${") for secret in secrets)
    assert "pullquote:${POSTGRES_PASSWORD}@" in source


def test_the_template_has_every_variable_without_a_default_and_none_that_is_unused() -> None:
    source = (DEPLOY / "clusters.yaml").read_text(encoding="utf-8")
    used = set(re.findall(r"\$\{(\w+)", source))
    needed = set(re.findall(r"\$\{(\w+)(?:\}|:\?)", source))
    assert needed <= template().keys() <= used
    assert not any(template()[name] for name in FILLED)


def test_the_gateway_proxy_is_given_the_token_and_what_the_client_asks_of_discord() -> None:
    written = interpolated(compose()["configs"]["gateway-proxy"]["content"])
    config: dict[str, Any] = json.loads(written)
    asked = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
    assert (config["token"], config["intents"]) == (FILLED["DISCORD_TOKEN"], asked.value)
    assert config["shards"] is None


def test_prometheus_asks_every_process_and_proxy_of_the_compose_file() -> None:
    jobs = yaml.safe_load((DEPLOY / "prometheus.yml").read_text(encoding="utf-8"))
    targets = [
        target
        for job in jobs["scrape_configs"]
        for group in job["static_configs"]
        for target in group["targets"]
    ]
    ours = [f"{name}:9464" for name in processes()]
    assert sorted(targets) == sorted([*ours, "nirn-proxy:9000", "gateway-proxy:7878"])


def test_what_the_image_copies_is_there_and_reaches_it() -> None:
    source = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [
        part
        for line in re.findall(r"^COPY (?!--)(.+) \S+$", source, re.MULTILINE)
        for part in line.split()
    ]
    assert copied
    for name in copied:
        assert (PROJECT / name).exists(), name
        assert f"!{name.split('/')[0]}" in ignored, name


def test_the_image_does_not_run_as_root_and_has_the_driver_by_its_hash() -> None:
    source = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER [1-9]\d*$", source, re.MULTILINE)
    assert "--require-hashes" in source
    assert re.search(
        r"^asyncpg==", (PROJECT / "requirements" / "postgres.txt").read_text("utf-8"), re.MULTILINE
    )
    assert "SQLITE_TMPDIR=/var/lib/pullquote\n" in source  # a container's /tmp is its memory
    given = set(re.findall(r"\b(PULLQUOTE_\w+)=", source))
    assert given <= settings.names().keys()


@pytest.mark.parametrize("name", ["compose", "clusters"])
def test_a_container_may_do_no_more_than_it_needs(name: str) -> None:
    ours = [one for one in compose(name)["services"].values() if one["image"] == "pullquote"]
    assert ours
    for service in ours:
        assert service["read_only"] is True
        assert service["init"] is True  # the first process of a container has no default signals
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
        assert not service.get("privileged")
        assert not service.get("ports")


def test_the_one_bot_is_given_the_settings_of_the_template_and_those_of_the_container() -> None:
    service = compose("compose")["services"]["pullquote"]
    assert service["env_file"] == ["../.env"]
    assert service["environment"].keys() <= settings.names().keys()
    assert "DISCORD_TOKEN" not in service["environment"]


def test_the_image_asks_the_page_that_a_restart_mends_at_the_address_of_the_settings() -> None:
    source = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    address = compose("compose")["services"]["pullquote"]["environment"]["PULLQUOTE_METRICS"]
    assert f"http://{address}/livez" in source
    port = processes()["cluster-0"]["environment"]["PULLQUOTE_METRICS"].rpartition(":")[2]
    assert port == address.rpartition(":")[2]


def unit() -> dict[str, list[str]]:
    """Return the values of a systemd unit by their names."""
    found: dict[str, list[str]] = {}
    source = (DEPLOY / "pullquote.service").read_text(encoding="utf-8")
    for name, value in re.findall(r"^(\w+)=(.*)$", source, re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def test_the_unit_gives_settings_that_there_are_and_writes_only_to_its_own_folder() -> None:
    given = dict(one.split("=", 1) for one in unit()["Environment"][0].split())
    assert given.keys() <= settings.names().keys()
    assert given["PULLQUOTE_DATA_DIR"] == f"/var/lib/{unit()['StateDirectory'][0]}"
    assert unit()["ProtectSystem"] == ["strict"]
    assert "ReadWritePaths" not in unit()


def test_the_unit_is_not_restarted_for_what_a_restart_does_not_mend() -> None:
    assert unit()["Restart"] == ["on-failure"]
    assert unit()["RestartPreventExitStatus"] == [str(USAGE_ERROR)]


def test_the_unit_does_not_end_for_a_process_that_took_too_much_memory_for_it() -> None:
    assert unit()["OOMPolicy"] == ["continue"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
def test_systemd_finds_little_that_the_unit_need_not_be_allowed() -> None:
    command = ("systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=20")
    done = subprocess.run(  # noqa: S603 - a program of the system
        [*command, DEPLOY / "pullquote.service"], capture_output=True, text=True, check=False
    )
    assert "Overall exposure level" in done.stdout, done.stderr
    assert done.returncode == 0, done.stdout
