"""sallyport token: tokens that are presigned URLs."""

from __future__ import annotations

import os

from .._errors import error, usage
from . import parsing, signing

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import NoReturn

    from .._signer import Signer
    from .output import Output

_REGION_UNKNOWN = 1209
# DNS suffixes of the partitions, by the region's prefix.
_SUFFIXES = (
    ("cn-", "amazonaws.com.cn"),
    ("eusc-", "amazonaws.eu"),
    ("us-isob-", "sc2s.sgov.gov"),
    ("us-isof-", "csp.hci.ic.gov"),
    ("us-iso-", "c2s.ic.gov"),
    ("eu-isoe-", "cloud.adc-e.uk"),
)
_EKS = (
    (
        "A bearer token for the Kubernetes API of a cluster, good for 14 minutes",
        "sallyport token eks --cluster-name demo --region eu-west-1",
    ),
    (
        "The same as kubectl wants it of an exec plug-in",
        "sallyport token eks --cluster-name demo --region eu-west-1 --json",
    ),
)
_RDS = (
    (
        "The password of a database user with IAM authentication, good for 15 minutes",
        "sallyport token rds --hostname db.abcdefghijkl.eu-west-1.rds.amazonaws.com",
        "--port 5432 --username app",
    ),
)


def add(commands: parsing.Commands) -> None:
    parser = commands.add(
        "token",
        "Make a token for a service that takes a presigned URL as one.",
        _none,
        usage="{eks,rds} [options]",
    )
    kinds = parsing.Commands(parser, dest="kind", title="Tokens")
    eks = kinds.add(
        "eks",
        "Make a bearer token for the Kubernetes API of an EKS cluster.",
        _eks,
        usage="--cluster-name NAME [options]",
        names="token eks",
        examples=_EKS,
    )
    eks.add_argument(
        "--cluster-name", metavar="NAME", required=True, help="name, or id of a local cluster on an Outpost"
    )
    signing.add(eks, scope=False)
    rds = kinds.add(
        "rds",
        "Make the password of a database user with IAM authentication.",
        _rds,
        usage="--hostname HOST --port PORT --username NAME [options]",
        names="token rds",
        examples=_RDS,
    )
    rds.add_argument("--hostname", metavar="HOST", required=True, help="of the database, as the certificate has it")
    rds.add_argument("--port", metavar="PORT", type=int, required=True, help="of the database")
    rds.add_argument("--username", metavar="NAME", required=True, help="database user")
    signing.add(rds, scope=False)
    commands.parsers.update(kinds.parsers)


def _none(given: argparse.Namespace, output: Output) -> NoReturn:
    raise usage("say which token: eks or rds")


def _eks(given: argparse.Namespace, output: Output) -> int:
    from time import gmtime, strftime, time

    now = int(time())
    region = given.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if not region:
        raise error(_REGION_UNKNOWN, "the token is for one region: give --region, or set AWS_REGION")
    token = eks(signing.signer(given, service="sts"), given.cluster_name, region, now)
    # As `aws eks get-token` writes it.
    status = {"expirationTimestamp": strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(now + 14 * 60)), "token": token}
    credential = {
        "kind": "ExecCredential",
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "spec": {},
        "status": status,
    }
    output.show(credential, [token])
    return 0


def eks(signer: Signer, cluster: str, region: str, now: int) -> str:
    """A presigned GetCallerIdentity in base64url: aws-iam-authenticator, "API Authorization from Outside a Cluster"."""
    from base64 import urlsafe_b64encode

    suffix = next((suffix for prefix, suffix in _SUFFIXES if region.startswith(prefix)), "amazonaws.com")
    url = "https://sts.%s.%s/?Action=GetCallerIdentity&Version=2011-06-15" % (region, suffix)
    presigned = signer.presign("GET", url, expires=60, headers={"x-k8s-aws-id": cluster}, time=now)
    return "k8s-aws-v1." + urlsafe_b64encode(presigned.encode("ascii")).decode("ascii").rstrip("=")


def _rds(given: argparse.Namespace, output: Output) -> int:
    from time import time

    token = rds(signing.signer(given, service="rds-db"), given.hostname, given.port, given.username, int(time()))
    output.show({"token": token, "expires": 900}, [token])
    return 0


def rds(signer: Signer, host: str, port: int, user: str, now: int) -> str:
    """A presigned "connect" without its scheme: RDS user guide, "Connecting using IAM authentication"."""
    from urllib.parse import quote

    url = "https://%s:%d/?Action=connect&DBUser=%s" % (host, port, quote(user, safe=""))
    return signer.presign("GET", url, expires=900, time=now)[len("https://") :]
