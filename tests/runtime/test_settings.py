"""One table of settings: documented, complete, and refused when a deployment would be unsafe."""

from __future__ import annotations

from pathlib import Path

import pytest

from runtime.commands import markdown_table, shown
from runtime.keys import KeyRing
from runtime.settings import (
    Settings,
    SettingsRefused,
    load_settings,
    read_settings,
    unknown_variables,
)

ROOT = Path(__file__).resolve().parent.parent.parent


def production(tmp_path: Path, **changes: object) -> Settings:
    if not (tmp_path / "keys.json").exists():
        KeyRing.create(tmp_path / "keys.json")
    values = {
        "env": "production",
        "home": tmp_path,
        "database_url": "postgresql+psycopg://doudi:pw@db/doudi",
        **changes,
    }
    return Settings(**values)


def test_the_defaults_start_a_demonstration() -> None:
    assert load_settings().env == "demo"
    assert load_settings().warnings() == ()


def test_a_complete_production_starts(tmp_path: Path) -> None:
    assert production(tmp_path).faults() == ()
    assert production(tmp_path).warnings() == ()


@pytest.mark.parametrize(
    ("change", "variable"),
    [
        ({"rehearsal": True}, "DOUDI_REHEARSAL"),
        ({"demo_users": True}, "DOUDI_DEMO_USERS"),
        ({"session_secure": False}, "DOUDI_SESSION_SECURE"),
        ({"session_secret": "short"}, "DOUDI_SESSION_SECRET"),
        ({"key_file": Path("/nowhere/keys.json")}, "DOUDI_KEY_FILE"),
        ({"database_url": "postgresql+psycopg://doudi:change-me@db/doudi"}, "DOUDI_DATABASE_URL"),
        ({"policy_overlays": ["/nowhere"]}, "DOUDI_POLICY_OVERLAYS"),
        ({"department_routes": {"tax": "fax"}}, "DOUDI_DEPARTMENT_ROUTES"),
        ({"bank_routes": {"jiaozuo": "letter"}}, "DOUDI_BANK_ROUTES"),
        ({"temporal_tls_cert": Path("/c.pem")}, "DOUDI_TEMPORAL_TLS_CERT"),
    ],
)
def test_production_refuses_it_with_one_line(
    tmp_path: Path, change: dict[str, object], variable: str
) -> None:
    [fault] = production(tmp_path, **change).faults()
    assert fault.startswith(variable) and "\n" not in fault


def test_production_refuses_a_demonstration_key_ring(tmp_path: Path) -> None:
    KeyRing.create(tmp_path / "keys.json", demo=True)
    [fault] = production(tmp_path).faults()
    assert "made for demonstration" in fault


def test_production_refuses_a_key_ring_others_can_read(tmp_path: Path) -> None:
    production(tmp_path)
    (tmp_path / "keys.json").chmod(0o644)
    [fault] = production(tmp_path).faults()
    assert "0600" in fault


def test_all_faults_come_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUDI_ENV", "production")
    monkeypatch.setenv("DOUDI_HOME", str(tmp_path))
    monkeypatch.setenv("DOUDI_REHEARSAL", "true")
    with pytest.raises(SettingsRefused) as refused:
        load_settings()
    assert len(refused.value.faults) == 2


def test_sqlite_in_production_is_a_warning(tmp_path: Path) -> None:
    settings = production(tmp_path, database_url="sqlite:///x.db")
    assert settings.faults() == ()
    [warning] = settings.warnings()
    assert "PostgreSQL" in warning


def test_a_child_process_reads_the_same_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(
        home=tmp_path,
        policy_overlays=[tmp_path],
        rehearsal=True,
        session_secret="s" * 40,
        department_routes={"jiaozuo/tax": "letter"},
    )
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings


def test_a_misspelt_variable_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOUDI_API_PROT", "1")
    assert unknown_variables() == ("DOUDI_API_PROT",)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DOUDI_API_PORT", "eighty"),
        ("DOUDI_WORKERS", "0"),
        ("DOUDI_POLICY_OVERLAYS", "a, b"),
        ("DOUDI_BANK_ROUTES", "{"),
        ("DOUDI_SESSION_HOURS", "a-secret-in-the-wrong-place"),
    ],
)
def test_a_value_that_cannot_be_read_is_one_line_without_the_value(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    for read in (read_settings, load_settings):
        with pytest.raises(SettingsRefused) as refused:
            read()
        [fault] = refused.value.faults
        assert fault.startswith(f"{variable} cannot be read") and "secret" not in fault


def test_secrets_are_not_shown() -> None:
    settings = Settings(
        session_secret="s3cret" * 8, database_url="postgresql+psycopg://u:s3cret@db/doudi"
    )
    text = " ".join(shown(settings, name) for name in Settings.model_fields) + repr(settings)
    assert "s3cret" not in text and "@db/doudi" in text


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_the_documented_table_is_the_table_of_the_settings() -> None:
    documented = (ROOT / "docs" / "configuration.md").read_text()
    assert markdown_table() in documented, "run `make settings`"
