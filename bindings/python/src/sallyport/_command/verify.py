"""sallyport verify."""

from __future__ import annotations

from .._identity import IdentityVerifier, new_audience
from .._metadata import InstanceMetadata
from .output import of_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from . import parsing
    from .output import Output

_EXAMPLES = (
    (
        "On the verifying side: an audience for the instance to have signed",
        "sallyport verify --new-audience",
    ),
    (
        "What an instance sent",
        "sallyport verify --document document.json --signature pkcs7.txt --audience abc --account 1234567890123456",
    ),
    (
        "This instance itself, from its metadata service, with an audience of the moment",
        "sallyport verify --metadata",
    ),
)
_ALLOWED = (
    ("account", "accounts", "account id"),
    ("identity-region", "regions", "region id"),
    ("zone", "zones", "zone id"),
    ("instance", "instances", "instance id"),
    ("image", "images", "image id"),
    ("instance-type", "instance_types", "instance type"),
)


def add(commands: parsing.Commands) -> None:
    parser = commands.add(
        "verify",
        "Verify an instance identity, and write its fields.",
        _run,
        usage="{--signature FILE [--document FILE] | --metadata | --new-audience} [options]",
        description="An identity that is refused ends with 10; its fields are not written.",
        examples=_EXAMPLES,
    )
    source = parser.add_argument_group("The identity")
    source.add_argument("--signature", metavar="FILE", help="PKCS#7 in base64, PEM or DER; - for stdin")
    source.add_argument("--document", metavar="FILE", help="the document, with or without the audience; - for stdin")
    source.add_argument("--metadata", action="store_true", help="both from the metadata service of this instance")
    source.add_argument("--endpoint", metavar="URL", help="base URL of the metadata service")
    source.add_argument("--new-audience", action="store_true", help="write a fresh audience, and verify nothing")
    policy = parser.add_argument_group("What is demanded")
    policy.add_argument("--provider", metavar="NAME", default="alibaba", help="cloud (alibaba)")
    policy.add_argument(
        "--certificate", metavar="FILE", action="append", help="pinned signer, in the place of the published ones"
    )
    policy.add_argument("--audience", metavar="TEXT", help="must have been signed")
    policy.add_argument("--max-age", metavar="SECONDS", type=float, help="greatest age of document or audience")
    policy.add_argument("--min-digest", metavar="NAME", help="weakest digest, such as sha256")
    for option, _, meaning in _ALLOWED:
        policy.add_argument("--" + option, metavar="ID", action="append", help="allowed %s; repeat it" % meaning)


def _run(given: argparse.Namespace, output: Output) -> int:
    if given.new_audience:
        audience = new_audience()
        output.show({"audience": audience}, [audience])
        return 0
    if given.metadata == (given.signature is not None):
        given.parser.error("give either --signature FILE or --metadata")
    if given.document == given.signature == "-":
        given.parser.error("document and signature cannot both be stdin")
    options: dict[str, Any] = {name: getattr(given, option.replace("-", "_")) for option, name, _ in _ALLOWED}
    if given.certificate is not None:
        options["certificates"] = [_content(name) for name in given.certificate]
    verifier = IdentityVerifier(provider=given.provider, max_age=given.max_age, min_digest=given.min_digest, **options)
    audience = given.audience
    document: bytes | None = None
    if given.metadata:
        audience = new_audience() if audience is None else audience
        with InstanceMetadata(provider=given.provider, endpoint=given.endpoint) as metadata:
            document, signature = metadata.identity(audience)
    else:
        signature = _content(given.signature)
        if given.document is not None:
            document = _content(given.document)
    identity = verifier.verify(signature, document, audience=audience)
    data = of_record(identity)
    output.show(data, ["%s: %s" % (name, value) for name, value in data.items() if value and name != "raw"])
    return 0


def _content(name: str) -> bytes:
    import sys

    if name == "-":
        return sys.stdin.buffer.read()
    with open(name, "rb") as file:
        return file.read()
