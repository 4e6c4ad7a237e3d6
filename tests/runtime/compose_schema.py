"""The part of the Compose specification that `docker-compose.yml` uses, as strict models.

No container engine runs in the tests: an unknown key, a wrong type or a dependency on a service
that does not exist is what they can and must find.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

Duration = Annotated[str, StringConstraints(pattern=r"^(\d+h)?(\d+m)?(\d+s)?$", min_length=2)]
Port = Annotated[str, StringConstraints(pattern=r"^(\d{1,3}(\.\d{1,3}){3}:)?\d{1,5}:\d{1,5}$")]
Mount = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*:/[\w/.-]+(:ro)?$")]
Image = Annotated[str, StringConstraints(pattern=r"^[a-z0-9./-]+:[\w.${}:-]+$")]
SUBSTITUTION = re.compile(r"\$(?:\$|\{([A-Za-z_]\w*)(?:(:?[-?+])([^{}]*))?\}|(\w+))")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Healthcheck(Strict):
    test: list[str] = Field(min_length=2)
    interval: Duration
    timeout: Duration
    start_period: Duration | None = None
    retries: int = Field(ge=1)

    @field_validator("test")
    @classmethod
    def _kind(cls, value: list[str]) -> list[str]:
        if value[0] not in {"CMD", "CMD-SHELL"} or (value[0] == "CMD-SHELL" and len(value) != 2):
            raise ValueError("a test begins with CMD, or is CMD-SHELL and one string")
        return value


class Dependency(Strict):
    condition: Literal["service_started", "service_healthy", "service_completed_successfully"]


class Deploy(Strict):
    replicas: int = Field(ge=1)


class Service(Strict):
    image: Image
    build: str | None = None
    restart: Literal["no", "always", "on-failure", "unless-stopped"]
    environment: dict[str, str] = Field(default_factory=dict)
    entrypoint: list[str] | None = None
    command: list[str] | None = None
    volumes: list[Mount] = Field(default_factory=list)
    ports: list[Port] = Field(default_factory=list)
    depends_on: dict[str, Dependency] = Field(default_factory=dict)
    deploy: Deploy | None = None
    stop_grace_period: Duration | None = None
    healthcheck: Healthcheck | None = None


class Compose(Strict):
    """A whole file, extensions (`x-…`) left out."""

    services: dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")], Service]
    volumes: dict[str, None]

    @model_validator(mode="after")
    def _whole(self) -> Compose:
        for name, service in self.services.items():
            for other, dependency in service.depends_on.items():
                if other not in self.services:
                    raise ValueError(f"{name} depends on {other}, which is not a service")
                target = self.services[other]
                if dependency.condition == "service_healthy" and target.healthcheck is None:
                    raise ValueError(f"{name} waits for the health of {other}, which has no check")
                ends = target.restart in {"no", "on-failure"}
                if dependency.condition == "service_completed_successfully" and not ends:
                    raise ValueError(f"{name} waits for the end of {other}, which never ends")
            for mount in service.volumes:
                if mount.split(":")[0] not in self.volumes:
                    raise ValueError(f"{name} mounts {mount}, which is not a volume")
        return self


def substitutions(text: str) -> dict[str, str | None]:
    """Variable → how it is filled (`:-` default, `:?` required, None bare); rejects `$name`."""
    found: dict[str, str | None] = {}
    for match in SUBSTITUTION.finditer(text):
        if match[4]:
            raise ValueError(f"write ${{{match[4]}}} or $${match[4]}")
        if match[1]:
            found[match[1]] = found.get(match[1]) or match[2]
    return found
