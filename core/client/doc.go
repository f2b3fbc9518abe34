// Package client is an HTTPS client that knows what it has sent.
//
// It speaks HTTP/1.1 over connections of package dial, one request at a time per
// connection, in the goroutine of the caller. Between calls there is a timer for
// each idle connection, whose function closes it, and no other goroutine. Nothing is
// printed, no proxy or environment variable is read that was not passed in.
//
// A [Response] is always complete, and a [Stream] says whether it is when its body
// ends: a body that ends early is an error, never a short result. The one exception
// is a body without announced length over plain http, where the close of the
// connection is the end and nobody can tell it from a cut; over TLS a cut is an error
// there too.
//
// # Names and pins
//
// The host of the URL is the name in SNI, in the Host header and in the check of
// the certificate. Options.Resolve only says at which addresses it is. A Host
// header that differs from the URL is refused. A pinned host never asks DNS and
// passes by a proxy that the environment names; through a proxy given in
// Options.Proxy the tunnel goes to the pinned address.
//
// The path and query of a URL go over the wire byte for byte, except that bytes
// which no URL may hold (a space, UTF-8) are percent-encoded. A stray percent
// sign is refused.
//
// # Bodies
//
// [Client.Do] reads the whole body, in one allocation when its length is known and
// at most 1 GiB. [Client.Stream] returns with the head and gives the body as it
// arrives, in constant memory; its connection serves another request once the body
// was read to its end, or was closed with a small rest (64 KiB) that comes sooner
// than a new connection would. The body of a request is bytes, or a reader that is
// read as it is sent (Request.BodyReader), with its length or in chunks; with
// Request.ExpectContinue the server is asked first whether it wants a large one.
//
// The response is read while a large body, or one from a reader, is sent. With a
// status of 300 or above the rest of the body is not sent: its connection ends with
// the response. With another one sending goes on, and a Stream can be read meanwhile;
// Do returns when both bodies are through, or the server has answered and takes
// nothing for two seconds.
//
// # What is repeated
//
// A request is sent again only when
//
//   - no byte of it had left us (no connection, or a dead one); or
//   - the connection failed and the method is idempotent (GET, HEAD, OPTIONS,
//     PUT, DELETE, TRACE) or the caller says DuplicatesAllowed; or
//   - the server answered 429 or 503 with Retry-After.
//
// A body from a reader that was read goes out again only from its start
// (Request.GetBody). Nothing is repeated once a Stream was returned, nor after a
// time limit was reached: as in requests, it says how long the call may wait.
//
// A handshake that ended before the server said anything, with and without
// post-quantum groups, is not repeated either.
//
// So a POST whose fate is unknown is never repeated. Idle connections are probed
// before use, which makes that rare. Repeats are bounded by Options.Retries and
// by the one deadline of the call, and wait a little longer each time; only the
// first failure on a reused connection is repeated at once and not counted. A
// signed request is signed anew for each attempt. A signature that the server
// refuses since its clock is another (Date), or the bucket's region
// (X-Amz-Bucket-Region), is made once more with those, over TLS only:
// Response.Resigned says so. [Sent] tells of an error
// whether the server may have acted on the request.
//
// # Redirects
//
// They are followed, at most ten, and never from https to http. 307 and 308 keep
// method and body; after the others the request becomes a GET without body (RFC
// 9110 section 15.4). To another server only headers that cannot be a secret go
// along. A request that is signed, or made by a client that has a client
// certificate, is not redirected, over http neither: the 3xx response is returned.
//
// # Cookies
//
// What redirects set goes with the requests that they lead to, by the rules of package
// cookie, and is forgotten with the call. With CookiesPerClient what any response sets
// goes with later requests; of a request that is signed here the signature covers it. A
// Cookie header of the caller goes alone with its request: somebody may have signed it.
// A redirect keeps it for the same server, where cookies of the jar join it, and what
// the redirect sets takes the place of what it has of that name.
//
// # Limits
//
// Header 64 KiB and 100 fields, body 64 MiB (without limit in a Stream), 16 informational responses; 60
// seconds for the whole call, 10 for one connection, 10 for one handshake, 30 of
// silence. The 60 seconds include the body of a Stream and what its reader does
// meanwhile: a Read after them fails. A message names the phase in which time ran
// out. With Options.Decode a body is decoded within the same limits, and what swells
// like no honest text is an error.
package client
