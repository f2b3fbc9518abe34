// Package grammar says what a URL, a method, a header name and a header value may
// be. The signer and the client both read them with this package, so that what
// one signs is what the other sends.
//
// [Parse] takes an absolute URL apart and decodes nothing. Bytes that no URL may
// hold but that people write, such as a space or UTF-8, are accepted in path and
// query; [URL.Wire] escapes them for the wire. Control characters are refused: some
// libraries remove them, some escape them, and some let them end the request.
//
// Sources: RFC 3986 (URLs), RFC 9110 sections 5.5 and 5.6.2 (header fields),
// RFC 6455 section 3 (ws and wss).
package grammar
