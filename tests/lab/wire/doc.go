// Package wire serves HTTP/1.1 for the stand-ins and writes down what really came.
//
// net/http hands a handler headers that are parsed, renamed and out of order. The point of a
// stand-in is to show what a client sent, so the connection keeps the bytes of each request's
// head, and the [Journal] keeps them with the TLS facts (SNI, ALPN, client certificate), the
// answer's status and what the stand-in made of it. A handshake that failed is an entry too.
//
// TLS ends in this package, below net/http. That also lets a stand-in speak any ALPN token:
// net/http drops connections whose token it does not know, if it sees the TLS connection.
package wire
