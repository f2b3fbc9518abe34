package metadata

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

const (
	plainTime = 5 * time.Minute // how long the word of a service is good that it has no tokens
	maxToken  = 4096
)

// tokens is the session with the service. What changes belongs to whoever has
// put something into turn.
type tokens struct {
	ttl   time.Duration // negative: no tokens
	clock func() time.Time
	turn  chan struct{} // a lock that does not hold up a cancelled call

	token string // empty: the service has none
	until time.Time
	given bool // the service has given out a token
}

// token returns the token for a request, empty for none. If the service has
// refused the old one, it asks for another, unless somebody else has.
func (s *Service) token(ctx context.Context, refused bool, old string) (string, error) {
	t := &s.tokens
	if t.ttl < 0 {
		return "", nil
	}
	select {
	case t.turn <- struct{}{}:
		defer func() { <-t.turn }()
	case <-ctx.Done():
		return "", dial.Interrupted(ctx, "waiting for a metadata token")
	}
	now := t.clock()
	if now.Before(t.until) && !(refused && t.token == old) {
		return t.token, nil
	}
	token, err := s.askToken(ctx)
	if err != nil {
		return "", err
	}
	t.token, t.until = token, now.Add(plainTime)
	if token != "" {
		t.given, t.until = true, now.Add(t.ttl-min(t.ttl/10, time.Minute))
	}
	return token, nil
}

// askToken returns a fresh token, empty if the service has never had any.
func (s *Service) askToken(ctx context.Context) (string, error) {
	response, err := s.do(ctx, &client.Request{
		Method: "PUT", URL: s.endpoint + s.provider.token,
		Headers: []client.Header{{Name: s.provider.ttlHeader, Value: strconv.Itoa(int(s.tokens.ttl / time.Second))}},
	})
	if err != nil {
		return "", err
	}
	missing := response.StatusCode == 404 || response.StatusCode == 405
	if missing && !s.tokens.given {
		return "", nil
	}
	if err := check(response, "PUT "+s.provider.token); err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(response.Body))
	if token == "" || len(token) > maxToken || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", fault.New(fault.MetadataMalformed, "the answer to PUT %s (%d bytes) is no token", s.provider.token, len(response.Body))
	}
	return token, nil
}
