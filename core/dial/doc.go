// Package dial connects to a host by its real name at a pinned address.
//
// The host of the URL is what SNI carries and what the server's certificate must
// be for, always. A [Table] only says where that host is to be found: a pinned
// host never asks DNS, and any other host is looked up as usual.
//
// # Several addresses
//
// Addresses are tried in their order. The next one starts when the one before
// failed, or after 250 ms without a TCP connection; the first to finish its
// handshake wins, and nothing of the others is left behind. A handshake that
// fails counts as a failed address too, so that one broken front end does not
// hide the others. Addresses that failed come last for the next 30 seconds.
//
// # Errors
//
// A failure names every address with its reason. Its code is the common one, or
// that of the attempt that came furthest: a certificate that does not fit is
// worth more than a refused connection.
//
// # What a connection knows
//
// A [Conn] counts the bytes that were handed to the network, knows whether the
// stream was cut without TLS's closing alert, and can be probed before it is
// used again. The client's retry rule stands on these.
package dial
