// Package diagnose says why a connection fails.
//
// [Diagnose] does what a client would do and looks at each step: the URL, the
// proxy, DNS, TCP to every address, the TLS handshake, the server's certificates,
// the client's, the head of the answer. Its answer is one cause, a row of
// causes.tsv, with the stage, the evidence and the fix; the cause "ok" has evidence
// too.
//
// The error of the client decides which step failed. Where one error has several
// causes, further connections tell them apart: the same hello without the server
// name, smaller, or for older versions; a plain request; a handshake that believes
// every certificate. Such a connection shows no client certificate and sends at
// most "HEAD /", never the path, query or password of the URL.
//
// The request is a GET that is not signed, not repeated and not redirected, and
// the body of its answer is not part of the evidence. What a server says is bounded
// and freed from control characters before it is shown. The time is bounded by
// client.Options.Timeouts.Total, or a minute without it, the connections by the number of addresses, of
// which the first eight are tried, and by eight more.
package diagnose
