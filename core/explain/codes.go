package explain

import (
	"strconv"
	"strings"
)

// succeeded is an answer that refuses nothing.
func succeeded(in *Input, a *answer) *Explanation {
	if status := in.Response.Status; status >= 200 && status < 300 {
		return notRefused(in, a)
	}
	return nil
}

func notRefused(in *Input, a *answer) *Explanation {
	return because("not_refused", append(a.evidence(), Evidence{"status", strconv.Itoa(in.Response.Status)})...)
}

func bodyCodes(_ *Input, a *answer) *Explanation {
	if a.has("XAmzContentSHA256Mismatch", "ContentSHA256Mismatch", "BadDigest", "x-amz-content-sha256' header does not match") {
		return because("body_changed", append(a.evidence(), Evidence{"ours", firstOf(a.fields["clientcomputedcontentsha256"], a.fields["clientcomputed"])},
			Evidence{"theirs", a.fields["s3computedcontentsha256"]}, Evidence{"detail", "the server hashed other bytes"})...)
	}
	return nil
}

// signatureCodes are refusals of the form of the request or its signature.
func signatureCodes(_ *Input, a *answer) *Explanation {
	found := a.evidence()
	switch {
	case a.has("MissingAuthenticationToken", "Missing Authentication Token", "MissingSecurityHeader", "Anonymous access is forbidden", "Anonymous caller", "MissingSignature"):
		return because("signature_missing", found...)
	case a.has("SignatureNonceUsed"):
		return because("request_replayed", found...)
	case a.has("UnknownOperationException", "Unable to determine service/operation name to be authorized"):
		return because("wrong_endpoint", found...)
	case a.has("authorization mechanism you have provided is not supported", "Unsupported Authorization Type", "AWS4-ECDSA-P256-SHA256 is required"):
		return because("scheme_unsupported", append(found, Evidence{"detail", firstLine(a.message)})...)
	case a.has("IncompleteSignature", "AuthorizationHeaderMalformed", "AuthorizationQueryParametersError", "InvalidSignature.Malformed", "not a valid key=value pair",
		"Date in Credential scope does not match", "Credential should be scoped with", "Only one auth mechanism allowed", "Authorization header is invalid"):
		return because("signature_malformed", found...)
	case a.has("Throttl", "SlowDown", "TooManyRequests", "RequestLimitExceeded", "ServiceUnavailable"):
		return because("throttled", found...)
	}
	return nil
}

// policyCodes are refusals of an identity whose signature is good. Where a server
// says no more than that access is denied, the request itself is looked at first.
func policyCodes(in *Input, a *answer) *Explanation {
	if a.has("User: anonymous is not authorized") { // whose signature was seen has a name
		return because("signature_missing", a.evidence()...)
	}
	says := a.has("not authorized", "no privilege", "no right", "subscription", "OptInRequired", "RegionDisabled", "explicit deny", "denied by", "RBAC:")
	if !says && !a.has("AccessDenied", "NoPermission", "UnauthorizedOperation", "AuthFailure.Unauthorized", "Forbidden.RAM", "ODPS-0130013", "ODPS-0420095") {
		return nil
	}
	if !says {
		if a.has("SignatureDoesNotMatch", "signature we calculated") {
			return nil
		}
		if e := inspected(in, a); e != nil {
			return e
		}
	}
	return because("not_authorized", append(a.evidence(), Evidence{"detail", strings.TrimRight(firstLine(a.message), ".")})...)
}

// anotherError is one that a server has only after it has taken the signature.
func anotherError(in *Input, a *answer) *Explanation {
	switch status := in.Response.Status; {
	case status >= 500, status == 404, status == 405, status == 412:
		return notRefused(in, a)
	}
	code := strings.ToLower(a.code)
	if modeled(code) && in.Response.Status == 400 {
		return notRefused(in, a)
	}
	for _, word := range []string{
		"validation", "serialization", "notfound", "nosuch", "invalidparameter", "missingparameter", "alreadyexists", "conflict", "limitexceeded", "malformedxml",
		"resourceinuse", "entitytoo", "sequencetoken",
	} {
		if strings.Contains(code, word) {
			return notRefused(in, a)
		}
	}
	return nil
}

// modeled reports whether a code is an exception of an operation, and so one that
// comes after the signature was taken: none of its words is of signatures, nor so
// vague that it could be.
func modeled(code string) bool {
	if !strings.HasSuffix(code, "exception") {
		return false
	}
	for _, word := range []string{
		"signature", "token", "client", "auth", "access", "denied", "forbidden", "optin", "credential", "security", "identity", "key", "unknown", "operation", "request",
	} {
		if strings.Contains(code, word) {
			return false
		}
	}
	return true
}
