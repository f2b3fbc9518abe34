"""Whose signature a host takes, as botocore's models and endpoint rules have it.

Each case is a host that botocore would call, and the scope that it would sign for.
"""

from urllib.parse import urlsplit

import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import BotoCoreError

SESSION = botocore.session.Session()
LOADER = SESSION.get_component("data_loader")
PARTITIONS = LOADER.load_data("partitions")
VARIANTS = {"plain": (False, False), "fips": (True, False), "dual": (False, True), "fips+dual": (True, True)}

# Their requests carry no signature of version 4.
OTHERWISE_SIGNED = ("bearer", "v2")


class Case:
    """A host, what is sent to it, and the scope that it is signed for."""

    def __init__(self, service, region, variant, url, target, name, scope_region):
        self.service, self.region, self.variant = service, region, variant
        parts = urlsplit(url)
        self.host, self.path = parts.netloc, parts.path or "/"
        self.target, self.name, self.scope_region = target, name, scope_region

    def __str__(self):
        return f"{self.service} {self.region} {self.variant}: {self.host}{self.path} {self.target}"


def regions():
    """Every region of every partition. Those of the form aws-global stand for a partition's global services."""
    for partition in PARTITIONS["partitions"]:
        yield from sorted(partition["regions"])


def cases(buckets=True):
    """Everything that botocore would call; without buckets the endpoints alone."""
    for service in SESSION.get_available_services():
        yield from cases_of(service, buckets)


def cases_of(service, buckets=True):
    model = SESSION.get_service_model(service)
    rules = LOADER.load_service_model(service, "endpoint-rule-set-1")
    provider, known = EndpointProvider(rules, PARTITIONS), set(rules.get("parameters", {}))
    target = model.metadata.get("targetPrefix", "")
    target = target and f"{target}.{model.operation_names[0]}"
    unsigned = model.metadata.get("signatureVersion") in OTHERWISE_SIGNED
    contexts = [
        ((*context, *more), ways)
        for context, ways in operations(model).items()
        for more in ((), *(values for values in RESOURCES if values[0][0] in known))
    ]
    for region in regions():
        for variant, (fips, dual) in VARIANTS.items():
            if dual and "UseDualStack" not in known or fips and "UseFIPS" not in known:
                continue
            for context, ways in (*contexts, *(BUCKETS if buckets and service == "s3" else ())):
                context = [(k, v.replace("REGION", region) if k in NAMED else v) for k, v in context]
                params = {"Region": region, "UseFIPS": fips, "UseDualStack": dual, **dict(context)}
                try:
                    found = provider.resolve_endpoint(**{k: v for k, v in params.items() if k in known})
                except BotoCoreError:
                    continue  # botocore has no such endpoint
                scope = scope_of(model, region, (found.properties or {}).get("authSchemes", []), unsigned)
                if scope is None or "global" in scope[1] or "aws-global" in found.url:
                    continue  # not a region that a server would take
                for prefix, path in sorted(ways):
                    url = found.url.replace("://", "://" + prefix, 1).rstrip("/") + path
                    yield Case(service, region, variant, url, target, *scope)


def scope_of(model, region, schemes, unsigned):
    v4 = [s for s in schemes if s["name"] == "sigv4"]
    if schemes and not v4 or not schemes and unsigned:
        return None
    scheme = v4[0] if v4 else {}
    return scheme.get("signingName", model.signing_name), scheme.get("signingRegion", region)


def operations(model):
    """What the operations of a service add to its endpoint: {parameters of the rules: {(prefix, path), ...}}.

    The endpoint by itself is always one: it is that of a VPC endpoint.
    """
    found = {}
    for name in model.operation_names:
        operation = model.operation_model(name)
        prefix = (operation.endpoint or {}).get("hostPrefix", "")
        for label, value in LABELS.items():
            prefix = prefix.replace(label, value)
        path = "/" + operation.http.get("requestUri", "/").split("?")[0].split("/")[1] + "/"
        context = tuple(sorted((p.name, p.value) for p in operation.static_context_parameters))
        ways = found.setdefault(context, set())
        ways.add((prefix, path if model.service_name in PATHS_TELL else "/"))
        if model.service_name not in PATHS_TELL:
            ways.add(("", "/"))
    return found


ACCOUNT = "123456789012"

# What names an account or a resource, which may have a host of its own.
RESOURCES = (
    (("AccountId", ACCOUNT), ("AccountIdEndpointMode", "preferred")),
    (("ResourceArn", "arn:aws:dynamodb:REGION:123456789012:table/t"),),
    (("StreamArn", "arn:aws:dynamodb:REGION:123456789012:table/t/stream/2015-08-30T12:36:00.000"),),
    (("StreamARN", "arn:aws:kinesis:REGION:123456789012:stream/s"),),
    (("StreamId", "abcdefghij.klm"),),
    (("SpaceId", "space"),),
)
NAMED = ("Bucket", "ResourceArn", "StreamArn", "StreamARN")

# Where the buckets of S3 are, by name and by ARN.
AS_IT_IS = {("", "/")}
BUCKETS = [
    ((("Bucket", bucket), *more), AS_IT_IS)
    for bucket in (
        "my-bucket",
        "us-west-2",
        "s3",
        "my.dotted.bucket",
        "b--use1-az4--x-s3",
        "arn:aws:s3:REGION:123456789012:accesspoint:mine",
        "arn:aws-cn:s3:REGION:123456789012:accesspoint:mine",
        "arn:aws-us-gov:s3:REGION:123456789012:accesspoint:mine",
        "arn:aws:s3-object-lambda:REGION:123456789012:accesspoint/mine",
        "arn:aws:s3-outposts:REGION:123456789012:outpost/op-01234567890123456/accesspoint/mine",
    )
    for more in ((), (("ForcePathStyle", True),), (("UseGlobalEndpoint", True),), (("UseS3ExpressControlEndpoint", True),), (("DisableS3ExpressSessionAuth", True),))
]

LABELS = {"{AccountId}": ACCOUNT, "{graphIdentifier}": "g-0a1b2c3d4e", "{RequestRoute}": "route"}

# Services that share hosts, so that the path belongs to the question.
PATHS_TELL = ("location", "geo-maps", "geo-places", "geo-routes")
