"""Tokens that are signed requests: passwords of databases, and bearer tokens, for which no secret is stored.

Each function takes a Signer, of any source, and gives a str that is good for a quarter of an hour (Kubernetes: 14
minutes); make a new one for each new connection. Nothing is sent.

    password = sallyport.tokens.rds(signer, "db.abcdefghijkl.eu-west-1.rds.amazonaws.com", 5432, "app")

verify_caller, verify_eks and verify_vault are for the other side: they send a proof that was presented to STS, and say
whose it is.

Raises:
    UsageError: an argument of a wrong type, a host that does not tell its region.
    CredentialsError: the signer has no credentials.
"""

from __future__ import annotations

from . import _args
from ._caller import Caller, verify_caller, verify_eks, verify_vault
from ._errors import REGION_MALFORMED, wrong_type
from ._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._types import Text, Time

__all__ = [
    "Caller",
    "dsql",
    "eks",
    "elasticache",
    "memorydb",
    "msk",
    "rds",
    "vault",
    "verify_caller",
    "verify_eks",
    "verify_vault",
]


def eks(signer: Signer, cluster_name: Text, region: Text, *, time: Time | None = None) -> str:
    """A bearer token for the Kubernetes API of an EKS cluster, or one with aws-iam-authenticator.

    Args:
        signer (Signer): whose role or user the cluster knows.
        cluster_name (str): name, or id of a local cluster on an Outpost; for
            aws-iam-authenticator its cluster ID.
        region (str): of the cluster.
        time (datetime or number): default now.

    Specification: aws-iam-authenticator, "API Authorization from Outside a Cluster".
    """
    return _token(signer, "eks", time, name=_args.text(cluster_name, "cluster_name"), region=_region(region))


def rds(
    signer: Signer, hostname: Text, port: int, username: Text, *, region: Text | None = None, time: Time | None = None
) -> str:
    """The password of a database user of RDS or Aurora with IAM authentication.

    Args:
        signer (Signer): whose role or user may connect (rds-db:connect).
        hostname (str): of the database, as the certificate has it.
        port (int): of the database.
        username (str): database user.
        region (str): default: the signer's; if it has none, the host tells it.
        time (datetime or number): default now.

    Specification: Amazon RDS User Guide, "Connecting using IAM authentication".
    """
    name, user = _args.text(hostname, "hostname"), _args.text(username, "username")
    number = _args.ranged(port, "port", 1, 65535)
    return _token(signer, "rds", time, name=name, port=number, user=user, region=_region(region))


def dsql(
    signer: Signer, hostname: Text, *, admin: bool = False, region: Text | None = None, time: Time | None = None
) -> str:
    """The password for an Aurora DSQL cluster.

    Args:
        signer (Signer): whose role or user may connect.
        hostname (str): the cluster's endpoint.
        admin (bool): True: for the user admin.
        region (str): default: the signer's; if it has none, the host tells it.
        time (datetime or number): default now.

    Specification: Aurora DSQL User Guide, "Generating an authentication token".
    """
    whole = _args.boolean(admin, "admin")
    return _token(signer, "dsql", time, name=_args.text(hostname, "hostname"), admin=whole, region=_region(region))


def elasticache(
    signer: Signer,
    cache_name: Text,
    username: Text,
    region: Text,
    *,
    serverless: bool = False,
    time: Time | None = None,
) -> str:
    """The password of a user of ElastiCache (Valkey, Redis OSS) with IAM authentication.

    Args:
        signer (Signer): whose role or user may connect (elasticache:Connect).
        cache_name (str): the replication group's id, or the serverless cache's name; not its host.
        username (str): the user's id, which is its name too.
        region (str): of the cache.
        serverless (bool): True: a serverless cache.
        time (datetime or number): default now.

    Specification: Amazon ElastiCache User Guide, "Authenticating with IAM".
    """
    name, user = _args.text(cache_name, "cache_name"), _args.text(username, "username")
    kind = _args.boolean(serverless, "serverless")
    return _token(signer, "elasticache", time, name=name, user=user, cache=kind, region=_region(region))


def memorydb(signer: Signer, cluster_name: Text, username: Text, region: Text, *, time: Time | None = None) -> str:
    """The password of a user of MemoryDB with IAM authentication.

    Args:
        signer (Signer): whose role or user may connect (memorydb:connect).
        cluster_name (str): the cluster's name; not its host.
        username (str): the user's name.
        region (str): of the cluster.
        time (datetime or number): default now.

    Specification: Amazon MemoryDB Developer Guide, "Authenticating with IAM".
    """
    name, user = _args.text(cluster_name, "cluster_name"), _args.text(username, "username")
    return _token(signer, "memorydb", time, name=name, user=user, region=_region(region))


def msk(signer: Signer, region: Text, *, time: Time | None = None) -> str:
    """The token of SASL/OAUTHBEARER for a cluster of MSK with IAM access control.

    Args:
        signer (Signer): whose role or user may connect (kafka-cluster:Connect).
        region (str): of the cluster.
        time (datetime or number): default now.

    Specification: aws-msk-iam-sasl-signer-python.
    """
    return _token(signer, "msk", time, region=_region(region))


def vault(
    signer: Signer,
    *,
    role: Text | None = None,
    server_id: Text | None = None,
    region: Text | None = None,
    time: Time | None = None,
) -> dict[str, str]:
    """The body of a login at HashiCorp Vault (or OpenBao), auth method aws, type iam.

    It is sent to auth/aws/login: hvac_client.auth.adapter.login("/v1/auth/aws/login",
    json=body). Vault shows it to AWS STS and believes the answer. It is good once, for
    a quarter of an hour.

    Args:
        signer (Signer): whose role or user Vault knows.
        role (str): at Vault; default: what the ARN ends with.
        server_id (str): value of X-Vault-AWS-IAM-Server-ID, which Vault may demand
            (iam_server_id_header_value), so that no other server can use the body.
        region (str): of the STS that Vault asks; default: the global one.
        time (datetime or number): default now.

    Specification: Vault, "AWS auth method (API)", Login.
    """
    import json

    given = {"role": _args.optional_text(role, "role"), "server": _args.optional_text(server_id, "server_id")}
    body: dict[str, str] = json.loads(_token(signer, "vault", time, region=_region(region), **given))
    return body


def _token(signer: Signer, kind: str, time: Time | None, **given: Any) -> str:
    if not isinstance(signer, Signer):
        raise wrong_type("signer", "a Signer", signer)
    made: bytes = signer._token(kind=kind.encode("ascii"), time=_args.epoch(time, "time"), **given)
    return made.decode("ascii")


def _region(value: Text | None) -> bytes | None:
    return _args.optional_text(value, "region", REGION_MALFORMED)
