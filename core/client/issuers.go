package client

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
)

const (
	maxFetched     = 4        // certificates for one chain
	maxFetchedSize = 64 << 10 // bytes of one
	maxIssuerHosts = 64       // that are remembered
	fetchLimit     = 10 * time.Second
)

// issuers remembers certificates that were fetched, by the host that did not send
// them.
type issuers struct {
	client *Client // asks for them; nil: nothing is fetched

	mu     sync.Mutex
	byHost map[string][]*x509.Certificate
}

// newFetcher makes the client that asks for certificates: it gives nothing away of
// the request that needs them.
func newFetcher(o Options) (*Client, error) {
	o.FetchIntermediates, o.Signer, o.Renewed, o.Decode, o.UserAgent = false, nil, nil, false, ""
	o.Retries, o.MaxRedirects, o.MaxBody, o.Cookies = -1, -1, maxFetchedSize, NoCookies
	o.Timeouts.Total = fetchLimit
	return New(o)
}

func (i *issuers) of(t *target) []*x509.Certificate {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.byHost[t.host]
}

func (i *issuers) keep(t *target, found []*x509.Certificate) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.byHost == nil || len(i.byHost) >= maxIssuerHosts {
		i.byHost = make(map[string][]*x509.Certificate)
	}
	i.byHost[t.host] = found
}

// completed dials again with the certificates that the server did not send, if
// that is why it was not believed and they can be had.
func (c *Client) completed(ctx context.Context, t *target, to dial.Target, err error) (*dial.Conn, error) {
	var refused *tls.CertificateVerificationError
	if fault.CodeOf(err) != fault.CertificateUnknownAuthority || !errors.As(err, &refused) {
		return nil, err
	}
	chain, found := refused.UnverifiedCertificates, to.Further
	for range maxFetched {
		child, at := c.o.Trust.MissingIssuer(chain, c.o.Clock())
		if child == nil {
			break
		}
		response, failed := c.issuers.client.Do(ctx, &Request{Method: "GET", URL: at})
		if failed == nil && response.StatusCode != 200 {
			failed = fault.New(fault.CertificateUnknownAuthority, "the answer is %s", response.Status)
		}
		var issuer *x509.Certificate
		if failed == nil {
			if issuer = trust.IssuerIn(response.Body, child); issuer == nil {
				failed = fault.New(fault.CertificateUnknownAuthority, "what is there is not the issuer")
			}
		}
		if failed != nil {
			e := fault.From(err)
			return nil, fault.Wrap(e.Code, err, "%s (It could not be fetched: %s)", e.Message, fault.From(failed).Message)
		}
		chain = append(chain[:len(chain):len(chain)], issuer)
		found = append(found[:len(found):len(found)], issuer)
	}
	if len(found) == len(to.Further) {
		return nil, err
	}
	to.Further = found
	conn, err := c.dialer.Dial(ctx, to)
	if err == nil {
		c.issuers.keep(t, found)
	}
	return conn, err
}
