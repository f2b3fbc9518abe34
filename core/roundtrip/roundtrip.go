// Package roundtrip puts a client of package client under net/http: pinned
// addresses, trust, proxies, time limits and signatures for programs that have an
// http.Client already.
//
//	transport := &roundtrip.Transport{Client: c}
//	response, err := (&http.Client{Transport: transport}).Get("https://api.example.com/")
//
// Redirects and cookies stay http.Client's. The libraries do not have this
// package in them: net/http is large.
package roundtrip

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/sallyport/sallyport/core/client"
)

// Transport is an [http.RoundTripper].
type Transport struct {
	Client *client.Client // sends the requests

	// Signed is for a client with a signer. Bodies are read for their hash before they
	// are sent, which takes a GetBody, as [http.NewRequest] gives bytes and strings; for
	// one without, or with the header X-Amz-Trailer, see [client.Request].BodyReader.
	Signed bool
}

// RoundTrip sends one request and returns with the head of the response. The body
// comes as it arrives; it is decompressed if [client.Options.Decode] says so.
//
// Errors: those of [client.Client.Stream], which errors.As finds as [fault.Error].
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.Client == nil {
		closeBody(r)
		return nil, errors.New("roundtrip: the transport has no client")
	}
	request := &client.Request{Method: r.Method, URL: r.URL.String(), Redirects: -1}
	if r.URL.Fragment != "" { // is for whoever reads the document
		request.URL, _, _ = strings.Cut(request.URL, "#")
	}
	if r.Host != "" && r.Host != r.URL.Host {
		closeBody(r)
		return nil, fmt.Errorf("roundtrip: the Host %q differs from the URL's: pin the address instead", r.Host)
	}
	for name, values := range r.Header {
		for _, value := range values {
			request.Headers = append(request.Headers, client.Header{Name: name, Value: value})
		}
	}
	if err := t.body(request, r); err != nil {
		closeBody(r)
		return nil, err
	}
	stream, err := t.Client.Stream(r.Context(), request)
	if err != nil || !stream.Sending() { // else it is closed by Leave
		closeBody(r)
	}
	if err != nil {
		return nil, err
	}
	return response(stream, r), nil
}

// CloseIdleConnections closes the client, as [http.Client.CloseIdleConnections]
// expects; connections in use go on.
func (t *Transport) CloseIdleConnections() {
	if t.Client != nil {
		t.Client.Close()
	}
}

// body gives the request what net/http has: nothing, a reader, and with GetBody the
// reader once more for a repeat.
func (t *Transport) body(request *client.Request, r *http.Request) error {
	if r.Body == nil || r.Body == http.NoBody {
		return nil
	}
	request.BodyReader, request.ContentLength = closing{r.Body}, r.ContentLength
	if r.ContentLength == 0 {
		request.ContentLength = -1 // net/http's "unknown"
	}
	request.ExpectContinue = strings.EqualFold(r.Header.Get("Expect"), "100-continue")
	if r.GetBody != nil {
		request.GetBody = func() (io.Reader, error) {
			again, err := r.GetBody()
			return closing{again}, err
		}
	}
	if !t.Signed || r.GetBody == nil || r.Header.Get("X-Amz-Trailer") != "" { // the rest the client chooses
		return nil
	}
	content, err := r.GetBody()
	if err != nil {
		return err
	}
	defer content.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, content); err != nil {
		return err
	}
	request.PayloadHash = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// closing is a body that is closed once nothing more of it is sent.
type closing struct{ io.ReadCloser }

// Leave is called by the client.
func (c closing) Leave(error) { _ = c.Close() }

func closeBody(r *http.Request) {
	if r.Body != nil {
		_ = r.Body.Close()
	}
}

func response(stream *client.Stream, r *http.Request) *http.Response {
	out := &http.Response{
		Status: stream.Status, StatusCode: stream.StatusCode,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: make(http.Header, len(stream.Headers)), Body: stream.Body, ContentLength: stream.ContentLength,
		Request: r,
	}
	for _, h := range stream.Headers {
		out.Header.Add(h.Name, h.Value)
	}
	if coding := out.Header.Get("Transfer-Encoding"); coding != "" {
		out.TransferEncoding = []string{coding}
		out.Header.Del("Transfer-Encoding")
	}
	out.TLS = state(&stream.Peer, r.URL.Hostname())
	out.Body = &trailed{stream: stream, response: out}
	return out
}

// state is what of the TLS connection is known here.
func state(peer *client.Peer, name string) *tls.ConnectionState {
	if peer.TLSVersion == "" {
		return nil
	}
	out := &tls.ConnectionState{HandshakeComplete: true, ServerName: name, NegotiatedProtocol: peer.ALPN}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		if tls.VersionName(version) == peer.TLSVersion {
			out.Version = version
		}
	}
	for _, der := range peer.Certificates {
		if certificate, err := x509.ParseCertificate(der); err == nil {
			out.PeerCertificates = append(out.PeerCertificates, certificate)
		}
	}
	return out
}

// trailed is a body with whose end the response gets its trailers.
type trailed struct {
	stream   *client.Stream
	response *http.Response
}

func (b *trailed) Read(p []byte) (int, error) {
	n, err := b.stream.Body.Read(p)
	if err == io.EOF {
		for _, h := range b.stream.Trailer() {
			if b.response.Trailer == nil {
				b.response.Trailer = http.Header{}
			}
			b.response.Trailer.Set(h.Name, h.Value)
		}
	}
	return n, err
}

func (b *trailed) Close() error { return b.stream.Body.Close() }
