// Package metadata asks the metadata service of the instance that it runs on:
// for its identity document with the signature over it (package identity
// verifies both, elsewhere), and for single items such as the instance id.
//
// # Tokens
//
// A request carries a session token where the service gives out one, as
// Alibaba Cloud's security hardening mode demands. The token is kept until
// shortly before it ends, shared by all goroutines, and replaced once when the
// service refuses it (401 or 403). Who needs one while it is being asked for
// waits for the answer, or shares the failure.
//
// Without a token, which Alibaba Cloud calls normal mode, only goes what must:
// with a negative Options.TokenTTL, or when the service says that it has no
// tokens (404 or 405), for five minutes and never after it has given out one.
// Any other failure to get a token is an error, not a reason to go without. A
// request that is sent and never answered is METADATA_TOKEN_UNANSWERED: answers
// to it, and only these, carry the hop limit of the instance's metadata options,
// and do not reach a container when that is 1.
//
// Amazon EC2's service is asked in the same way; package chain gets an instance's
// credentials from it.
//
// # What never happens
//
// No proxy is used, whatever the options of the client say, because a proxy's
// metadata service would answer for the proxy's instance. No redirect is
// followed. No X-Forwarded-For is sent. An answer over 64 KiB is an error. Off
// the cloud the address is unreachable: a connection is given up after a second,
// a call after five.
package metadata
