package metadata

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

const (
	plainTime = 5 * time.Minute // how long the word of a service is good that it has no tokens
	maxToken  = 4096
)

// tokens is the session with the service.
type tokens struct {
	ttl      time.Duration // negative: no tokens
	required bool          // the service must have tokens
	clock    func() time.Time

	mu     sync.Mutex // of what follows; never held during a request
	token  string     // empty: the service has none
	until  time.Time
	given  bool    // the service has given out a token; read only by the one who asks
	asking *asking // nil: nobody asks for a token
}

// asking is a request for a token on behalf of all who need one meanwhile.
type asking struct {
	done  chan struct{}
	token string
	err   error
	again bool // the one who asked gave up: that says nothing about the service
}

// token returns the token for a request, empty for none. If the service has
// refused the old one, it asks for another, unless somebody else has.
func (s *Service) token(ctx context.Context, refused bool, old string) (string, error) {
	if s.tokens.ttl < 0 {
		return "", nil
	}
	for {
		token, a, mine := s.tokens.join(refused, old)
		if a == nil {
			return token, nil
		}
		if mine {
			s.ask(ctx, a)
			return a.token, a.err
		}
		select {
		case <-a.done:
			if !a.again {
				return a.token, a.err
			}
		case <-ctx.Done():
			return "", s.tokenFault(dial.Interrupted(ctx, "waiting for the answer to another call's request"))
		}
	}
}

// join returns the token that is there, else the request to wait for, or to make
// if it is the caller's.
func (t *tokens) join(refused bool, old string) (token string, a *asking, mine bool) {
	now := t.clock()
	t.mu.Lock()
	defer t.mu.Unlock()
	if now.Before(t.until) && !(refused && t.token == old) {
		return t.token, nil, false
	}
	if t.asking == nil {
		t.asking, mine = &asking{done: make(chan struct{}), again: true}, true
	}
	return "", t.asking, mine
}

// ask makes the request and lets the others know, also if it panics.
func (s *Service) ask(ctx context.Context, a *asking) {
	t := &s.tokens
	now := t.clock()
	defer func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.asking = nil
		close(a.done)
	}()
	a.token, a.err = s.askToken(ctx)
	a.again = a.err != nil && gaveUp(ctx)
	if a.err != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token, t.until = a.token, now.Add(plainTime)
	if a.token != "" {
		t.given, t.until = true, now.Add(t.ttl-min(t.ttl/10, time.Minute))
	}
}

// timeIsUp is the cause of a context that ended by the options' total time, not
// by its caller.
type timeIsUp struct{}

func (timeIsUp) Error() string { return "the total time of a metadata call is up" }

// limit puts the total time over a whole call with all its requests and waits.
func (s *Service) limit(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.total <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, s.total, timeIsUp{})
}

func gaveUp(ctx context.Context) bool {
	return ctx.Err() != nil && !errors.Is(context.Cause(ctx), timeIsUp{})
}

// tokenAdvice is why the request for a token can fail where a plain one does not.
const tokenAdvice = "the hop limit of the instance's metadata options, which containers need at 2, a firewall or a proxy may keep the token away; " +
	"token_ttl=0 asks without one"

// askToken returns a fresh token, empty if the service has never had any.
func (s *Service) askToken(ctx context.Context) (string, error) {
	response, err := s.do(ctx, &client.Request{
		Method: "PUT", URL: s.endpoint + s.provider.token,
		Headers: []client.Header{{Name: s.provider.ttlHeader, Value: strconv.Itoa(int(s.tokens.ttl / time.Second))}},
	})
	if err != nil {
		return "", s.tokenFault(err)
	}
	missing := response.StatusCode == 404 || response.StatusCode == 405
	if missing && !s.tokens.given && !s.tokens.required {
		return "", nil
	}
	if err := check(response, "PUT "+s.provider.token); err != nil {
		e := fault.From(err)
		e.Message += "; " + tokenAdvice
		return "", e
	}
	token := strings.TrimSpace(string(response.Body))
	if token == "" || len(token) > maxToken || strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", fault.New(fault.MetadataMalformed, "the answer to PUT %s (%d bytes) is no token; %s", s.provider.token, len(response.Body), tokenAdvice)
	}
	return token, nil
}

// tokenFault says of an error that it met the request for a token. The service
// is there and the answer is not: the one sign of a hop limit that is too low,
// since it holds for answers to this request alone.
func (s *Service) tokenFault(err error) error {
	e := fault.From(err)
	request := "PUT " + s.provider.token
	switch e.Code {
	case fault.Cancelled, fault.MetadataUnreachable:
		return err
	case fault.ReadTimeout, fault.DeadlineExceeded:
		if client.Sent(err) {
			return fault.Wrap(fault.MetadataTokenUnanswered, e, "%s is not answered: %s; %s", request, e.Message, tokenAdvice)
		}
	}
	return fault.Wrap(e.Code, e, "%s: %s; %s", request, e.Message, tokenAdvice).WithDetail(e.Detail)
}
