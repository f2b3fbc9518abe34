// Package iot publishes messages to AWS IoT Core over HTTPS.
//
// A [Publisher] belongs to one data endpoint. It sends one POST for each
// message and keeps the connection for the next one:
//
//	POST https://{endpoint}/topics/{topic}?qos=1
//
// # Ports and authentication
//
// A publisher has one way to say who it is, and that decides what the TLS
// handshake must carry:
//
//	client certificate   port 443   ALPN x-amzn-http-ca, and the server must select it
//	client certificate   port 8443  no ALPN
//	AWS signature        port 443   no ALPN
//	custom authorizer    port 443   no ALPN
//
// On any other port, such as that of a forwarder, x-amzn-http-ca is offered with
// a client certificate and the server need not know it. An ALPN list in
// [Options].Client is used instead of all this. On port 443 without that ALPN
// AWS does not ask for the client certificate and answers 403 "Missing
// Authentication Token"; an intercepting proxy has the same effect. HTTP/2 is
// never offered: the service speaks HTTP/1.1 only. The client certificate is
// sent even if its issuer is not in the list that the server sends.
//
// # What is checked before anything is sent
//
// The topic goes as one percent-encoded path segment, so a topic with slashes,
// spaces or any Unicode character reaches exactly that topic. Wildcards are
// refused, and so are the two topics "." and "..", which are removed from a URL
// path on the way. Topics may have 256 bytes and 7 slashes, not counting a
// leading $aws/rules/{rule}/ (basic ingest: the rule's name has 1 to 128 letters,
// digits and underscores); payloads may have 131,072 bytes. A
// topic that begins with $ cannot be retained.
//
// # Delivery
//
// With QoS 1 a message is repeated when its fate is unknown: at least once. With
// QoS 0 it is repeated only if nothing of it had been sent, or if the service
// said that it did not take it. If a message left us and no answer came, the
// error is PUBLISH_UNCERTAIN, never a plain network error, whichever attempt it
// was. A good status is no receipt when the answer is not AWS IoT's, such as the
// page of a captive portal: PUBLISH_ANSWER_INVALID.
//
// There is no client id over HTTPS, so a policy with ${iot:ClientId} never
// matches. Subscribing needs MQTT and is not part of this package.
package iot
