package host_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

// One instance, so that one which a stream did not give back makes the next call hang.
func streaming(t *testing.T, handler http.HandlerFunc) (*host.Runtime, *host.Client, *server) {
	t.Helper()
	s := serve(t, serverName, nil, handler)
	config := loopback()
	config.MaxInstances = 1
	r := newRuntime(t, modulePath, config)
	return r, newClient(t, r, s.options(serverName)), s
}

func TestBodiesPassThroughInPieces(t *testing.T) {
	const size = 80 << 20 // an instance may have 320 MiB
	lengths := make(chan int64, 2)
	_, c, s := streaming(t, func(w http.ResponseWriter, r *http.Request) {
		lengths <- r.ContentLength
		w.Header().Set("Trailer", "X-Sum")
		n, _ := io.Copy(io.Discard, r.Body)
		_, _ = io.CopyN(w, zeros{}, n)
		w.Header().Set("X-Sum", strings.Repeat("x", int(n>>20)))
	})
	for _, length := range []int64{size, -1} {
		r, err := c.Stream(t.Context(), &host.Request{
			Method: "PUT", URL: s.url(t, "/"), BodyReader: io.LimitReader(zeros{}, size), ContentLength: length,
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := <-lengths; got != length {
			t.Errorf("the server was told %d bytes, not %d", got, length)
		}
		if r.StatusCode != 200 || r.Response.Body != nil || r.Trailer() != nil {
			t.Errorf("%+v, trailers %v", r.Response, r.Trailer())
		}
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil || n != size {
			t.Errorf("%d bytes, %v", n, err)
		}
		if trailer := r.Trailer(); len(trailer) != 1 || trailer[0].Value != strings.Repeat("x", size>>20) {
			t.Errorf("trailers %v", trailer)
		}
		if _, err := r.Body.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("after the end: %v", err)
		}
		if err := r.Body.Close(); err != nil {
			t.Error(err)
		}
		if _, err := r.Body.Read(make([]byte, 1)); fault.CodeOf(err) != fault.HandleClosed {
			t.Errorf("after Close: %v", err)
		}
	}
	if r, err := c.Get(t.Context(), s.url(t, "/")); err != nil || r.StatusCode != 200 {
		t.Errorf("the next call: %v, %v", r, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestAServerThatAnswersEarlyIsHeard(t *testing.T) {
	ended := make(chan struct{})
	defer close(ended)
	_, c, s := streaming(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		_ = http.NewResponseController(w).EnableFullDuplex()
		_ = http.NewResponseController(w).Flush()
		if r.URL.Path == "/silent" { // neither reads nor closes
			<-ended
		}
	})
	for _, path := range []string{"/", "/silent"} {
		r, err := c.Stream(t.Context(), &host.Request{Method: "PUT", URL: s.url(t, path), BodyReader: zeros{}, ContentLength: -1})
		if err != nil || r.StatusCode != 413 {
			t.Fatalf("%s: %v, %v", path, r, err)
		}
		_ = r.Body.Close()
	}
}

func TestABodyIsSentWhileItsAnswerIsRead(t *testing.T) {
	const size = 24 << 20 // more than the network holds
	_, c, s := streaming(t, func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).EnableFullDuplex()
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.Copy(w, r.Body)
	})
	for range 2 {
		r, err := c.Do(t.Context(), &host.Request{Method: "PUT", URL: s.url(t, "/"), Body: bytes.Repeat([]byte("x"), size)})
		if err != nil || r.StatusCode != 202 || len(r.Body) != size {
			t.Fatalf("%+v, %v", r, err)
		}
	}
}

func TestAStreamThatFailsGivesItsInstanceBack(t *testing.T) {
	_, c, s := streaming(t, func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			return
		}
		w.Header().Set("Content-Length", "5")
		_, _ = w.Write([]byte("he"))
	})
	broken := errors.New("the disk is gone")
	for name, v := range map[string]struct {
		request host.Request
		want    fault.Code
	}{
		"BodyReader fails":  {host.Request{BodyReader: iotest.ErrReader(broken), ContentLength: 3}, fault.RequestBodyFailed},
		"BodyReader ends":   {host.Request{BodyReader: strings.NewReader("ab"), ContentLength: 3}, fault.RequestBodyFailed},
		"it gives nothing":  {host.Request{BodyReader: nothing{}, ContentLength: -1}, fault.RequestBodyFailed},
		"two bodies":        {host.Request{Body: []byte("a"), BodyReader: strings.NewReader("b"), ContentLength: -1}, fault.InvalidArgument},
		"a negative length": {host.Request{BodyReader: strings.NewReader("b"), ContentLength: -2}, fault.InvalidArgument},
		"the answer is cut": {host.Request{}, fault.HTTPTruncated},
	} {
		v.request.Method, v.request.URL = "PUT", s.url(t, "/")
		r, err := c.Stream(t.Context(), &v.request)
		if err == nil {
			_, err = io.ReadAll(r.Body)
			_ = r.Body.Close()
		}
		if fault.CodeOf(err) != v.want {
			t.Errorf("%s: %v, want %s", name, err, v.want.Name())
		}
		if name == "BodyReader fails" && !errors.Is(err, broken) {
			t.Errorf("%v does not wrap its cause", err)
		}
	}
	if _, err := c.Stream(t.Context(), nil); fault.CodeOf(err) != fault.NullPointer {
		t.Errorf("no request: %v", err)
	}
	if _, err := c.Do(t.Context(), &host.Request{Method: "PUT", URL: s.url(t, "/"), BodyReader: zeros{}}); fault.CodeOf(err) != fault.InvalidArgument {
		t.Errorf("Do with a BodyReader: %v", err)
	}
	c.Close()
	if _, err := c.Stream(t.Context(), &host.Request{URL: s.url(t, "/")}); fault.CodeOf(err) != fault.HandleClosed {
		t.Errorf("a closed client: %v", err)
	}
}

type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, nil }

// stalled begins a stream whose body stops after its beginning.
func stalled(ctx context.Context, t *testing.T) (*host.Runtime, *host.Client, *host.Stream, string) {
	t.Helper()
	over := make(chan struct{})
	r, c, s := streaming(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/whole" {
			return
		}
		_, _ = w.Write(bytes.Repeat([]byte("x"), 1000))
		_ = http.NewResponseController(w).Flush()
		<-over
	})
	t.Cleanup(func() { close(over) })
	stream, err := c.Stream(ctx, &host.Request{URL: s.url(t, "/stalls")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(stream.Body, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	return r, c, stream, s.url(t, "/whole")
}

func TestAReadCanBeLeft(t *testing.T) {
	for name, v := range map[string]struct {
		leave func(cancel func(), r *host.Runtime, s *host.Stream)
		want  fault.Code
	}{
		"by the context": {func(cancel func(), _ *host.Runtime, _ *host.Stream) { cancel() }, fault.Cancelled},
		"by Close":       {func(_ func(), _ *host.Runtime, s *host.Stream) { _ = s.Body.Close() }, fault.Cancelled},
		"by the runtime": {func(_ func(), r *host.Runtime, _ *host.Stream) { _ = r.Close(context.Background()) }, fault.HandleClosed},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			r, c, stream, whole := stalled(ctx, t)
			go v.leave(cancel, r, stream)
			_, err := stream.Body.Read(make([]byte, 1))
			if code := fault.CodeOf(err); code != v.want && code != fault.HandleClosed {
				t.Errorf("%v, want %s", err, v.want.Name())
			}
			_ = stream.Body.Close()
			if name != "by the runtime" {
				if _, err := c.Get(t.Context(), whole); err != nil {
					t.Errorf("the next call: %v", err)
				}
			}
		})
	}
}
