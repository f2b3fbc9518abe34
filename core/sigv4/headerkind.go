package sigv4

import "strings"

// kind says what becomes of a header of the request.
type kind uint8

const (
	kindSigned   kind = iota
	kindUnsigned      // may change in transit, so that signing it would break the request
	kindSigning       // the signer adds it
	kindHost
	kindTarget
)

// kindOf classifies a lower-case name. The switch is over the string, which the
// compiler turns into a search by length and value without allocating.
//
// Not signed is what HTTP libraries add, replace or drop on their own, and what
// proxies, load balancers and tracing agents do: the lists of botocore (auth.py),
// of the AWS SDK for JavaScript (signature-v4, constants) and of aws-c-auth, RFC
// 9110 section 7.6 (hop by hop), W3C Trace Context, and the headers that the
// common proxies set.
func kindOf(lower []byte) kind {
	switch string(lower) {
	case "host":
		return kindHost
	case "x-amz-target":
		return kindTarget
	case "authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token", "x-amz-s3session-token",
		"x-amz-region-set", "x-amz-algorithm", "x-amz-credential", "x-amz-signature", "x-amz-signedheaders", "x-amz-expires":
		return kindSigning
	case "accept-encoding", "cache-control", "connection", "expect", "from", "http2-settings", "keep-alive", "max-forwards",
		"pragma", "priority", "referer", "te", "trailer", "transfer-encoding", "upgrade", "upgrade-insecure-requests",
		"user-agent", "warning":
		return kindUnsigned // hop by hop, or the library's own
	case "cdn-loop", "client-ip", "early-data", "forwarded", "true-client-ip", "via", "x-client-ip", "x-cluster-client-ip",
		"x-real-ip", "x-scheme", "x-varnish":
		return kindUnsigned // of proxies
	case "b3", "baggage", "elastic-apm-traceparent", "newrelic", "sentry-trace", "traceparent", "tracestate", "uber-trace-id",
		"x-amzn-trace-id", "x-cloud-trace-context", "x-correlation-id", "x-request-id", "x-request-start":
		return kindUnsigned // of tracing
	}
	if len(lower) > 3 && hasUnsignedPrefix(lower) {
		return kindUnsigned
	}
	return kindSigned
}

// unsignedPrefixes are families of such headers.
var unsignedPrefixes = [...]string{
	"cf-", "proxy-", "sec-", "x-b3-", "x-datadog-", "x-envoy-", "x-forwarded-", "x-newrelic-", "x-original-",
}

// hasUnsignedPrefix looks at the letters first in which the families differ from
// what is mostly signed: content-type and x-amz-*.
func hasUnsignedPrefix(lower []byte) bool {
	switch lower[0] {
	case 'c':
		if lower[1] != 'f' {
			return false
		}
	case 'p', 's':
	case 'x':
		if lower[2] == 'a' {
			return false
		}
	default:
		return false
	}
	for _, prefix := range unsignedPrefixes {
		if strings.HasPrefix(string(lower), prefix) {
			return true
		}
	}
	return false
}

func isContentLength(name string) bool {
	return len(name) == len("Content-Length") && strings.EqualFold(name, "Content-Length")
}
