package servers_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/tests/servers"
)

var forms = []string{sigv4.StreamPayload, sigv4.StreamPayloadTrailer, sigv4.StreamUnsignedTrailer}

// A server that checks every chunk takes what the signer makes.
func TestBodiesInChunksAreTaken(t *testing.T) {
	g := startGateway(t)
	for _, form := range forms {
		for _, sum := range []string{"", "crc32", "crc32c", "crc64nvme", "sha1", "sha256"} {
			if sum != "" && form == sigv4.StreamPayload {
				continue
			}
			for _, length := range []int{0, 1, 8192, 66560, 200_000} {
				body := bytes.Repeat([]byte("0123456789abcdef"), length/16+1)[:length]
				path := fmt.Sprintf("/bucket/%s-%s-%d", form, sum, length)
				if response := g.putChunks(path, form, sum, body, nil); response.StatusCode != 200 {
					t.Errorf("%s: %s\n%s", path, response.Status, response.Body)
					continue
				}
				if got := g.mustSend("GET", path, "", 200); got != string(body) {
					t.Errorf("%s: %d bytes came back", path, len(got))
				}
			}
		}
	}
}

// What was changed on its way is not taken.
func TestBodiesInChunksThatWereChangedAreRefused(t *testing.T) {
	g := startGateway(t)
	for _, form := range forms {
		changes := map[string]func(string) string{
			"first chunk": func(wire string) string { return replaceAt(wire, strings.Index(wire, "\r\n")+10, 'X') },
			"last chunk":  func(wire string) string { return replaceAt(wire, strings.LastIndex(wire, "yyy"), 'X') },
		}
		if form != sigv4.StreamUnsignedTrailer {
			changes["first signature"] = func(wire string) string { return replaceHex(wire, strings.Index(wire, "signature=")+12) }
			changes["last signature"] = func(wire string) string { return replaceHex(wire, strings.LastIndex(wire, "chunk-signature=")+20) }
		}
		if form != sigv4.StreamPayload {
			changes["checksum"] = func(wire string) string {
				return replaceAt(wire, strings.Index(wire, "x-amz-checksum-crc32c:")+23, 'A')
			}
		}
		if form == sigv4.StreamPayloadTrailer {
			changes["trailer's signature"] = func(wire string) string {
				return replaceHex(wire, strings.Index(wire, "x-amz-trailer-signature:")+30)
			}
		}
		for name, change := range changes {
			sum := ""
			if form != sigv4.StreamPayload {
				sum = "crc32c"
			}
			body := append(bytes.Repeat([]byte("x"), 70_000), bytes.Repeat([]byte("y"), 70_000)...)
			response := g.putChunks("/bucket/changed", form, sum, body, change)
			if response.StatusCode < 400 || response.StatusCode >= 500 {
				t.Errorf("%s, %s: %s\n%s", form, name, response.Status, response.Body)
			}
			g.mustSend("GET", "/bucket/changed", "", 404)
		}
	}
}

func replaceAt(s string, i int, c byte) string { return s[:i] + string(c) + s[i+1:] }

func replaceHex(s string, i int) string {
	if s[i] == 'a' {
		return replaceAt(s, i, 'b')
	}
	return replaceAt(s, i, 'a')
}

// putChunks sends a body in chunks. With change the request goes out with another
// body than was signed.
func (g *gateway) putChunks(path, form, sum string, body []byte, change func(string) string) *client.Response {
	g.t.Helper()
	r := &sigv4.Request{Method: "PUT", URL: g.base + path, PayloadHash: form, Time: time.Now()}
	if sum != "" {
		r.Headers = []sigv4.Header{{Name: "X-Amz-Trailer", Value: "x-amz-checksum-" + sum}}
	}
	signed, chunks, err := g.signer.SignChunks(r, int64(len(body)), 0)
	if err != nil {
		g.t.Fatal(err)
	}
	wire, err := io.ReadAll(chunks.Reader(bytes.NewReader(body)))
	if err != nil {
		g.t.Fatal(err)
	}
	if change != nil {
		wire = []byte(change(string(wire)))
	}
	response, err := g.client.Do(context.Background(), &client.Request{Method: signed.Method, URL: signed.URL, Headers: signed.Headers, Body: wire})
	if err != nil {
		g.t.Fatal(err)
	}
	return response
}

// The client makes them itself.
func TestTheClientUploadsInChunks(t *testing.T) {
	p := newParties(t)
	ip := servers.StartVersitygw(t, p.server(s3Host))
	c := p.reach(t, p.as(nil), func(o *client.Options) { o.Signer = newSigner(t, servers.GatewaySecretKey) }, pin(s3Host, ip))
	base := fmt.Sprintf("https://%s:%d/bucket", s3Host, servers.GatewayPort)
	send := func(r client.Request) *client.Response {
		t.Helper()
		response, err := c.Do(context.Background(), &r)
		if err != nil || response.StatusCode != 200 {
			t.Fatalf("%v, %+v", err, response)
		}
		return response
	}
	send(client.Request{Method: "PUT", URL: base})
	const length = 5 << 20
	body := bytes.Repeat([]byte("0123456789abcdef"), length/16)
	for _, form := range append(forms, "UNSIGNED-PAYLOAD", "") {
		send(client.Request{Method: "PUT", URL: base + "/key", PayloadHash: form, BodyReader: bytes.NewReader(body), ContentLength: length, ExpectContinue: true})
		if got := send(client.Request{URL: base + "/key"}).Body; !bytes.Equal(got, body) {
			t.Errorf("%s: %d bytes came back", form, len(got))
		}
	}
	send(client.Request{Method: "PUT", URL: base + "/key", BodyReader: bytes.NewReader(body), ContentLength: length,
		Headers: []client.Header{{Name: "X-Amz-Trailer", Value: "x-amz-checksum-crc64nvme"}}})
}
