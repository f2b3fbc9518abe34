"""Tokens that are presigned URLs: passwords of databases, and bearer tokens, for which no secret is stored.

Each function takes a Signer, of any source, and gives a str that is good for a quarter of an hour (Kubernetes: 14
minutes); make a new one for each new connection. Nothing is sent.

    password = sallyport.tokens.rds(signer, "db.abcdefghijkl.eu-west-1.rds.amazonaws.com", 5432, "app")

Raises:
    UsageError: an argument of a wrong type, a host that does not tell its region.
    CredentialsError: the signer has no credentials.
"""

from __future__ import annotations

import weakref

from . import _args
from ._errors import INVALID_ARGUMENT, REGION_MALFORMED, usage, wrong_type
from ._partitions import DOMAINS
from ._signer import Signer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._types import Text, Time

__all__ = ["dsql", "eks", "elasticache", "memorydb", "msk", "rds"]

_LIFETIME = 900
# By service and region; a signer keeps the credentials that it has fetched.
_SIGNERS: weakref.WeakKeyDictionary[Signer, dict[tuple[str, str | None], Signer]] = weakref.WeakKeyDictionary()


def eks(signer: Signer, cluster_name: Text, region: Text, *, time: Time | None = None) -> str:
    """A bearer token for the Kubernetes API of an EKS cluster.

    Args:
        signer (Signer): whose role or user the cluster knows.
        cluster_name (str): name, or id of a local cluster on an Outpost.
        region (str): of the cluster.
        time (datetime or number): default now.

    Specification: aws-iam-authenticator, "API Authorization from Outside a Cluster".
    """
    from base64 import urlsafe_b64encode

    name = _word(region, "region")
    url = "https://sts.%s.%s/?Action=GetCallerIdentity&Version=2011-06-15" % (name, _suffix(name))
    headers = {"x-k8s-aws-id": _args.text(cluster_name, "cluster_name")}
    presigned = _for(signer, "sts", name).presign("GET", url, expires=60, headers=headers, time=time)
    return "k8s-aws-v1." + urlsafe_b64encode(presigned.encode("ascii")).decode("ascii").rstrip("=")


def rds(
    signer: Signer, hostname: Text, port: int, username: Text, *, region: Text | None = None, time: Time | None = None
) -> str:
    """The password of a database user of RDS or Aurora with IAM authentication.

    Args:
        signer (Signer): whose role or user may connect (rds-db:connect).
        hostname (str): of the database, as the certificate has it.
        port (int): of the database.
        username (str): database user.
        region (str): default: the host tells it.
        time (datetime or number): default now.

    Specification: Amazon RDS User Guide, "Connecting using IAM authentication".
    """
    if isinstance(port, bool) or not isinstance(port, int):
        raise wrong_type("port", "an int", port)
    host = "%s:%d" % (_word(hostname, "hostname"), port)
    return _connect(signer, "rds-db", "https", host, {"Action": "connect", "DBUser": username}, region, time)


def dsql(
    signer: Signer, hostname: Text, *, admin: bool = False, region: Text | None = None, time: Time | None = None
) -> str:
    """The password for an Aurora DSQL cluster.

    Args:
        signer (Signer): whose role or user may connect.
        hostname (str): the cluster's endpoint.
        admin (bool): True: for the user admin.
        region (str): default: the host tells it.
        time (datetime or number): default now.

    Specification: Aurora DSQL User Guide, "Generating an authentication token".
    """
    action = "DbConnectAdmin" if _args.boolean(admin, "admin") else "DbConnect"
    return _connect(signer, "dsql", "https", _word(hostname, "hostname"), {"Action": action}, region, time)


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
    parameters = {"Action": "connect", "User": username}
    if _args.boolean(serverless, "serverless"):
        parameters["ResourceType"] = "ServerlessCache"
    name = _word(cache_name, "cache_name").lower()
    return _connect(signer, "elasticache", "http", name, parameters, region, time)


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
    name = _word(cluster_name, "cluster_name").lower()
    return _connect(signer, "memorydb", "http", name, {"Action": "connect", "User": username}, region, time)


def msk(signer: Signer, region: Text, *, time: Time | None = None) -> str:
    """The token of SASL/OAUTHBEARER for a cluster of MSK with IAM access control.

    Args:
        signer (Signer): whose role or user may connect (kafka-cluster:Connect).
        region (str): of the cluster.
        time (datetime or number): default now.

    Specification: aws-msk-iam-sasl-signer-python.
    """
    from base64 import urlsafe_b64encode

    from . import __version__

    name = _word(region, "region")
    url = "https://kafka.%s.%s/?Action=kafka-cluster%%3AConnect" % (name, _suffix(name))
    presigned = _for(signer, "kafka-cluster", name).presign("GET", url, expires=_LIFETIME, time=time)
    presigned += "&User-Agent=sallyport%2F" + __version__  # not signed
    return urlsafe_b64encode(presigned.encode("ascii")).decode("ascii").rstrip("=")


def _connect(
    signer: Signer,
    service: str,
    scheme: str,
    host: str,
    parameters: dict[str, Text],
    region: Text | None,
    time: Time | None,
) -> str:
    """A presigned request to connect, without its scheme."""
    from urllib.parse import quote

    query = "&".join(
        "%s=%s" % (name, quote(_args.text(value, "username"), safe="")) for name, value in parameters.items()
    )
    url = "%s://%s/?%s" % (scheme, host, query)
    named = None if region is None else _word(region, "region")
    return _for(signer, service, named).presign("GET", url, expires=_LIFETIME, time=time)[len(scheme) + len("://") :]


def _for(signer: Signer, service: str, region: str | None) -> Signer:
    """The same credentials, for a service."""
    if not isinstance(signer, Signer):
        raise wrong_type("signer", "a Signer", signer)
    known = _SIGNERS.setdefault(signer, {})
    made = known.get((service, region))
    if made is None:
        made = known[service, region] = signer._signing_for(service, region)
    return made


def _word(value: Text, argument: str) -> str:
    """A name that stands in a host or header as it is."""
    code = REGION_MALFORMED if argument == "region" else INVALID_ARGUMENT
    text = _args.text(value, argument, code).decode("utf-8", "replace")
    if not text or any(c in text for c in "/?#@ \r\n"):
        raise usage("%s is %r, which is no name" % (argument, text[:100]))
    return text


def _suffix(region: str) -> str:
    return next((suffix for prefix, suffix in DOMAINS.items() if region.startswith(prefix)), "amazonaws.com")
