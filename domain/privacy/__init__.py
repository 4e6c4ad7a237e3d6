"""Who may read and write which field (S6, S7): one table of fields, one of roles, default deny.

`fields` says of what kind each field of a case is, `matrix` what each role may do with each kind,
`looking` takes single fields out of a household for whoever has a purpose. What is not named may
neither be read nor written. Which *cases* somebody reaches at all is not decided here
(`api.scope`), nor which act is lawful (`domain.case.moves`).
"""

from domain.privacy.fields import KIND_OF, Kind, field_of
from domain.privacy.looking import Looked, looked, revealable
from domain.privacy.matrix import (
    FIELD_ZH,
    READS,
    WRITES,
    Purpose,
    Read,
    may_write,
    read_of,
    seen,
    unwritable,
)

__all__ = [
    "FIELD_ZH",
    "KIND_OF",
    "READS",
    "WRITES",
    "Kind",
    "Looked",
    "Purpose",
    "Read",
    "field_of",
    "looked",
    "may_write",
    "read_of",
    "revealable",
    "seen",
    "unwritable",
]
