"""
Reads the settings from environment variables, once per process.

If a required variable is missing, the Lambda function fails when it starts.
"""

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache

RELAYS = frozenset({"kvs", "shared-secret", "cloudflare", "twilio", "static"})
POLICIES = frozenset({"all", "relay"})


class NotConfigured(Exception):
    """Raised when an environment variable is missing or has a wrong value."""


@dataclass(frozen=True)
class Settings:
    """
    Holds the settings; `infra/code.yaml` sets their environment variables.

    `keystore_name` is the logical name of the key store. Every branch key is bound to
    this name, so the name never changes. `cognito_issuer` is the issuer that is named
    in tokens, and `cognito_jwks_url` is the URL of the issuer's public keys; the local
    cloud uses different addresses for the two. `origin` is the scheme and host of the
    web client, without a slash at the end. `storage_key_arn` is the KMS key that
    encrypts the objects in `documents_bucket`.

    Only the Lambda function that handles socket messages gets `ice_provider` and the
    fields after it (`infra/functions.yaml`). `ice_provider` lists the TURN relays in
    the order in which the product tries them; the fields after it configure these
    relays. Lists are separated by commas.
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
    Return the settings that these environment variables contain.

    Raises:
        NotConfigured: A required variable is missing or empty, or a variable has an
            unknown relay or relay policy. The message names the variable.
    """
    names = {each.name: each.name.upper() for each in fields(Settings)}
    needed = [names[each.name] for each in fields(Settings) if each.default is MISSING]
    missing = sorted(name for name in needed if not environment.get(name))
    if missing:
        message = f"The environment lacks {', '.join(missing)}."
        raise NotConfigured(message)
    config = Settings(
        **{
            name: environment[variable]
            for name, variable in names.items()
            if environment.get(variable)
        }
    )
    if (
        not RELAYS.issuperset(part.strip() for part in config.ice_provider.split(","))
        or config.ice_policy not in POLICIES
    ):
        relays = ", ".join(sorted(RELAYS))
        message = f"ICE_PROVIDER names some of {relays}, and ICE_POLICY is all or relay."
        raise NotConfigured(message)
    return config


@cache
def settings() -> Settings:
    """Return the settings of this process."""
    return read(os.environ)
