package metadata_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/metadata"
)

func get(t *testing.T, m *metadata.Service) error {
	t.Helper()
	body, err := m.Get(t.Context(), itemPath)
	if (err == nil) != (string(body) == "i-1") {
		t.Errorf("got %q, %v", body, err)
	}
	return err
}

func TestTokenIsKeptUntilShortlyBeforeItEnds(t *testing.T) {
	for ttl, kept := range map[time.Duration]time.Duration{100 * time.Second: 89 * time.Second, 6 * time.Hour: 6*time.Hour - 61*time.Second} {
		s, c := start(t), newClock()
		m := open(t, s, func(o *metadata.Options) { o.TokenTTL, o.Client.Clock = ttl, c.time })
		for range 2 {
			if err := get(t, m); err != nil {
				t.Fatal(err)
			}
			c.pass(kept)
		}
		s.took(t, "PUT "+tokenPath, "GET "+itemPath+" token1", "GET "+itemPath+" token1")
		c.pass(-kept + 2*time.Second)
		if err := get(t, m); err != nil {
			t.Fatal(err)
		}
		s.took(t, "PUT "+tokenPath, "GET "+itemPath+" token2")
	}
}

func TestARefusedTokenIsReplacedOnce(t *testing.T) {
	s := start(t)
	m := open(t, s, nil)
	if err := get(t, m); err != nil {
		t.Fatal(err)
	}
	clear(s.valid)
	s.took(t, "PUT "+tokenPath, "GET "+itemPath+" token1")
	if err := get(t, m); err != nil {
		t.Fatal(err)
	}
	s.took(t, "GET "+itemPath+" token1", "PUT "+tokenPath, "GET "+itemPath+" token2")

	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		s.answers[itemPath] = func(w http.ResponseWriter) { w.WriteHeader(status) }
		err := get(t, m)
		if e := fault.From(err); e.Code != fault.MetadataRefused || e.Detail != int32(status) || strings.Contains(e.Message, "token2") {
			t.Errorf("got %v", err)
		}
	}
	s.took(t, "GET "+itemPath+" token2", "PUT "+tokenPath, "GET "+itemPath+" token3",
		"GET "+itemPath+" token3", "PUT "+tokenPath, "GET "+itemPath+" token4")
}

func TestAServiceWithoutTokensIsAskedPlainly(t *testing.T) {
	for _, status := range []int{http.StatusNotFound, http.StatusMethodNotAllowed} {
		s, c := start(t), newClock()
		s.put = status
		m := open(t, s, func(o *metadata.Options) { o.Client.Clock = c.time })
		for range 2 {
			if err := get(t, m); err != nil {
				t.Fatal(err)
			}
			c.pass(5*time.Minute - time.Second)
		}
		s.took(t, "PUT "+tokenPath, "GET "+itemPath, "GET "+itemPath)
		if err := get(t, m); err != nil {
			t.Fatal(err)
		}
		s.took(t, "PUT "+tokenPath, "GET "+itemPath)
	}
}

func TestOnlyAMissingEndpointAllowsPlainRequests(t *testing.T) {
	for status, code := range map[int]fault.Code{
		http.StatusUnauthorized: fault.MetadataRefused, http.StatusForbidden: fault.MetadataRefused, http.StatusBadRequest: fault.HTTPStatus,
		http.StatusFound: fault.HTTPStatus, http.StatusInternalServerError: fault.HTTPStatus, http.StatusServiceUnavailable: fault.HTTPStatus,
		http.StatusNoContent: fault.HTTPStatus,
	} {
		s := start(t)
		s.put = status
		m := open(t, s, nil)
		if err := get(t, m); !errors.Is(err, code) || fault.From(err).Detail != int32(status) {
			t.Errorf("%d: %v", status, err)
		}
		s.took(t, "PUT "+tokenPath)
	}
	for _, token := range []string{" \n", "a b", "a\r\nX-Injected: 1", "é", strings.Repeat("x", 5000), "<html>\n</html>"} {
		s := start(t)
		s.token = token
		m := open(t, s, nil)
		if err := get(t, m); !errors.Is(err, fault.MetadataMalformed) {
			t.Errorf("%.20q: %v", token, err)
		}
		s.took(t, "PUT "+tokenPath)
	}
}

func TestNoPlainRequestAfterAToken(t *testing.T) {
	s := start(t)
	m := open(t, s, nil)
	if err := get(t, m); err != nil {
		t.Fatal(err)
	}
	clear(s.valid)
	s.put = http.StatusNotFound
	if err := get(t, m); !errors.Is(err, fault.HTTPStatus) {
		t.Errorf("got %v", err)
	}
	s.took(t, "PUT "+tokenPath, "GET "+itemPath+" token1", "GET "+itemPath+" token1", "PUT "+tokenPath)
}

func TestAServiceThatIsHardenedLater(t *testing.T) {
	s := start(t)
	s.put = http.StatusNotFound
	m := open(t, s, nil)
	if err := get(t, m); err != nil {
		t.Fatal(err)
	}
	s.hardened, s.requests = true, nil
	if err := get(t, m); !errors.Is(err, fault.MetadataRefused) {
		t.Errorf("got %v", err)
	}
	s.took(t, "GET "+itemPath, "PUT "+tokenPath)
	s.put = 0
	if err := get(t, m); err != nil {
		t.Fatal(err)
	}
	s.took(t, "GET "+itemPath, "PUT "+tokenPath, "GET "+itemPath+" token1")
}

func TestTokensCanBeTurnedOff(t *testing.T) {
	s := start(t)
	m := open(t, s, func(o *metadata.Options) { o.TokenTTL = -1 })
	if err := get(t, m); err != nil {
		t.Fatal(err)
	}
	s.hardened = true
	if err := get(t, m); !errors.Is(err, fault.MetadataRefused) {
		t.Errorf("got %v", err)
	}
	s.took(t, "GET "+itemPath, "GET "+itemPath)
}

func TestManyCallersShareOneToken(t *testing.T) {
	s := start(t)
	m := open(t, s, nil)
	var group sync.WaitGroup
	for range 16 {
		group.Go(func() {
			if _, err := m.Get(t.Context(), itemPath); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if s.issued != 1 {
		t.Errorf("%d tokens", s.issued)
	}
}

func TestCallersThatAreRefusedTogetherAskForOneToken(t *testing.T) {
	s := start(t)
	m := open(t, s, nil)
	if err := get(t, m); err != nil {
		t.Fatal(err)
	}
	clear(s.valid)
	s.meet = new(sync.WaitGroup)
	s.meet.Add(2)
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			if _, err := m.Get(t.Context(), itemPath); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if s.issued != 2 {
		t.Errorf("%d tokens, one of them the first", s.issued)
	}
}

func TestACancelledCallDoesNotWaitForTheToken(t *testing.T) {
	s := start(t)
	s.delay = make(chan struct{})
	m := open(t, s, nil)
	first := make(chan error)
	go func() {
		_, err := m.Get(context.Background(), itemPath)
		first <- err
	}()
	<-s.delay // the token is being asked for
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := m.Get(ctx, itemPath); !errors.Is(err, fault.Cancelled) {
		t.Errorf("got %v", err)
	}
	s.delay <- struct{}{}
	if err := <-first; err != nil {
		t.Errorf("the other call: %v", err)
	}
}
