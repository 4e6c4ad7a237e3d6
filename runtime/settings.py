"""Every setting of every process, in one table, read from the environment (`DOUDI_…`).

`read_settings()` reads and judges nothing, so that `doudi settings` can show what is wrong;
`load_settings()` is what a process starts with, and refuses with one line per fault.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError

from domain.pay.bankfile import Layout

PREFIX = "DOUDI_"
ROUTES = {
    "department_routes": ("http", "platform", "file", "letter"),
    "bank_routes": ("http", "directory", "sftp"),
}


class SettingsRefused(Exception):
    """The process must not start with these settings; `faults` holds one line each."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """The configuration of one deployment. Each field is `DOUDI_<NAME>` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True
    )

    env: Literal["demo", "production"] = Field(
        "demo",
        description="`demo` allows demonstration values, users and keys; `production` refuses them",
    )
    home: Path = Field(
        Path("var"), description="Directory of everything the embedded default writes"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="Least severe level that is logged"
    )
    log_format: Literal["json", "console"] = Field(
        "json", description="One JSON object a line, or text for a person at a terminal"
    )

    temporal_address: str = Field(
        "127.0.0.1:7233", description="Host and port of the Temporal frontend"
    )
    namespace: str = Field("default", description="Temporal namespace; bound into every payload")
    retention_days: int = Field(
        90, ge=1, description="Days Temporal keeps closed runs of a namespace that doudi makes"
    )
    task_queue: str = Field("doudi", description="Task queue of the workers")
    temporal_tls_ca: Path | None = Field(
        None, description="CA certificate of the Temporal frontend; setting it switches TLS on"
    )
    temporal_tls_cert: Path | None = Field(
        None, description="Client certificate for the Temporal frontend"
    )
    temporal_tls_key: Path | None = Field(None, description="Private key of the client certificate")
    workers: int = Field(1, ge=1, le=64, description="Worker processes of the embedded default")
    cached_workflows: int = Field(
        1000,
        ge=1,
        description="Workflows each worker keeps in memory, 0.1 to 0.3 MB a case; one more costs a"
        " replay when it is next acted on, and nothing before",
    )
    activities_per_second: int = Field(
        200,
        ge=1,
        description="The most activities a worker begins in a second: however many cases wake at"
        " once, departments and the database are asked no faster",
    )
    rehearsal: bool = Field(
        False, description="Virtual time: calendars are fast-forwarded; refused in production"
    )

    database_url: str = Field(
        default_factory=lambda data: f"sqlite:///{data['home']}/doudi.db",
        repr=False,  # may hold a password
        description="SQLAlchemy URL of the tables; SQLite under the home directory by default",
    )

    api_host: str = Field("127.0.0.1", description="Address the API and the codec server listen on")
    api_port: int = Field(8000, ge=1, le=65535, description="Port of the API and the pages")
    codec_port: int = Field(
        8233, ge=1, le=65535, description="Port of the Temporal UI behind sign-in, and its codec"
    )
    ui_port: int = Field(
        8234, ge=1, le=65535, description="Port of the bare Temporal UI, on this machine only"
    )
    sandbox_port: int = Field(8010, ge=1, le=65535, description="Port of the sandbox departments")
    ui_upstream: str = Field(
        default_factory=lambda data: f"http://127.0.0.1:{data['ui_port']}",
        description="Where the codec server finds the bare Temporal UI",
    )
    codec_url: str = Field(
        default_factory=lambda data: f"http://{data['api_host']}:{data['codec_port']}",
        description="Origin under which a browser reaches the Temporal UI and its codec",
    )
    console_url: str = Field(
        default_factory=lambda data: f"http://{data['api_host']}:{data['api_port']}",
        description="Origin under which a browser reaches the console",
    )

    key_file: Path = Field(
        default_factory=lambda data: data["home"] / "keys.json",
        description="The key ring (mode 0600); the embedded default makes one at first start",
    )
    session_secret: SecretStr | None = Field(
        None,
        description="Signs sessions, at least 32 characters; derived from the key ring if not set",
    )
    session_idle_minutes: int = Field(
        30, ge=1, description="Minutes without a request after which a session ends"
    )
    session_hours: int = Field(
        12, ge=1, description="Hours after sign-in at which a session ends in any case"
    )
    session_secure: bool = Field(
        default_factory=lambda data: data["env"] == "production",
        description="Session cookies are sent over HTTPS only",
    )
    demo_users: bool = Field(
        default_factory=lambda data: data["env"] == "demo",
        description="The demonstration users of the README can sign in; refused in production",
    )

    policy_overlays: tuple[Path, ...] = Field(
        (), description="Directories of policy packs laid over those shipped; a JSON list of paths"
    )

    department_base_url: str = Field(
        default_factory=lambda data: f"http://127.0.0.1:{data['sandbox_port']}",
        description="Where the information check reaches the departments' exchange interface",
    )
    platform_base_url: str = Field(
        default_factory=lambda data: data["department_base_url"],
        description="Where it reaches the provincial platform (route `platform`)",
    )
    sms_url: str = Field(
        default_factory=lambda data: f"http://127.0.0.1:{data['sandbox_port']}/sms",
        description="Address of the SMS gateway",
    )
    sms_token: SecretStr | None = Field(
        None, description="Bearer token of the SMS gateway; none is sent when it is not set"
    )
    notice_channels: tuple[Literal["sms", "mail"], ...] = Field(
        ("sms", "mail"),
        description="By what a family is told of a paper, tried in this order; a JSON list, `[]`"
        " prints everything",
    )
    smtp_host: str = Field("127.0.0.1", description="Host of the mail server for notices")
    smtp_port: int = Field(8025, ge=1, le=65535, description="Port of the mail server for notices")
    smtp_tls: bool = Field(
        default_factory=lambda data: data["env"] == "production",
        description="The mail server is spoken to over TLS (STARTTLS)",
    )
    smtp_user: str = Field("", description="Account at the mail server; none for no sign-in")
    smtp_password: SecretStr | None = Field(None, description="Password of that account")
    mail_from: str = Field(
        "doudi@county.invalid", description="Sender of the notices that go by mail"
    )
    exchange_dir: Path = Field(
        default_factory=lambda data: data["home"] / "exchange",
        description="Directory of batch workbooks to and from departments of the file route",
    )
    department_routes: dict[str, str] = Field(
        {},
        description="How a department is reached, `http` (the default), `platform`, `file` or"
        ' `letter`: a JSON object such as `{"housing": "file", "jiaozuo/tax": "letter"}`',
    )
    bank_url: str = Field(
        default_factory=lambda data: f"http://127.0.0.1:{data['sandbox_port']}",
        description="Where the monthly run reaches the paying bank over HTTP",
    )
    bank_routes: dict[str, str] = Field(
        {},
        description="How a place's bank is reached, `http` (the default), `directory` or `sftp`: a JSON"
        ' object such as `{"jiaozuo": "directory"}`',
    )
    bank_dir: Path = Field(
        default_factory=lambda data: data["home"] / "bank",
        description="Directory of payment files to the bank and return files from it",
    )
    bank_sftp_url: str = Field(
        "", description="Where files to the bank are put by SFTP: `sftp://user@host:22/directory`"
    )
    bank_sftp_key: Path | None = Field(None, description="Private key we show the SFTP server")
    bank_sftp_known_hosts: Path | None = Field(
        None, description="Keys the SFTP server must show, in the known_hosts form of OpenSSH"
    )
    bank_layouts: dict[str, Layout] = Field(
        {},
        description="How a place's bank wants its files: a JSON object such as"
        ' `{"jiaozuo": {"encoding": "gb18030", "separator": "\\t"}, "hanbin": {"form": "workbook"}}`;'
        " `columns` gives another order of no, bank, account, holder, amount",
    )
    evidence_dir: Path = Field(
        default_factory=lambda data: data["home"] / "evidence",
        description="Directory of photos and scans of cases, encrypted; shared by all API processes",
    )
    evidence_max_mb: int = Field(
        10, ge=1, le=50, description="Largest photo or scan that may be uploaded, in MB"
    )
    archive_dir: Path = Field(
        default_factory=lambda data: data["home"] / "archive",
        description="Append-only archive of closed workflow runs",
    )
    archive_bucket: str = Field(
        "",
        description="Bucket of an S3-compatible store that holds the archive instead of a directory;"
        " key and secret from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    )
    archive_endpoint: str = Field("", description="Address of that store; empty for AWS's own")
    archive_lock_days: int = Field(
        0,
        ge=0,
        description="Days object lock holds each object; 0 for a bucket without object lock",
    )
    trail_dir: Path = Field(
        default_factory=lambda data: data["home"] / "trail",
        description="Append-only copy of the operators' log with a signed digest a minute; on a disk"
        " the owner of the database cannot write to",
    )
    trail_bucket: str = Field(
        "",
        description="Bucket of an S3-compatible store that holds that copy, below trail/, instead of a"
        " directory; key and secret as for the archive",
    )
    trail_endpoint: str = Field("", description="Address of that store; empty for AWS's own")
    trail_lock_days: int = Field(
        0,
        ge=0,
        description="Days object lock holds each object of that copy; 0 for a bucket without object lock",
    )
    archive_drops: tuple[Path, ...] = Field(
        (),
        description="Directories outside the operator's hand (a share of the audit office) that are"
        " given each day's signed digest of archive and operators' log; a JSON list of paths",
    )
    archive_mail: tuple[str, ...] = Field(
        (), description="Mail addresses that are sent each day's digest; a JSON list"
    )

    @property
    def log_dir(self) -> Path:
        """Where the embedded default keeps one log file per process."""
        return self.home / "log"

    def faults(self) -> tuple[str, ...]:
        """What forbids starting, one clear line each; empty when nothing does."""
        found = []
        secret = self.session_secret.get_secret_value() if self.session_secret else None
        if secret is not None and len(secret) < 32:
            found.append("DOUDI_SESSION_SECRET is shorter than 32 characters")
        if (self.temporal_tls_cert is None) != (self.temporal_tls_key is None):
            found.append("DOUDI_TEMPORAL_TLS_CERT and DOUDI_TEMPORAL_TLS_KEY are set together")
        found += [
            f"DOUDI_POLICY_OVERLAYS names a directory that does not exist: {path}"
            for path in self.policy_overlays
            if not path.is_dir()
        ]
        found += [
            f"{variable_of(name)} gives {who} the route {route}; there are {', '.join(known)}"
            for name, known in ROUTES.items()
            for who, route in sorted(getattr(self, name).items())
            if route not in known
        ]
        if self.env == "production":
            found += self._production_faults()
        return tuple(found)

    def _production_faults(self) -> list[str]:
        found = []
        if self.rehearsal:
            found.append("DOUDI_REHEARSAL must be off in production: virtual time is for rehearsal")
        if self.demo_users:
            found.append("DOUDI_DEMO_USERS must be off in production: their passwords are public")
        if not self.session_secure:
            found.append("DOUDI_SESSION_SECURE must be on in production: sessions need HTTPS")
        if not self.key_file.is_file():
            found.append(
                "DOUDI_KEY_FILE names no file: make a key ring with `doudi keys create` and keep"
                " a copy in a safe place"
            )
        else:
            found += _key_file_faults(self.key_file)
        if "change-me" in self.database_url:
            found.append("DOUDI_DATABASE_URL still holds the sample password")
        return found

    def warnings(self) -> tuple[str, ...]:
        """What does not forbid starting but an operator should know, one line each."""
        if self.env == "production" and self.database_url.startswith("sqlite"):
            return (
                "DOUDI_DATABASE_URL is SQLite: fit for one machine and about 10,000 living cases;"
                " use PostgreSQL beyond that",
            )
        return ()

    def as_environment(self) -> dict[str, str]:
        """The same settings as environment variables, for a child process."""
        return {
            variable_of(name): _as_text(getattr(self, name))
            for name in type(self).model_fields
            if getattr(self, name) is not None
        }


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment; raises `SettingsRefused` with every fault at once."""
    settings = read_settings(**overrides)
    faults = settings.faults()
    if faults:
        raise SettingsRefused(faults)
    return settings


def read_settings(**overrides: Any) -> Settings:
    """The settings with whatever is wrong in them; `SettingsRefused` if one cannot be read at all."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        # `include_input=False`: a wrong value may be a secret in the wrong place.
        wrong = error.errors(include_url=False, include_input=False)
        raise SettingsRefused(
            tuple(
                f"{variable_of(str(e['loc'][0]))} cannot be read: {e['msg']}"
                for e in wrong
                if e["type"] != "default_factory_not_called"
            )
        ) from None
    except SettingsError as error:
        found = re.search(r'field "(\w+)"', str(error))
        name = variable_of(found[1]) if found else "a setting"
        raise SettingsRefused((f"{name} cannot be read: it must be JSON",)) from None


def variable_of(name: str) -> str:
    """The environment variable of a field."""
    return PREFIX + name.upper()


def unknown_variables() -> tuple[str, ...]:
    """`DOUDI_` variables of this process that no setting reads: usually a spelling mistake."""
    known = {variable_of(name) for name in Settings.model_fields}
    return tuple(
        sorted(
            name
            for name in os.environ
            if name.startswith(PREFIX) and name not in known and not name.startswith("DOUDI_TEST_")
        )
    )


def _as_text(value: Any) -> str:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return json.dumps([str(item) for item in value])
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _key_file_faults(path: Path) -> list[str]:
    try:
        ring = json.loads(path.read_text())
    except (OSError, ValueError):
        return ["DOUDI_KEY_FILE cannot be read as a key ring"]
    found = []
    if path.stat().st_mode & 0o077:
        found.append("DOUDI_KEY_FILE may be read by others: set its mode to 0600")
    if not isinstance(ring, dict) or ring.get("demo", True):
        found.append("DOUDI_KEY_FILE was made for demonstration: make one with `doudi keys create`")
    return found
