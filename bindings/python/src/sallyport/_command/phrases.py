"""Words of other programs for a connection that failed -> the cause that `diagnose` would most often find."""

from __future__ import annotations

import re

# In this order: what is told apart further down is part of what stands above it. Texts of OpenSSL (curl, Python,
# openssl), the JDK, Go, glibc and GnuTLS.
_PHRASES = (
    ("self_signed", r"self[- ]signed certificate(?! in certificate chain)", r"DEPTH_ZERO_SELF_SIGNED"),
    ("root_not_trusted", r"self[- ]signed certificate in certificate chain", r"SELF_SIGNED_CERT_IN_CHAIN"),
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
    ("not_yet_valid", r"certificate is not yet valid", r"CertificateNotYetValid", r"not yet valid"),
    (
        "leaf_expired",
        r"certificate has expired",
        r"CertificateExpiredException",
        r"certificate has expired or is not yet",
        r"CERT_HAS_EXPIRED",
        r"NotAfter:",
    ),
    (
        "name_mismatch",
        r"hostname mismatch",
        r"doesn't match",
        r"does not match target host",
        r"no alternative certificate subject name",
        r"No subject alternative (?:DNS )?names?",
        r"certificate is valid for [^\n]{1,200}, not ",
        r"IP address mismatch",
        r"ERR_TLS_CERT_ALTNAME",
        r"no name matching",
    ),
    ("client_certificate_missing", r"certificate required", r"bad_certificate.{0,20}required"),
    ("client_certificate_untrusted", r"alert unknown ca", r"tlsv1 alert unknown ca", r"unknown_ca"),
    (
        "client_certificate_rejected",
        r"sslv3 alert (?:bad )?certificate",
        r"alert bad certificate",
        r"bad_certificate",
        r"alert certificate unknown",
    ),
    (
        "not_tls_http",
        r"wrong version number",
        r"WRONG_VERSION_NUMBER",
        r"http request\b.{0,20}https",
        r"server gave HTTP response to HTTPS",
        r"packet length too long",
        r"Unrecognized SSL message",
        r"record layer failure",
    ),
    ("sni_unknown", r"unrecognized[_ ]name"),
    (
        "tls_version",
        r"alert protocol version",
        r"protocol_version",
        r"unsupported protocol",
        r"UNSUPPORTED_PROTOCOL",
        r"no protocols available",
    ),
    ("alpn_refused", r"no[_ ]application[_ ]protocol"),
    ("tls_alert", r"handshake failure", r"handshake_failure", r"HANDSHAKE_FAILURE"),
    ("proxy_auth_required", r"407 Proxy Authentication", r"Proxy Authentication Required"),
    ("proxy_forbids", r"CONNECT tunnel failed, response 403", r"Tunnel connection failed: 403"),
    ("proxy_cannot_reach", r"CONNECT tunnel failed", r"Tunnel connection failed"),
    ("proxy_not_found", r"Could not resolve proxy"),
    ("proxy_unreachable", r"ProxyError", r"Cannot connect to proxy"),
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
        r"ENOTFOUND",
    ),
    ("connect_refused", r"Connection refused", r"ECONNREFUSED", r"actively refused"),
    ("connect_unreachable", r"No route to host", r"Network is unreachable", r"EHOSTUNREACH", r"ENETUNREACH"),
    ("connect_denied", r"Operation not permitted", r"Permission denied.{0,40}connect", r"connect: permission denied"),
    ("tls_timeout", r"SSL connection timeout", r"TLS handshake timeout", r"handshake operation timed out"),
    (
        "connect_timeout",
        r"Connection timed out",
        r"ConnectTimeout",
        r"connect timed out",
        r"ETIMEDOUT",
        r"Failed to connect to [^\n]{1,300} after [0-9]+ ms",
        r"i/o timeout",
    ),
    ("http_silent", r"Read timed out", r"ReadTimeout", r"Operation timed out after"),
    (
        "tls_closed",
        r"UNEXPECTED_EOF_WHILE_READING",
        r"unexpected eof while reading",
        r"SSL_ERROR_SYSCALL",
        r"Remote host terminated the handshake",
        r"EOF occurred in violation of protocol",
    ),
    (
        "http_closed",
        r"Empty reply from server",
        r"RemoteDisconnected",
        r"Remote end closed connection",
        r"server closed idle connection",
    ),
    ("http_reset", r"Connection reset by peer", r"ECONNRESET", r"Recv failure"),
    ("http_truncated", r"IncompleteRead", r"transfer closed with", r"Premature EOF", r"unexpected EOF"),
    ("http_malformed", r"Received HTTP/0\.9", r"BadStatusLine", r"malformed HTTP"),
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
