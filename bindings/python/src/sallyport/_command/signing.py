"""The options of commands that sign, and the Signer that they make. Credentials are never among the arguments."""

from __future__ import annotations

import os

from .._errors import Error, UsageError
from .._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from . import parsing

_SCHEME_UNSUPPORTED = 1214
_SECRETS = (
    "-u",
    "--user",
    "--access-key",
    "--access-key-id",
    "--aws-access-key-id",
    "--secret",
    "--secret-key",
    "--secret-access-key",
    "--aws-secret-access-key",
    "--session-token",
    "--aws-session-token",
    "--token",
)


def add(parser: parsing.Parser, *, scope: bool = True) -> None:
    group = parser.add_argument_group(
        "Signing",
        "Credentials come from --profile, else from AWS_ACCESS_KEY_ID and its like, else from the default profile.",
    )
    group.add_argument("--profile", metavar="NAME", help="profile in the files of the AWS CLI")
    group.add_argument("--credentials-file", metavar="FILE", help="in the place of ~/.aws/credentials")
    group.add_argument("--config-file", metavar="FILE", help="in the place of ~/.aws/config")
    group.add_argument("--region", metavar="NAME", help="signing region; else the host tells it")
    if scope:
        group.add_argument("--service", metavar="NAME", help="signing name; else host and X-Amz-Target tell it")
        group.add_argument("--scheme", metavar="NAME", help="aws4, aws4a, oss4, acs3 or odps4; else aws4")
        group.add_argument(
            "--aws-sigv4",
            metavar="P:REGION:SERVICE",
            help='curl\'s way to say the two: "aws:amz:REGION:SERVICE", or "aws" for neither',
        )
    parser.refuse(*_SECRETS)


def wanted(given: argparse.Namespace) -> bool:
    """Whether a request that need not be signed is to be."""
    names = ("profile", "credentials_file", "config_file", "region", "service", "aws_sigv4")
    return any(getattr(given, name) is not None for name in names)


def signer(given: argparse.Namespace, **options: Any) -> Signer:
    """The signer of the profile, of the environment, or of the default profile, in this order."""
    options = {**_scope(getattr(given, "aws_sigv4", None)), **options}
    for name in ("region", "service", "scheme"):
        if getattr(given, name, None) is not None:
            options[name] = getattr(given, name)
    files = {name: getattr(given, name) for name in ("config_file", "credentials_file")}
    if given.profile is not None or any(value is not None for value in files.values()):
        return Signer.from_profile(given.profile, **files, **options)
    if os.environ.get("AWS_ACCESS_KEY_ID") or os.environ.get("AWS_SECRET_ACCESS_KEY"):
        return Signer.from_env(**options)
    try:
        return Signer.from_profile(**options)
    except Error as e:
        if e.name != "PROFILE_NOT_FOUND" or os.environ.get("AWS_PROFILE") or os.environ.get("AWS_DEFAULT_PROFILE"):
            raise
    return Signer.from_env(**options)  # nothing anywhere: that is its error


def _scope(text: str | None) -> dict[str, str]:
    """curl's provider1[:provider2[:region[:service]]], or provider:region:service."""
    if text is None:
        return {}
    parts = text.split(":")
    if parts[0].lower() != "aws":
        raise UsageError(
            _SCHEME_UNSUPPORTED,
            "--aws-sigv4 names the provider %.20r" % parts[0],
            hint="Only the requests of aws are signed: aws:amz:REGION:SERVICE",
        )
    del parts[0]
    if parts and (parts[0].lower() in ("amz", "") or len(parts) == 3):
        del parts[0]
    return {name: part for name, part in zip(("region", "service"), parts) if part}
