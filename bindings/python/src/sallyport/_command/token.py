"""sallyport token: tokens that are presigned URLs."""

from __future__ import annotations

import os

from .. import tokens
from .._errors import REGION_MALFORMED, UsageError, error, usage
from . import parsing, signing

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import NoReturn

    from .output import Output

_REGION_UNKNOWN = 1209
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
        usage="{eks,rds,dsql,elasticache,memorydb,msk,vault} [options]",
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
    _add_more(kinds)
    commands.parsers.update(kinds.parsers)


def _add_more(kinds: parsing.Commands) -> None:
    dsql = kinds.add(
        "dsql",
        "Make the password for an Aurora DSQL cluster.",
        _dsql,
        usage="--hostname HOST [options]",
        names="token dsql",
        examples=(
            (
                "The password of the user admin, good for 15 minutes",
                "sallyport token dsql --hostname abc.dsql.eu-west-1.on.aws --admin",
            ),
        ),
    )
    dsql.add_argument("--hostname", metavar="HOST", required=True, help="the cluster's endpoint")
    dsql.add_argument("--admin", action="store_true", help="for the user admin")
    cache = kinds.add(
        "elasticache",
        "Make the password of a user of ElastiCache with IAM authentication.",
        _elasticache,
        usage="--cache-name NAME --username NAME [options]",
        names="token elasticache",
        examples=(
            (
                "The password of a user of a serverless cache",
                "sallyport token elasticache --cache-name demo --username app --serverless --region eu-west-1",
            ),
        ),
    )
    cache.add_argument("--cache-name", metavar="NAME", required=True, help="replication group or serverless cache")
    cache.add_argument("--username", metavar="NAME", required=True, help="the user's id")
    cache.add_argument("--serverless", action="store_true", help="the cache is serverless")
    memory = kinds.add(
        "memorydb",
        "Make the password of a user of MemoryDB with IAM authentication.",
        _memorydb,
        usage="--cluster-name NAME --username NAME [options]",
        names="token memorydb",
        examples=(
            (
                "The password of a user, good for 15 minutes",
                "sallyport token memorydb --cluster-name demo --username app --region eu-west-1",
            ),
        ),
    )
    memory.add_argument("--cluster-name", metavar="NAME", required=True, help="the cluster's name")
    memory.add_argument("--username", metavar="NAME", required=True, help="the user's name")
    msk = kinds.add(
        "msk",
        "Make the token of SASL/OAUTHBEARER for a cluster of MSK with IAM access control.",
        _msk,
        usage="[options]",
        names="token msk",
        examples=(("The token for all clusters of a region", "sallyport token msk --region eu-west-1"),),
    )
    vault = kinds.add(
        "vault",
        "Make the body of a login at HashiCorp Vault with the auth method aws.",
        _vault,
        usage="[options]",
        names="token vault",
        examples=(
            (
                "Log in by curl, with the login's own header against replay",
                "sallyport token vault --role dev --server-id vault.example.com",
            ),
        ),
    )
    vault.add_argument("--role", metavar="NAME", help="at Vault; default: what the ARN ends with")
    vault.add_argument("--server-id", metavar="TEXT", help="value of X-Vault-AWS-IAM-Server-ID, if Vault demands it")
    for parser in (dsql, cache, memory, msk, vault):
        signing.add(parser, scope=False)


def _none(given: argparse.Namespace, output: Output) -> NoReturn:
    raise usage("say which token: eks, rds, dsql, elasticache, memorydb, msk or vault")


def _eks(given: argparse.Namespace, output: Output) -> int:
    from time import gmtime, strftime, time

    now = int(time())
    signer = signing.signer(given)
    token = _regional(given, lambda region: tokens.eks(signer, given.cluster_name, region, time=now))
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


def _rds(given: argparse.Namespace, output: Output) -> int:
    token = tokens.rds(signing.signer(given), given.hostname, given.port, given.username, region=given.region)
    return _show(token, output)


def _dsql(given: argparse.Namespace, output: Output) -> int:
    return _show(tokens.dsql(signing.signer(given), given.hostname, admin=given.admin, region=given.region), output)


def _elasticache(given: argparse.Namespace, output: Output) -> int:
    signer, names = signing.signer(given), (given.cache_name, given.username)

    def make(region: str) -> str:
        return tokens.elasticache(signer, *names, region, serverless=given.serverless)

    return _show(_regional(given, make), output)


def _memorydb(given: argparse.Namespace, output: Output) -> int:
    signer = signing.signer(given)
    names = given.cluster_name, given.username
    return _show(_regional(given, lambda region: tokens.memorydb(signer, *names, region)), output)


def _msk(given: argparse.Namespace, output: Output) -> int:
    signer = signing.signer(given)
    return _show(_regional(given, lambda region: tokens.msk(signer, region)), output)


def _vault(given: argparse.Namespace, output: Output) -> int:
    from json import dumps

    body = tokens.vault(signing.signer(given), role=given.role, server_id=given.server_id, region=given.region)
    output.show(body, [dumps(body)])
    return 0


def _show(token: str, output: Output) -> int:
    output.show({"token": token, "expires": 900}, [token])
    return 0


def _regional(given: argparse.Namespace, make: Callable[[str], str]) -> str:
    """A token for one region: that of --region, the environment or the profile, as the AWS CLI takes it."""
    region = given.region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or ""
    try:
        return make(region)  # "": the signer's, which is the profile's
    except UsageError as e:
        if region or e.code != REGION_MALFORMED:
            raise
        text = "the token is for one region: give --region, or set AWS_REGION or the profile's region"
        raise error(_REGION_UNKNOWN, text) from None
