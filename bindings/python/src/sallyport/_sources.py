"""Where a signer's credentials come from."""

from __future__ import annotations

import os

from . import _args, _env, _log, _native, _ops
from ._errors import INVALID_OPTION, usage
from ._options import Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Mapping

    from ._calls import Object
    from ._records import Renewal
    from ._signer import Signer
    from ._types import Duration, Path, Text, Timeout


class Sources:
    """The ways to make a Signer without giving it a key pair."""

    __slots__ = ()

    _object: Object

    if TYPE_CHECKING:

        @classmethod
        def _made(cls, pairs: Options, source: str, options: dict[str, Any]) -> Signer: ...

    @classmethod
    def _renewing(cls, pairs: Options, source: str, code: Any, options: dict[str, Any]) -> Signer:
        with _native.late:
            from ._renewed import ChainSigner, with_code
            from ._signer import Signer

        own: Any = cls
        signer = None if code is None else with_code(own, pairs, code, source, options)
        if signer is not None:
            return signer
        kind: type[Signer] = ChainSigner
        if cls is not Signer:  # a class of the caller's, with its own methods before those that wait
            kind = type(cls.__name__, (cls, ChainSigner), {"__module__": cls.__module__, "__slots__": ()})
        return kind._made(pairs, source, options)

    @classmethod
    def from_env(cls, env: Mapping[str, str] | Mapping[bytes, bytes] | None = None, **options: Any) -> Signer:
        """A signer with the credentials of an environment.

        Reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, and
        AWS_REGION or AWS_DEFAULT_REGION, once, now.

        Args:
            env (Mapping): default: os.environ. Names and values are str or bytes.
            options: region, service and the other keyword arguments of Signer.

        Raises:
            CredentialsError: no credentials, or half of them.
            UsageError: env is not a mapping of str or bytes.
        """
        try:
            pairs = _env.aws(env)
        finally:
            del env
        pairs.set("credentials.source", "environment")
        return cls._made(pairs, "the environment", options)

    @classmethod
    def from_profile(
        cls,
        name: Text | None = None,
        *,
        config_file: Path | None = None,
        credentials_file: Path | None = None,
        mfa_code: Callable[[str], str] | None = None,
        **options: Any,
    ) -> Signer:
        """A signer with the credentials of an AWS profile. The files are read once, now.

        A profile with a role, a web identity, a sign-in (SSO) or a program gets
        credentials that have an end: they are fetched by the first signature, and
        others ahead of the end, as from_chain() says.

        Args:
            name (str): default: AWS_PROFILE, then "default".
            config_file (path): default: AWS_CONFIG_FILE, then ~/.aws/config.
            credentials_file (path): default: AWS_SHARED_CREDENTIALS_FILE, then
                ~/.aws/credentials.
            mfa_code: for a role with mfa_serial, a function that gets the name of the
                MFA device and returns the six digits that it shows. It is called now
                and 15 minutes before the credentials end, by one thread that signs;
                what it raises passes. A code that STS refuses is not sent again.
            options: region, service and the other keyword arguments of Signer;
                resolve, verify, proxy and timeout as for from_chain().

        Raises:
            CredentialsError: no such profile; MFA_CODE_NEEDED, for a role with
                mfa_serial without mfa_code.
        """
        pairs = _env.reaching(None)
        pairs.set("credentials.source", "profile")
        pairs.set("credentials.profile", _args.optional_text(name, "name"))
        _files(pairs, config_file, credentials_file)
        reach = {word: options.pop(word) for word in _REACH if word in options}
        pairs = pairs.extended(_reached(**reach))
        return cls._renewing(pairs, "profile %s" % os.fsdecode(name or b"(default)"), mfa_code, options)

    @classmethod
    def from_chain(
        cls,
        *,
        env: Mapping[str, str] | Mapping[bytes, bytes] | None = None,
        profile: Text | None = None,
        config_file: Path | None = None,
        credentials_file: Path | None = None,
        provider: Text = "aws",
        mfa_code: Callable[[str], str] | None = None,
        resolve: Any = None,
        verify: Any = True,
        proxy: Text | bool | None = None,
        timeout: Timeout | None = None,
        **options: Any,
    ) -> Signer:
        """A signer with the credentials that botocore would find, and renew.

        In this order: the environment's key pair (not if a profile is named); the
        profile's role, web identity, sign-in, key pair or program; the web identity
        of the environment; the container's; the instance's. Files and environment
        are read now, and nothing is sent: the first signature waits for credentials
        that come over the network, and others are fetched 15 minutes ahead of their
        end while the old ones sign on.

        A Client or IotPublisher with this signer reaches the source in its own way,
        with its own resolve, verify, proxy and timeout.

        Args:
            env (Mapping): default: os.environ.
            profile (str): default: AWS_PROFILE, then "default".
            config_file, credentials_file (path): as for from_profile().
            provider (str): "aws"; or "alibaba": ALIBABA_CLOUD_*,
                ~/.aliyun/config.json, the RAM role of the ECS instance.
            mfa_code: as for from_profile().
            resolve, verify, proxy, timeout: how sources are reached, as for Client.
            options: region, service and the other keyword arguments of Signer.

        Raises:
            CredentialsError: nothing was found, or what was found is incomplete.
                sign() and presign() raise it too, for a source that refuses, and
                what a Client raises.
        """
        word = _args.text(provider, "provider")
        if word not in (b"aws", b"alibaba"):
            raise usage("provider must be 'aws' or 'alibaba', not %r" % provider)
        try:
            pairs = _env.reaching(env)
        finally:
            del env
        pairs.set("credentials.source", "chain" if word == b"aws" else "alibaba")
        pairs.set("credentials.profile", _args.optional_text(profile, "profile"))
        _files(pairs, config_file, credentials_file)
        pairs = pairs.extended(_reached(resolve=resolve, verify=verify, proxy=proxy, timeout=timeout))
        return cls._renewing(pairs, "the chain", mfa_code, options)

    @classmethod
    def from_certificate(
        cls,
        cert: Any,
        key: Any = None,
        *,
        trust_anchor_arn: Text,
        profile_arn: Text,
        role_arn: Text,
        duration: Duration = 3600,
        session_name: Text | None = None,
        resolve: Any = None,
        verify: Any = True,
        proxy: Text | bool | None = None,
        timeout: Timeout | None = None,
        **options: Any,
    ) -> Signer:
        """A signer with the credentials that IAM Roles Anywhere gives for a certificate.

        They are fetched by the first signature, and others ahead of their end.

        Args:
            cert, key: certificate chain and private key (RSA or EC), as for Client:
                paths, PEM bytes, or PKCS#12; files are read again when they change.
                A key that cannot be read, of an HSM for one, is a function
                key(message, algorithm) that returns the signature: of SHA-256, with
                PKCS #1 v1.5 for "AWS4-X509-RSA-SHA256", and in DER or as r and s for
                "AWS4-X509-ECDSA-SHA256". It is called now and 15 minutes before the
                end of each session, by a thread that signs; what it raises passes.
            trust_anchor_arn, profile_arn, role_arn (str): who trusts the
                certificate, and the role.
            duration: lifetime to ask for, seconds (900 to 43,200) or timedelta.
            session_name (str): default: the certificate's serial number.
            resolve, verify, proxy, timeout: how the service is reached, as for Client.
            options: region, service and the other keyword arguments of Signer.

        Raises:
            UsageError: no ARN, or the regions differ.
            CertificateError: the certificate or key cannot be used.
            CredentialsError: KEY_SIGNATURE_MISMATCH, for what a function has signed.

        Specification: AWS, "Signing process for IAM Roles Anywhere".
        """
        function = key if callable(key) else None
        try:
            pairs = _env.reaching(None).extended(_certificate(cert, None if function else key))
        finally:
            del cert, key
        pairs.set("credentials.source", "roles_anywhere")
        pairs.set("credentials.trust_anchor_arn", _args.text(trust_anchor_arn, "trust_anchor_arn"))
        pairs.set("credentials.profile_arn", _args.text(profile_arn, "profile_arn"))
        pairs.set("credentials.role_arn", _args.text(role_arn, "role_arn"))
        lifetime = _args.whole_seconds(duration, "duration")
        pairs.set("credentials.duration", _args.ranged(lifetime, "duration", 900, 43200, INVALID_OPTION))
        pairs.set("credentials.session_name", _args.optional_text(session_name, "session_name"))
        pairs = pairs.extended(_reached(resolve=resolve, verify=verify, proxy=proxy, timeout=timeout))
        if function is not None:
            from ._renewed import proven

            return proven(cls, pairs, function, options)  # type: ignore[arg-type]
        return cls._renewing(pairs, "a certificate", None, options)

    @classmethod
    def from_iot(
        cls,
        endpoint: Text,
        role_alias: Text,
        cert: Any,
        key: Any = None,
        *,
        thing_name: Text | None = None,
        resolve: Any = None,
        verify: Any = True,
        proxy: Text | bool | None = None,
        timeout: Timeout | None = None,
        **options: Any,
    ) -> Signer:
        """A signer with the credentials that AWS IoT Core gives a device for its certificate.

        They are fetched by the first signature, and others ahead of their end.

        Args:
            endpoint (str): what "aws iot describe-endpoint --endpoint-type
                iot:CredentialProvider" names.
            role_alias (str): the role alias.
            cert, key: as for from_certificate().
            thing_name (str): default: none is named.
            resolve, verify, proxy, timeout: how the service is reached, as for Client.
            options: region, service and the other keyword arguments of Signer.

        Raises:
            UsageError: an argument cannot be used.
            CertificateError: the certificate or key cannot be used.

        Specification: AWS IoT Core, "Authorizing direct calls to AWS services".
        """
        try:
            pairs = _env.reaching(None).extended(_certificate(cert, key))
        finally:
            del cert, key
        pairs.set("credentials.source", "iot")
        pairs.set("credentials.iot_endpoint", _args.text(endpoint, "endpoint"))
        pairs.set("credentials.role_alias", _args.text(role_alias, "role_alias"))
        pairs.set("credentials.thing_name", _args.optional_text(thing_name, "thing_name"))
        pairs = pairs.extended(_reached(resolve=resolve, verify=verify, proxy=proxy, timeout=timeout))
        return cls._renewing(pairs, "a device's certificate", None, options)

    def refresh(self) -> Renewal:
        """Waits for credentials if there are none that are valid, and says which there are.

        sign() and presign() do so themselves.

        Returns:
            Renewal: access_key_id, expires (an aware datetime, or None) and source.

        Raises:
            CredentialsError, and what a Client raises: the source gave none.
        """
        from ._records import Renewal

        try:
            return Renewal(self._object.call(_ops.SIGNER_REFRESH))
        finally:
            self._say()

    def _say(self) -> None:
        """Logs what was said of the sources since the last time."""
        log = _log.logger()
        if log is not None:
            _log.sources(log, self._object.call(_ops.SIGNER_LOG)["lines"])


def _files(pairs: Options, config_file: Any, credentials_file: Any) -> None:
    if config_file is not None:
        pairs.set("credentials.config_file", _args.kept_path(config_file, "config_file"))
    if credentials_file is not None:
        pairs.set("credentials.credentials_file", _args.kept_path(credentials_file, "credentials_file"))


_REACH = ("resolve", "verify", "proxy", "timeout")


def _reached(*, resolve: Any = None, verify: Any = True, proxy: Any = None, timeout: Any = None) -> Any:
    from . import _reach

    return _reach.source(resolve, verify, proxy, timeout)


def _certificate(cert: Any, key: Any) -> Any:
    from . import _reach

    try:
        return _reach.certificate_of_source(cert, key)
    finally:
        del cert, key
