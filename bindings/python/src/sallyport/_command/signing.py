"""The options of commands that sign, and the Signer that they make. Credentials are never among the arguments."""

from __future__ import annotations

import sys

from .._errors import UsageError, error
from .._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from . import parsing

_SCHEME_UNSUPPORTED = 1214
_MFA_CODE_NEEDED = 1284
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
        "Credentials come from --profile, else from where the AWS CLI finds them (docs/cookbook/credentials.md).",
    )
    group.add_argument("--profile", metavar="NAME", help="profile in the files of the AWS CLI")
    group.add_argument("--credentials-file", metavar="FILE", help="in the place of ~/.aws/credentials")
    group.add_argument("--config-file", metavar="FILE", help="in the place of ~/.aws/config")
    group.add_argument(
        "--provider",
        choices=("aws", "alibaba"),
        help="whose credentials; alibaba: ALIBABA_CLOUD_*, the profiles of its CLI and SDK, the ECS instance",
    )
    group.add_argument(
        "--mfa-code",
        metavar="DIGITS",
        help="what the MFA device of a role's profile (mfa_serial) shows; else it is asked for at the terminal",
    )
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
    names = ("profile", "provider", "credentials_file", "config_file", "region", "service", "aws_sigv4")
    return any(getattr(given, name) is not None for name in names)


def signer(given: argparse.Namespace, **options: Any) -> Signer:
    """The signer of the profile, or of the chain."""
    options = {**_scope(getattr(given, "aws_sigv4", None)), **options}
    for name in ("region", "service", "scheme"):
        if getattr(given, name, None) is not None:
            options[name] = getattr(given, name)
    given_once = [given.mfa_code] if given.mfa_code is not None else []

    def code(serial: str) -> str:
        if given_once:  # AWS takes none twice
            return str(given_once.pop())
        if not _terminal():
            raise error(
                _MFA_CODE_NEEDED,
                "the role needs the code of the MFA device %s: give --mfa-code; there is no terminal to ask at"
                % serial,
            )
        import getpass

        return getpass.getpass("Code of the MFA device %s: " % serial)

    files = {name: getattr(given, name) for name in ("config_file", "credentials_file")}
    if given.profile is None and any(value is not None for value in files.values()):
        return Signer.from_profile(mfa_code=code, **files, **options)  # who names a file does not mean the environment
    return Signer.from_chain(profile=given.profile, provider=given.provider or "aws", mfa_code=code, **files, **options)


def _terminal() -> bool:
    return sys.stdin.isatty()


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
