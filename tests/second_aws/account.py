"""An account of ministack in which stacks are made."""

from tests.infrastructure.account import StacksAccount
from tests.second_aws.lacking import TYPES
from tests.services.ministack import Ministack


class SecondAws(StacksAccount, Ministack):
    """What ministack lacks is stubbed."""

    stubs = TYPES
