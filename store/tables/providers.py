"""Social forces registered to take part, what they are granted, and contracts for bought services."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from store.types import moment, sealed


class ProviderRow(SQLModel, table=True):
    """An organisation by its own code (统一社会信用代码); `kind` of the place's list."""

    __tablename__ = "providers"

    place: str = Field(primary_key=True)
    code: str = Field(primary_key=True, max_length=40)
    kind: str
    on: date
    by: str
    active: bool = True
    name: str = sealed("providers.name")


class IncentiveRow(SQLModel, table=True):
    """What a provider was granted for taking part, by which paper (YC-24)."""

    __tablename__ = "provider_incentives"

    place: str = Field(primary_key=True)
    provider: str = Field(primary_key=True, max_length=40)
    seq: int = Field(primary_key=True)
    kind: str
    fen: int = Field(sa_type=BigInteger)
    document: str
    on: date
    by: str


class ContractRow(SQLModel, table=True):
    """A contract for bought services: budget in fen, services as codes between commas.

    `account`: who of the provider signs in under it; his access ends with the contract.
    """

    __tablename__ = "service_contracts"
    __table_args__ = (Index("ix_service_contracts_account", "account"),)

    place: str = Field(primary_key=True)
    number: str = Field(primary_key=True, max_length=60)
    provider: str
    services: str
    budget_fen: int = Field(sa_type=BigInteger)
    since: date
    until: date
    account: str = ""
    on: date
    by: str
    ended_on: date | None = None


class ServiceOrderRow(SQLModel, table=True):
    """One order under a contract. `state`: aside (its sum is held), ordered (the case has it)."""

    __tablename__ = "service_orders"
    __table_args__ = (Index("ix_service_orders_contract", "place", "contract"),)

    order: str = Field(primary_key=True, max_length=120)
    place: str
    contract: str
    case_no: str = Field(max_length=20)
    number: int = 0
    fen: int = Field(sa_type=BigInteger)
    times: int = 0
    state: str
    at: datetime = moment()
    ended_on: date | None = None
