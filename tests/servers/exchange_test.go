package servers_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/tests/servers"
)

// files starts an nginx that serves its document root and takes PUT.
func files(t *testing.T, p *parties, more string) (*servers.Nginx, *client.Client) {
	nginx := servers.StartNginx(t, servers.NginxConfig{
		HTTP:  "server {\n" + listen(t, p.server("a.test")) + "dav_methods PUT DELETE; client_max_body_size 16m;\n" + more + "}\n",
		Await: port,
	})
	return nginx, p.reach(t, p.as(nil), nil, pin("a.test", nginx.IP))
}

func url(path string) string { return fmt.Sprintf("https://a.test:%d%s", port, path) }

func send(c *client.Client, method, url string, body []byte) (*client.Response, error) {
	return c.Do(context.Background(), &client.Request{Method: method, URL: url, Body: body})
}

// noise is what no compression and no luck can make right.
func noise(size int) []byte {
	source := rand.NewChaCha8(sha256.Sum256([]byte("seed")))
	b := make([]byte, size)
	_, _ = source.Read(b)
	return b
}

func TestBigBodiesArriveWholeBothWays(t *testing.T) {
	nginx, c := files(t, newParties(t), "")
	for _, size := range []int{0, 1, 16 << 10, 16<<10 + 1, 8 << 20} {
		body := noise(size)
		response, err := send(c, "PUT", url("/file"), body)
		if err != nil || response.StatusCode/100 != 2 {
			t.Fatalf("PUT of %d bytes: %v %+v", size, err, response)
		}
		if stored, err := os.ReadFile(filepath.Join(nginx.Root, "file")); err != nil || !bytes.Equal(stored, body) {
			t.Errorf("%d bytes were stored, not %d: %v", len(stored), size, err)
		}
		if got := mustGet(t, c, url("/file"), 200); got != string(body) {
			t.Errorf("%d bytes came back, not %d", len(got), size)
		}
	}
}

func TestBodyOverTheLimitIsAnError(t *testing.T) {
	p := newParties(t)
	nginx, _ := files(t, p, "")
	if err := os.WriteFile(filepath.Join(nginx.Root, "file"), noise(1001), 0o644); err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int64]bool{1000: false, 1001: true} {
		c := p.reach(t, p.as(nil), func(o *client.Options) { o.MaxBody = limit }, pin("a.test", nginx.IP))
		_, err := get(c, url("/file"))
		switch {
		case want && err != nil:
			t.Error(err)
		case !want:
			wantFault(t, err, fault.HTTPBodyTooLarge)
		}
	}
}

// nginx answers 413 and stops reading; the answer must not be lost behind the failing write.
func TestEarlyRefusalOfABigBodyIsReported(t *testing.T) {
	_, c := files(t, newParties(t), "location /small { client_max_body_size 1k; }\n")
	response, err := send(c, "PUT", url("/small"), noise(8<<20))
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != 413 {
		t.Error(response.Status)
	}
}

func TestChunkedAnswerIsPutTogetherAndNotDecompressed(t *testing.T) {
	p := newParties(t)
	nginx, c := files(t, p, "gzip on; gzip_types *; gzip_min_length 1;\n")
	text := bytes.Repeat([]byte("a line of text\n"), 20000)
	if err := os.WriteFile(filepath.Join(nginx.Root, "file.txt"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	response, err := c.Do(context.Background(), &client.Request{
		Method: "GET", URL: url("/file.txt"), Headers: []client.Header{{Name: "Accept-Encoding", Value: "gzip"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if response.Header("Transfer-Encoding") != "chunked" && response.Header("Content-Length") != "" {
		t.Fatalf("the answer is not chunked: %v", response.Headers)
	}
	reader, err := gzip.NewReader(bytes.NewReader(response.Body))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(reader); err != nil || !bytes.Equal(got, text) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestHeadHasNoBody(t *testing.T) {
	nginx, c := files(t, newParties(t), "")
	if err := os.WriteFile(filepath.Join(nginx.Root, "file"), noise(1000), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 2 { // on one connection
		response, err := send(c, "HEAD", url("/file"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(response.Body) != 0 || response.Header("Content-Length") != "1000" {
			t.Errorf("%d bytes, %v", len(response.Body), response.Headers)
		}
	}
}

func TestConnectionIsKeptUntilTheServerEndsIt(t *testing.T) {
	_, c := files(t, newParties(t), "keepalive_requests 3;\n location / { return 200 \"$connection_requests\"; }\n")
	got := ""
	for range 7 {
		response, err := send(c, "POST", url("/"), []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if response.Attempts != 1 {
			t.Errorf("%d attempts", response.Attempts)
		}
		got += string(response.Body)
	}
	if got != "1231231" {
		t.Errorf("requests per connection: %s", got)
	}
}

// A server that goes away closes its idle connections. The next request must not meet one of
// them, or a POST would fail that nobody has seen.
func TestPostAfterTheServerWasRestartedSucceeds(t *testing.T) {
	nginx, c := files(t, newParties(t), "location / { return 200; }\n")
	for range 5 {
		response, err := send(c, "POST", url("/"), []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != 200 || response.Timings.Reused {
			t.Errorf("%s, reused %v", response.Status, response.Timings.Reused)
		}
		nginx.Restart(t, port)
	}
}
