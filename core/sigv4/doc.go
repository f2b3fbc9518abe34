// Package sigv4 signs HTTP requests with AWS Signature Version 4, in the
// Authorization header ([Signer.Sign]) or in the query ([Signer.Presign]).
//
// # The signed form is the wire form
//
// A signature covers a canonical form of the request, and most mismatches come
// from sending another form than was signed. A [SignedRequest] therefore holds
// the exact URL and headers to send: the query sorted and encoded as it was
// signed, the path settled, the Host header spelled out. Nothing is dropped on the
// way: a malformed percent escape is an error, and so is a fragment.
//
// The form is one that HTTP libraries send unchanged: they resolve dot segments,
// write escapes in capitals, decode those of unreserved characters (RFC 3986
// section 6.2.2), and escape brackets. What cannot be brought into such a form is
// refused: a control character in the URL, a header value that is not ASCII, a key
// of S3 with a dot segment. With NormalizePath false a path is signed as it is
// written, for a library that leaves it alone. With NormalizePath true, which is
// how the official suite asks, dot segments may go out as they are written: the
// signature is the same whether they are resolved on the way or not.
//
// # A plus sign in a query
//
// It is a space, as urlencode and HTML forms mean it, and is signed and sent as
// %20. Options.QueryPlus makes it a plus sign, %2B, or refuses it. In a path it is
// always a plus sign.
//
// # What is signed
//
// Every header of the request, except those that a proxy or an HTTP library may
// change in transit (headerkind.go). A request that already has a
// header or parameter that the signer adds is refused.
//
// # Paths
//
// S3 canonicalises the decoded path, once. All other AWS services canonicalise
// the path as it is on the wire, so that an escape there is encoded a second
// time; dot segments and empty segments are removed first. A path that holds raw
// bytes which cannot stand on the wire (spaces, UTF-8) is escaped for the wire;
// for a signing name that is not in AWS's table those bytes are encoded once, as
// the official test suite has it, for a service of AWS twice, as its servers
// have it.
//
// # Requests that come in
//
// [Verifier.Verify] makes the signature of an incoming request once more, with the
// builder that signs, and compares. It refuses what one side could check and another
// side act on. [Signer.Resign] signs such a request anew with other credentials. The
// scheme is the one that the request names, if VerifyOptions.Schemes has it; it is
// known before the request is read, as the names of headers and parameters follow
// from it (verifyscheme.go).
//
// # Names
//
// The credential scope needs a region and a signing name, and the signing name
// is not always the host's first label. When Options leaves them out they are
// derived by package endpoint from X-Amz-Target, host, path and query. A target
// that no service has is an error. What Options say is taken as it is.
//
// # Signature Version 4A
//
// With Options.Scheme "aws4a" a signature is ECDSA with P-256, with a key that follows
// from secret and key id, and good in all regions of a set, which stands in
// X-Amz-Region-Set and not in the scope. It is in DER, so its length differs, and the
// same for the same request (RFC 6979). A host that takes nothing else is an error for
// the other scheme, and without a region it is signed for all.
//
// # Schemes of Alibaba Cloud
//
// "oss4" (OSS), "acs3" (OpenAPI) and "odps4" (MaxCompute) are the same engine with the
// words of scheme.go. Paths are encoded once, the values of headers keep their spaces,
// and few headers are signed. The options about canonical forms, which are AWS's, are
// errors. A nonce of acs3 comes from Options.Rand, unless the request has one. What
// MaxCompute signs is decoded, so that two URLs can have one signature: a verifier
// refuses those that could be such.
//
// Sources: AWS IAM User Guide, "Create a signed AWS API request"; awslabs
// aws-c-auth test suite (152 of 152 pass, see suite_test.go).
package sigv4
