// Package iot is the stand-in for the HTTPS publishing side of AWS IoT Core.
//
// Port 443 serves two kinds of clients. One that offers the ALPN token x-amzn-http-ca must show
// a registered client certificate in the handshake. One that offers none (or http/1.1) is not
// asked for a certificate and must authenticate in the request, by SigV4 or a custom authorizer;
// otherwise the answer is 403 "Missing Authentication Token", which is what a user sees who
// forgot the token. Any other ALPN is refused. Port 8443 takes certificates without ALPN.
//
// As with AWS, a certificate counts because it is registered and active, not because of who
// issued it, and the list of authorities that the server sends does not have its issuer: a
// client must not hold its certificate back because of that list.
//
// Topics below "lab/" provoke failures; see [Failures].
package iot
