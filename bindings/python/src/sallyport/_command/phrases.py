"""Words of other programs for a connection that failed -> the cause that `diagnose` would most often find."""

from __future__ import annotations

import re

# The first that fits counts: what says more stands before what says less. Texts of curl, OpenSSL (so Python too), the
# JDK, Go, urllib3 and glibc. The pages of the causes quote them, and a test compares.
_PHRASES = (
    # files of our own side
    (
        "ca_unreadable",
        r"error setting certificate verify locations: *CAfile: \S",
        r"Could not find a suitable TLS CA certificate",
    ),
    ("ca_no_certificates", r"error setting certificate verify locations", r"no certificate or crl found"),
    ("client_key_mismatch", r"key values mismatch", r"private key does not match"),
    ("client_key_encrypted", r"Enter (?:PEM )?pass ?phrase"),
    (
        "client_certificate_unreadable",
        r"could not load PEM client certificate",
        r"Could not find the TLS certificate file",
        r"Could not read client certificate",
    ),
    ("resolve_invalid", r"Couldn't parse CURLOPT_RESOLVE entry"),
    ("url_invalid", r"URL using bad/illegal format", r"No scheme supplied", r"URISyntaxException"),
    # the proxy
    ("proxy_url_invalid", r"Unsupported proxy syntax", r"InvalidProxyURL", r"Missing dependencies for SOCKS"),
    ("proxy_not_found", r"Could not resolve proxy", r"Unable to connect to proxy.{0,300}NameResolutionError"),
    (
        "proxy_auth_required",
        r"407 Proxy Auth",
        r"Proxy Authentication Required",
        r"(?:Tunnel connection|CONNECT tunnel) failed[:,](?: response)? 407",
        r'Proxy returns "HTTP/1\.1 407',
    ),
    (
        "proxy_forbids",
        r"(?:Tunnel connection|CONNECT tunnel) failed[:,](?: response)? 403",
        r'Proxy returns "HTTP/1\.1 403',
    ),
    ("proxy_cannot_reach", r"CONNECT tunnel failed", r"Tunnel connection failed", r'Proxy returns "HTTP/1'),
    ("proxy_not_http", r"Unable to connect to proxy.{0,300}BadStatusLine"),
    ("proxy_closed", r"Proxy CONNECT aborted", r"Unable to connect to proxy.{0,300}RemoteDisconnected"),
    ("proxy_unreachable", r"ProxyError", r"Cannot connect to proxy"),
    # the server's certificate
    ("root_not_trusted", r"self[- ]signed certificate in certificate chain", r"SELF_SIGNED_CERT_IN_CHAIN"),
    ("self_signed", r"self[- ]signed certificate", r"DEPTH_ZERO_SELF_SIGNED"),
    ("path_too_long", r"path length constraint exceeded", r"pathLenConstraint"),
    ("not_an_authority", r"invalid CA certificate", r"basic constraints check failed"),
    ("name_not_permitted", r"(?:permitted|excluded) subtree violation", r"name constraints check failed"),
    ("critical_extension", r"unhandled critical extension", r"unrecognized critical extension"),
    (
        "weak_signature",
        r"signature digest algorithm too weak",
        r"CA md too weak",
        r"check failed on signature algorithm",
    ),
    (
        "wrong_usage",
        r"unsuitable certificate purpose",
        r"Extended key usage does not permit",
        r"incompatible key usage",
    ),
    ("root_changed", r"certificate signature failure", r"signature check failed"),
    ("pin_mismatch", r"does not match pinned public key", r"Fingerprints did not match"),
    (
        "unknown_ca",
        r"unable to get (?:local )?issuer certificate",
        r"PKIX path building failed",
        r"signed by unknown authority",
        r"unable to verify the first certificate",
        r"UNABLE_TO_VERIFY_LEAF",
        r"unable to find valid certification path",
        r"certificate issuer is unknown",
    ),
    ("not_yet_valid", r"not yet valid", r"CertificateNotYetValid"),
    ("leaf_expired", r"certificate has expired", r"CertificateExpiredException", r"CERT_HAS_EXPIRED", r"NotAfter:"),
    (
        "address_not_in_certificate",
        r"IP address mismatch",
        r"alternative names matching IP address",
        r"target host name '[0-9.]{7,15}'",
        r"doesn't contain any IP SANs",
    ),
    (
        "name_mismatch",
        r"hostname mismatch",
        r"hostname '[^'\n]{1,300}' doesn't match",
        r"does not match target host",
        r"no alternative certificate subject name",
        r"No subject alternative (?:DNS )?names?",
        r"certificate is valid for [^\n]{1,300}, not ",
        r"ERR_TLS_CERT_ALTNAME",
        r"no name matching",
        r"unable to obtain common name from peer certificate",
    ),
    ("certificate_invalid", r"PKIX path validation failed", r"asn1 encoding routines", r"\bASN1 lib\b"),
    # ours
    ("client_certificate_missing", r"certificate required", r"CERTIFICATE_REQUIRED"),
    (
        "client_certificate_expired",
        r"alert certificate[ _]expired",
        r"alert: certificate_expired",
        r"SSL certificate verification failed",
    ),
    (
        "client_certificate_revoked",
        r"alert certificate[ _]revoked",
        r"alert: certificate_revoked",
        r"alert number 44\b",
    ),
    ("client_certificate_untrusted", r"alert unknown[ _]ca\b", r"alert: unknown_ca"),
    (
        "client_certificate_rejected",
        r"alert (?:bad certificate|certificate unknown|access denied)",
        r"ALERT_ACCESS_DENIED",
        r"bad_certificate",
        r"certificate_unknown",
    ),
    # the handshake
    (
        "not_tls_http",
        r"wrong[ _]version[ _]number",
        r"server gave HTTP response to HTTPS",
        r"packet length too long",
        r"Unrecognized SSL message",
        r"record layer failure",
    ),
    (
        "tls_expected",
        r"plain HTTP request was sent to HTTPS",
        r"sent an HTTP request to an HTTPS server",
        r"Received HTTP/0\.9",
    ),
    ("sni_unknown", r"unrecognized[_ ]name"),
    (
        "tls_version",
        r"alert protocol[_ ]version",
        r"protocol_version",
        r"unsupported[ _]protocol",
        r"no protocols available",
        r"selected protocol version",
        r"legacy sigalg disallowed",
    ),
    ("alpn_refused", r"no[_ ]application[_ ]protocol"),
    ("tls_failed", r"bad[ _]record[ _]mac", r"decode[ _]error", r"length[ _]mismatch"),
    ("tls_alert", r"handshake[ _]failure", r"(?:tlsv1|tlsv13|sslv3) alert ", r"(?:TLSV1|TLSV13|SSLV3)_ALERT_"),
    ("tls_timeout", r"SSL connection timeout", r"TLS handshake timeout", r"handshake operation timed out"),
    (
        "tls_closed",
        r"unexpected[ _]eof[ _]while[ _]reading",
        r"SSL_ERROR_SYSCALL",
        r"Remote host terminated the handshake",
        r"EOF occurred in violation of protocol",
        r"SSL_ERROR_ZERO_RETURN",
        r"SSLZeroReturnError",
    ),
    # names and addresses
    ("dns_timeout", r"Temporary failure in name resolution", r"Resolving timed out"),
    (
        "dns_not_found",
        r"Could not resolve host",
        r"Name or service not known",
        r"nodename nor servname",
        r"no such host",
        r"UnknownHostException",
        r"getaddrinfo failed",
        r"NameResolutionError",
        r"\bENOTFOUND\b",
    ),
    ("connect_refused", r"Connection refused", r"\bECONNREFUSED\b", r"actively refused", r"connect:errno=111\b"),
    ("connect_unreachable", r"No route to host", r"Network is unreachable", r"\bE(?:HOST|NET)UNREACH\b"),
    (
        "connect_denied",
        r"Operation not permitted",
        r"NewConnectionError.{0,300}Permission denied",
        r"SocketException: Permission denied",
        r"connect: permission denied",
    ),
    (
        "connect_timeout",
        r"Connection timed out",
        r"ConnectTimeout",
        r"connect timed out",
        r"\bETIMEDOUT\b",
        r"Failed to connect to [^\n]{1,300}: Timeout was reached",
        r"i/o timeout",
        r"connect:errno=110\b",
    ),
    ("connect_failed", r"Failed to connect to "),
    # HTTP
    ("http_silent", r"Read timed out", r"ReadTimeout", r"Operation timed out after"),
    (
        "http_closed",
        r"Empty reply from server",
        r"RemoteDisconnected",
        r"Remote end closed connection",
        r"closed idle connection",
    ),
    (
        "http_reset",
        r"Connection reset by peer",
        r"\bECONNRESET\b",
        r"Recv failure",
        r"Connection reset",
        r"getpeername\(\) failed",
    ),
    ("http_truncated", r"IncompleteRead", r"transfer closed with", r"Premature EOF", r"unexpected EOF"),
    ("http_header_too_large", r"Too large response headers", r"LineTooLong", r"header size limit exceeded"),
    (
        "http_malformed",
        r"BadStatusLine",
        r"malformed HTTP",
        r"Invalid status line",
        r"multiple unmatching values",
        r"hexadecimal sequence in chunked",
        r"InvalidChunkLength",
        r"malformed chunked encoding",
    ),
    ("misdirected", r"421 Misdirected Request"),
    ("server_error", r"HTTP/[0-9.]+ 50[234]\b", r"HTTPError: 50[234] Server Error"),
)
_COMPILED = [(cause, re.compile("|".join(patterns), re.I)) for cause, *patterns in _PHRASES]


def cause(text: str) -> tuple[str, str] | None:
    """A cause, and the line that told it."""
    for found, pattern in _COMPILED:
        match = pattern.search(text)
        if match:
            start = text.rfind("\n", 0, match.start()) + 1
            end = text.find("\n", match.end())
            line = text[start : len(text) if end < 0 else end].strip()
            return found, line if len(line) <= 300 else match.group()
    return None


def tells(text: str, which: str) -> bool:
    """Whether this is the cause that a text tells. Most texts need one look only."""
    if not any(pattern.search(text) for found, pattern in _COMPILED if found == which):
        return False
    told = cause(text)
    return told is not None and told[0] == which
