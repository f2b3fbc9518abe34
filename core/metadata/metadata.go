package metadata

import (
	"context"
	"net/url"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

const (
	maxTTL  = 6 * time.Hour
	maxBody = 64 << 10
)

// Options configure a [Service]. The zero value asks Alibaba Cloud.
type Options struct {
	Provider string // "alibaba", the default, or "aws"
	Endpoint string // base URL; empty: the provider's

	// TokenTTL is the lifetime to ask for, from 1 second to 6 hours; 0: 6 hours,
	// negative: never use a token.
	TokenTTL time.Duration
	// TokenRequired makes it an error that the service has no tokens.
	TokenRequired bool

	// Client's zero timeouts are shorter here: 5 s for a call with all its
	// requests, 1 s for a connection, 2 s of silence. Its proxies, MaxRedirects, MaxBody, Cookies and Signer
	// are ignored.
	Client client.Options
}

// provider is what differs from cloud to cloud.
type provider struct {
	endpoint               string
	token                  string // path, and the headers around it
	ttlHeader, tokenHeader string
	document, signature    string // paths
}

// Service is the metadata service of one instance. It may be used from many
// goroutines at once.
type Service struct {
	provider provider
	endpoint string
	client   *client.Client
	total    time.Duration // of a call; 0 or less: no limit
	tokens   tokens
}

// New checks the options. It sends nothing.
func New(o Options) (*Service, error) {
	s := &Service{}
	switch o.Provider {
	case "", "alibaba":
		s.provider = alibaba()
	case "aws":
		s.provider = aws()
	default:
		return nil, fault.New(fault.Unsupported, "no provider is named %.40q; there are: alibaba, aws", o.Provider)
	}
	if s.endpoint = strings.TrimSuffix(o.Endpoint, "/"); s.endpoint == "" {
		s.endpoint = s.provider.endpoint
	}
	u, err := url.Parse(s.endpoint)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" || u.User != nil || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, fault.New(fault.InvalidOption, "the metadata endpoint %q is not of the form http://host[:port]", fault.URL(o.Endpoint))
	}
	if s.tokens.ttl = o.TokenTTL; o.TokenTTL == 0 {
		s.tokens.ttl = maxTTL
	}
	if s.tokens.ttl > maxTTL || (s.tokens.ttl > 0 && s.tokens.ttl < time.Second) {
		return nil, fault.New(fault.InvalidOption, "the lifetime of the token is %v; it can be from 1 second to 6 hours", o.TokenTTL)
	}
	s.tokens.required = o.TokenRequired
	if s.tokens.clock = o.Client.Clock; o.Client.Clock == nil {
		s.tokens.clock = time.Now
	}
	options := clientOptions(o.Client)
	s.total = options.Timeouts.Total
	s.client, err = client.New(options)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func clientOptions(o client.Options) client.Options {
	o.Proxy, o.NoProxy, o.Env = "", "", nil
	o.MaxRedirects, o.MaxBody, o.Cookies, o.Signer, o.Renewed = -1, maxBody, client.NoCookies, nil, nil
	for _, t := range []struct {
		timeout  *time.Duration
		standard time.Duration
	}{
		{&o.Timeouts.Total, 5 * time.Second}, {&o.Timeouts.Connect, time.Second}, {&o.Timeouts.Read, 2 * time.Second},
	} {
		if *t.timeout == 0 {
			*t.timeout = t.standard
		}
	}
	return o
}

// Close closes idle connections.
func (s *Service) Close() { s.client.Close() }

// Endpoint is where the service is asked, without a slash at the end.
func (s *Service) Endpoint() string { return s.endpoint }

// Identity returns the instance's document and the signature over it and the
// audience, as the service answers them. An empty audience is none.
func (s *Service) Identity(ctx context.Context, audience string) (document, signature []byte, err error) {
	path := s.provider.signature
	if audience != "" {
		if err := identity.CheckAudience(audience); err != nil {
			return nil, nil, err
		}
		// A plus sign is a space only to some.
		path += "?audience=" + strings.ReplaceAll(url.QueryEscape(audience), "+", "%20")
	}
	ctx, cancel := s.limit(ctx)
	defer cancel()
	if document, err = s.Get(ctx, s.provider.document); err != nil {
		return nil, nil, err
	}
	if signature, err = s.Get(ctx, path); err != nil {
		return nil, nil, err
	}
	if len(document) == 0 || len(signature) == 0 {
		return nil, nil, fault.New(fault.MetadataMalformed, "the document has %d bytes and the signature %d", len(document), len(signature))
	}
	return document, signature, nil
}

// Get returns the answer for one path, such as "/latest/meta-data/instance-id".
func (s *Service) Get(ctx context.Context, path string) ([]byte, error) {
	if !strings.HasPrefix(path, "/") {
		return nil, fault.New(fault.InvalidArgument, "the path %.100q does not begin with a slash; the instance id is at /latest/meta-data/instance-id", path)
	}
	// The service need not answer for this, and is not asked for a token.
	if err := client.CheckURL(s.endpoint + path); err != nil {
		return nil, err
	}
	ctx, cancel := s.limit(ctx)
	defer cancel()
	token, err := s.token(ctx, false, "")
	if err != nil {
		return nil, err
	}
	response, err := s.get(ctx, path, token)
	if err != nil {
		return nil, err
	}
	if refused(response) {
		// The token has ended early, or the instance has been switched to
		// security hardening mode.
		fresh, err := s.token(ctx, true, token)
		if err != nil {
			return nil, err
		}
		if fresh != token {
			if response, err = s.get(ctx, path, fresh); err != nil {
				return nil, err
			}
		}
	}
	where, _, _ := strings.Cut(path, "?") // an error, which is logged, has no query
	if err := check(response, "GET "+where); err != nil {
		return nil, err
	}
	return response.Body, nil
}

func (s *Service) get(ctx context.Context, path, token string) (*client.Response, error) {
	r := &client.Request{Method: "GET", URL: s.endpoint + path}
	if token != "" {
		r.Headers = []client.Header{{Name: s.provider.tokenHeader, Value: token}}
	}
	return s.do(ctx, r)
}

// watch is the key of the function that [Watch] was given.
type watch struct{}

// Watch returns a context for a call whose exchanges, those for a token among
// them, are to be seen as they end. A body may be a token: it is not for a log.
func Watch(ctx context.Context, seen func(method string, r *client.Response)) context.Context {
	return context.WithValue(ctx, watch{}, seen)
}

// do names the one failure that has a cause of its own here.
func (s *Service) do(ctx context.Context, r *client.Request) (*client.Response, error) {
	response, err := s.client.Do(ctx, r)
	if seen, ok := ctx.Value(watch{}).(func(string, *client.Response)); ok && err == nil {
		seen(r.Method, response)
	}
	switch fault.CodeOf(err) {
	case fault.DNSFailed, fault.ConnectRefused, fault.ConnectTimeout, fault.ConnectUnreachable, fault.ConnectFailed:
		return nil, fault.Wrap(fault.MetadataUnreachable, err, "%s does not answer: %v", s.endpoint, err)
	}
	return response, err
}

func refused(r *client.Response) bool {
	return r.StatusCode == 401 || r.StatusCode == 403
}

// check refuses every answer but 200: a redirect is not followed. The reason
// phrase may hold any byte, so it is quoted.
func check(r *client.Response, request string) error {
	switch {
	case r.StatusCode == 200:
		return nil
	case refused(r):
		return fault.New(fault.MetadataRefused, "the metadata service refused %s: %.200q", request, r.Status).WithDetail(int32(r.StatusCode))
	}
	return fault.New(fault.HTTPStatus, "the metadata service answered %.200q to %s", r.Status, request).WithDetail(int32(r.StatusCode))
}
