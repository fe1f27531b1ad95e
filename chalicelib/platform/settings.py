"""The environment, read once: a missing name fails the cold start, not a client's request."""

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache

RELAYS = frozenset({"kvs", "shared-secret", "cloudflare", "twilio", "static"})
POLICIES = frozenset({"all", "relay"})


class NotConfigured(Exception):
    """What the environment lacks, or has wrong; raised while a function starts."""


@dataclass(frozen=True)
class Settings:
    """
    Each field is one variable of the same name in capitals, set by `infra/code.yaml` on every function.

    ``keystore_name`` is the logical name that every branch key is bound to: it never changes, whatever the table
    is called. ``cognito_issuer`` is what tokens say, ``cognito_jwks_url`` is where their keys are read: the two
    differ in the local cloud. ``origin`` is the one origin that people see, without a slash at the end. What lies in
    ``documents_bucket`` is encrypted under ``storage_key_arn``.

    From ``ice_provider`` on, only the function that sockets call is given them (`infra/functions.yaml`): which relays, in
    the order in which they are asked, and what each of them needs; lists are parted by commas.
    """

    core_table: str
    records_table: str
    audit_table: str
    ephemeral_table: str
    keystore_table: str
    keystore_name: str
    kms_key_arn: str
    user_pool_id: str
    user_pool_client_id: str
    user_pool_client_secret: str
    cognito_issuer: str
    cognito_jwks_url: str
    invoice_machine_arn: str
    mail_sender: str
    origin: str
    stripe_api_base: str
    stripe_script_url: str
    socket_endpoint: str
    documents_bucket: str
    storage_key_arn: str
    ice_provider: str = "static"
    ice_policy: str = "all"
    ice_channels: str = ""
    turn_urls: str = ""
    turn_secret: str = field(default="", repr=False)
    cloudflare_key: str = ""
    cloudflare_token: str = field(default="", repr=False)
    twilio_account: str = ""
    twilio_token: str = field(default="", repr=False)


def read(environment: Mapping[str, str]) -> Settings:
    """
    Settings from an environment.

    Raises:
        NotConfigured: Some names are missing or empty, and the message lists all of them; or a relay is not known.
    """
    names = {each.name: each.name.upper() for each in fields(Settings)}
    needed = [names[each.name] for each in fields(Settings) if each.default is MISSING]
    missing = sorted(name for name in needed if not environment.get(name))
    if missing:
        message = f"The environment lacks {', '.join(missing)}."
        raise NotConfigured(message)
    here = Settings(
        **{
            name: environment[variable]
            for name, variable in names.items()
            if environment.get(variable)
        }
    )
    if (
        not RELAYS.issuperset(part.strip() for part in here.ice_provider.split(","))
        or here.ice_policy not in POLICIES
    ):
        message = f"ICE_PROVIDER names some of {', '.join(sorted(RELAYS))}, and ICE_POLICY is all or relay."
        raise NotConfigured(message)
    return here


@cache
def settings() -> Settings:
    """The settings of this process."""
    return read(os.environ)
