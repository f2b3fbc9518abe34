"""Instance identity: who is on the other side."""

from __future__ import annotations

import os

from . import _args, _batch, _calls, _native, _ops, _seen
from ._errors import (
    DOCUMENT_MALFORMED,
    IDENTITY_REPLAYED,
    INVALID_ARGUMENT,
    INVALID_OPTION,
    PIN_MALFORMED,
    SIGNATURE_EMPTY,
    SIGNATURE_MALFORMED,
    UNSUPPORTED,
    error,
    wrong_type,
)
from ._options import Options
from ._records import InstanceIdentity

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Collection, NoReturn

    from ._types import Duration, Path, Seen, Text, Time


class IdentityVerifier:
    """Verifies instance identity documents against pinned certificates.

    A certificate inside a message is never trusted. A verifier may be shared
    between threads, and used in a process that was forked after it was made.

    Args:
        provider (str): "alibaba".
        certificates: pinned signer certificates in place of the published ones
            that the library carries: PEM or DER bytes, PEM str, a path, or a
            list of these.
        accounts, regions, zones, instances, images, instance_types: lists of
            str that are allowed. None allows any, an empty list allows none.
        min_digest (str): weakest digest: "sha1", "sha256", "sha384", "sha512".
            Default: what the provider uses (Alibaba signs with SHA-1).
        max_age: seconds or timedelta; where the document holds no time, the
            audience must be one of new_audience().
        seen: refuses an identity that was presented before: a function
            (key: str) -> bool that remembers the key and says whether it knew
            it, or a set or something like one (``in`` and ``add``). Asked after
            everything else has been verified.

    Raises:
        UsageError: a certificate or an option cannot be used.

    Specification: Alibaba Cloud ECS, "Use instance identities"; RFC 5652.
    """

    __module__ = "sallyport"
    __slots__ = ("_object", "_seen", "__weakref__")

    def __init__(
        self,
        *,
        provider: Text = "alibaba",
        certificates: bytes | Path | list[bytes | Path] | None = None,
        accounts: Collection[Text] | None = None,
        regions: Collection[Text] | None = None,
        zones: Collection[Text] | None = None,
        instances: Collection[Text] | None = None,
        images: Collection[Text] | None = None,
        instance_types: Collection[Text] | None = None,
        min_digest: Text | None = None,
        max_age: Duration | None = None,
        seen: Seen | None = None,
    ) -> None:
        _seen.check(seen)
        options = Options()
        options.set("identity.provider", _args.text(provider, "provider", UNSUPPORTED, INVALID_ARGUMENT))
        if certificates is not None:
            options.set("identity.certificates", _pins(certificates))
        options.set_list("identity.accounts", _args.strings(accounts, "accounts"))
        options.set_list("identity.regions", _args.strings(regions, "regions"))
        options.set_list("identity.zones", _args.strings(zones, "zones"))
        options.set_list("identity.instances", _args.strings(instances, "instances"))
        options.set_list("identity.images", _args.strings(images, "images"))
        options.set_list("identity.instance_types", _args.strings(instance_types, "instance_types"))
        options.set("identity.min_digest", _args.optional_text(min_digest, "min_digest", INVALID_OPTION))
        if max_age is not None:
            options.set("identity.max_age", _args.milliseconds(max_age, "max_age"))
        _native.prepare("json", *(["hashlib"] if seen is not None else []))
        self._object = _calls.Object(_ops.VERIFIER_NEW, options)
        self._seen = seen

    def verify(
        self,
        signature: Text,
        document: Text | None = None,
        *,
        audience: Text | None = None,
        now: Time | None = None,
    ) -> InstanceIdentity:
        """Returns the identity, or raises: there is no other way to learn of a failure.

        Args:
            signature (str or bytes): PKCS#7 in base64, PEM or DER, as the
                metadata service answered.
            document (str or bytes): as the metadata service answered, with or
                without the audience spliced in. None: the one in the signature.
            audience (str): the audience that must have been signed. None: there
                must be none.
            now (datetime or number): aware datetime or epoch seconds.

        Raises:
            VerificationError: refused; ``.name`` says why.
            UsageError: a wrong argument.
        """
        spans = self._object.call(
            _ops.VERIFIER_VERIFY,
            signature=_args.text(signature, "signature", SIGNATURE_MALFORMED, SIGNATURE_EMPTY),
            document=_args.optional_text(document, "document", DOCUMENT_MALFORMED),
            audience=_args.optional_text(audience, "audience"),
            time=_args.epoch(now, "now"),
        )
        identity = InstanceIdentity(spans)
        if self._seen is not None:
            self._refuse_replay(identity)
        return identity

    def verify_batch(
        self, signatures: Any, documents: Any = None, audiences: Any = None, *, now: Time | None = None
    ) -> Any:
        """Verifies many signatures in one call; one that is refused fails no other.

        Args:
            signatures, documents, audiences: each a list (or other iterable) of
                str or bytes, a pyarrow Array or ChunkedArray, a pandas Series, or
                anything else with __arrow_c_array__ or __arrow_c_stream__ that
                has one column of strings, of one length. A missing document is the one in the
                signature. A missing audience among audiences is an error of its
                row; audiences=None: no row has one.
            now: as for verify(), the same for all.

        Returns:
            By the kind of signatures: for a list, a list of InstanceIdentity or,
            for a row that was refused, its Error (not raised: look at each); for
            pyarrow a StructArray, for a Series a DataFrame with its index, for
            what else speaks Arrow an object with __arrow_c_array__, of
            the fields of InstanceIdentity and ``error``, a struct or dict with
            code, name and message that is null where the row was verified.

        Raises:
            UsageError: a row of a wrong type, a str with a lone surrogate, or
                different lengths.
        """
        replayed = self._refuse_replay if self._seen is not None else None
        given = (signatures, documents, audiences)
        return _batch.verify(self._object, given, _args.epoch(now, "now"), replayed)

    @staticmethod
    def new_audience() -> str:
        """The module's new_audience()."""
        return new_audience()

    def _refuse_replay(self, identity: InstanceIdentity) -> None:
        from hashlib import sha256

        key = "%s:%s" % (identity.provider, sha256(identity.raw).hexdigest())
        if _seen.knew(self._seen, key):
            raise error(IDENTITY_REPLAYED, "the identity of instance %r was presented before" % identity.instance_id)

    def __reduce__(self) -> NoReturn:
        raise TypeError("an IdentityVerifier cannot be pickled or copied; make it in the process that uses it")

    def __repr__(self) -> str:
        return "<IdentityVerifier>"


def new_audience() -> str:
    """A fresh audience to send to an instance: the time and 128 random bits, URL-safe."""
    return _calls.call(_ops.AUDIENCE_GENERATE)["audience"].decode("ascii")


def _pins(certificates: Any) -> bytes:
    items = certificates if isinstance(certificates, (list, tuple)) else [certificates]
    if not items:  # to the library no pin means its own
        raise error(PIN_MALFORMED, "certificates is an empty list; leave it out for the published certificates")
    return b"\n".join(_pin(item) for item in items)


def _pin(item: Any) -> bytes:
    """One certificate, or several in one PEM text, as PEM."""
    if isinstance(item, str) and "-----BEGIN " in item:
        return _args.text(item, "certificates")
    if isinstance(item, (str, os.PathLike)):
        try:
            with open(item, "rb") as file:
                item = file.read()
        except (OSError, ValueError) as e:  # the second is of what can be no path
            raise error(PIN_MALFORMED, "%r cannot be read: %s" % (os.fspath(item), getattr(e, "strerror", e))) from None
    if not isinstance(item, (bytes, bytearray, memoryview)):
        raise wrong_type("certificates", "PEM, DER or a path, or a list of these", item)
    pem = bytes(item)
    if b"-----BEGIN " in pem:
        return pem
    from base64 import encodebytes

    return b"-----BEGIN CERTIFICATE-----\n" + encodebytes(pem) + b"-----END CERTIFICATE-----\n"
