package metadata_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/metadata"
)

// dropping is a network on which requests for a token meet a fate, and all
// others an answer.
func dropping(fate func(net.Conn)) client.Options {
	return client.Options{Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			buffer := make([]byte, 4096)
			for {
				n, err := theirs.Read(buffer)
				switch {
				case err != nil:
					return
				case strings.HasPrefix(string(buffer[:n]), "PUT "):
					fate(theirs)
				default:
					_, _ = io.WriteString(theirs, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ni-1")
				}
			}
		}()
		return ours, nil
	}}
}

// namesTheCause checks what an error says about the token.
func namesTheCause(t *testing.T, claim string, err error, code fault.Code) {
	t.Helper()
	if !errors.Is(err, code) {
		t.Errorf("%s: got %v, want %s", claim, err, code.Name())
	}
	for _, word := range []string{"PUT " + tokenPath, "hop limit", "token_ttl=0"} {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %q is not in %v", claim, word, err)
		}
	}
}

func TestATokenThatNeverComes(t *testing.T) {
	silent := func(net.Conn) {}
	for claim, c := range map[string]struct {
		fate   func(net.Conn)
		change func(*client.Options)
		code   fault.Code
	}{
		"never answered":                    {silent, nil, fault.MetadataTokenUnanswered},
		"never answered, one try":           {silent, func(o *client.Options) { o.Retries = -1 }, fault.MetadataTokenUnanswered},
		"never answered, no limit of reads": {silent, func(o *client.Options) { o.Timeouts.Read = -1 }, fault.MetadataTokenUnanswered},
		"half an answer": {func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ntok") },
			nil, fault.MetadataTokenUnanswered},
		"closed": {func(c net.Conn) { _ = c.Close() }, nil, fault.ConnectionClosed},
		"cut": {func(c net.Conn) {
			_, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ntok")
			_ = c.Close()
		}, nil, fault.HTTPTruncated},
		"not HTTP": {func(c net.Conn) { _, _ = io.WriteString(c, "SSH-2.0\r\n\r\n"); _ = c.Close() }, nil, fault.HTTPMalformed},
	} {
		synctest.Test(t, func(t *testing.T) {
			o := metadata.Options{Client: dropping(c.fate)}
			if c.change != nil {
				c.change(&o.Client)
			}
			m, err := metadata.New(o)
			if err != nil {
				t.Fatal(err)
			}
			defer m.Close()
			_, err = m.Get(t.Context(), itemPath)
			namesTheCause(t, claim, err, c.code)
			_, _, err = m.Identity(t.Context(), "abc")
			namesTheCause(t, claim+", identity", err, c.code)

			o.TokenTTL = -1
			plain, err := metadata.New(o)
			if err != nil {
				t.Fatal(err)
			}
			defer plain.Close()
			if body, err := plain.Get(t.Context(), itemPath); err != nil || string(body) != "i-1" {
				t.Errorf("%s: what the error advises gives %q, %v", claim, body, err)
			}
		})
	}
}

func TestWhoWaitsForAnothersTokenIsToldTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := metadata.New(metadata.Options{Client: dropping(func(net.Conn) {})})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				// Whose time is up in the moment of the answer may learn of either first.
				_, err := m.Get(t.Context(), itemPath)
				if code := fault.CodeOf(err); code == fault.DeadlineExceeded {
					namesTheCause(t, "one of four", err, code)
				} else {
					namesTheCause(t, "one of four", err, fault.MetadataTokenUnanswered)
				}
			})
		}
		synctest.Wait()
		hasty, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, err = m.Get(hasty, itemPath)
		namesTheCause(t, "who waits less", err, fault.DeadlineExceeded)
		group.Wait()
	})
}

func TestACancelledRequestForATokenIsNoUnansweredOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m, err := metadata.New(metadata.Options{Client: dropping(func(net.Conn) {})})
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		if _, err := m.Get(ctx, itemPath); !errors.Is(err, fault.Cancelled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestARefusedRequestForATokenSaysWhatMayHelp(t *testing.T) {
	for status, code := range map[int]fault.Code{
		http.StatusForbidden: fault.MetadataRefused, http.StatusUnauthorized: fault.MetadataRefused, http.StatusBadRequest: fault.HTTPStatus,
		http.StatusBadGateway: fault.HTTPStatus, http.StatusNotImplemented: fault.HTTPStatus,
	} {
		s := start(t)
		s.put = status
		err := get(t, open(t, s, nil))
		namesTheCause(t, http.StatusText(status), err, code)
	}
	s := start(t)
	s.token = "<html>"
	s.token += "\n</html>"
	namesTheCause(t, "a page", get(t, open(t, s, nil)), fault.MetadataMalformed)

	s = start(t)
	m := open(t, s, nil)
	if err := get(t, m); err != nil {
		t.Fatal(err)
	}
	clear(s.valid)
	s.put = http.StatusMethodNotAllowed // after a token it is no answer of this service
	namesTheCause(t, "405 after a token", get(t, m), fault.HTTPStatus)
}
