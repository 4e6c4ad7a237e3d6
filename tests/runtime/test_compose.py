"""The production stack is well-formed and sets only what our settings know."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from runtime.allocator import TUNABLES
from runtime.settings import Settings, variable_of
from tests.runtime.compose_schema import Compose, substitutions

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text()
LOADED: dict[str, Any] = {
    key: value for key, value in yaml.safe_load(TEXT).items() if not key.startswith("x-")
}
OURS = ("migrate", "worker", "api", "codec")
KNOWN = {variable_of(name) for name in Settings.model_fields}
FOR_COMPOSE_ONLY = {"DOUDI_VERSION", "DOUDI_PUBLIC_HOST"}


def uncommented(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def test_it_is_a_compose_file() -> None:
    compose = Compose.model_validate(LOADED)
    assert set(OURS) < set(compose.services)
    assert compose.services["worker"].deploy is not None


def test_all_of_ours_run_on_one_image_with_the_same_settings() -> None:
    services = [Compose.model_validate(LOADED).services[name] for name in OURS]
    assert len({service.image for service in services}) == 1
    assert all(service.environment == services[0].environment for service in services)
    assert all(services[0].environment["DOUDI_ENV"] == "production" for _ in services)


def test_the_image_hands_out_memory_as_the_embedded_worker_does() -> None:
    assert f"ENV GLIBC_TUNABLES={TUNABLES}\n" in (ROOT / "Dockerfile").read_text()


def test_every_long_running_service_has_a_health_check() -> None:
    for name, service in Compose.model_validate(LOADED).services.items():
        assert (service.healthcheck is not None) == (service.restart == "unless-stopped"), name


def test_every_variable_of_ours_is_a_setting() -> None:
    compose = Compose.model_validate(LOADED)
    for service in compose.services.values():
        ours = {name for name in service.environment if name.startswith("DOUDI_")}
        assert ours <= KNOWN
    asked = {name for name in substitutions(uncommented(TEXT)) if name.startswith("DOUDI_")}
    assert asked <= KNOWN | FOR_COMPOSE_ONLY


def test_no_secret_has_a_value_in_the_file() -> None:
    filled = substitutions(uncommented(TEXT))
    assert filled["POSTGRES_PASSWORD"] == ":?"
    assert "change-me" not in TEXT


def test_these_settings_start_a_production(tmp_path: Path) -> None:
    values = {
        name.removeprefix("DOUDI_").lower(): value
        for name, value in LOADED["services"]["api"]["environment"].items()
        if "$" not in value
    }
    settings = Settings(**{**values, "key_file": tmp_path / "keys.json"})
    assert settings.faults() == (
        "DOUDI_KEY_FILE names no file: make a key ring with `doudi keys create` and keep"
        " a copy in a safe place",
    )


def test_images_are_pinned() -> None:
    for service in Compose.model_validate(LOADED).services.values():
        assert "latest" not in service.image.replace("${DOUDI_VERSION:-latest}", "")


@pytest.mark.parametrize(
    "broken",
    ["unknown key", "unknown service", "unknown volume", "no health", "number in environment"],
)
def test_the_schema_finds_what_is_wrong(broken: str) -> None:
    compose = copy.deepcopy(LOADED)
    api = compose["services"]["api"]
    if broken == "unknown key":
        api["enviroment"] = {}
    if broken == "unknown service":
        api["depends_on"]["nobody"] = {"condition": "service_started"}
    if broken == "unknown volume":
        api["volumes"] = ["nowhere:/var/lib/doudi"]
    if broken == "no health":
        del compose["services"]["temporal"]["healthcheck"]
    if broken == "number in environment":
        api["environment"] = {**api["environment"], "DOUDI_API_PORT": 8000}
    with pytest.raises(ValidationError):
        Compose.model_validate(compose)


def test_a_bare_dollar_is_refused() -> None:
    with pytest.raises(ValueError, match="write"):
        substitutions("echo $HOME")


def test_the_image_is_built_from_the_lock() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "pip install --require-hashes -r requirements.lock" in dockerfile
    assert "USER doudi" in dockerfile
