package client

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Connect opens a connection to the host of a URL and keeps it, for a second, for
// the next request. Nothing of HTTP is sent, so an error says that the host cannot be
// reached, and nothing else can have happened.
//
// Errors: INVALID_URL, HANDLE_CLOSED, those of names, connections, proxies, TLS
// and certificates.
func (c *Client) Connect(ctx context.Context, url string) error {
	if Offline {
		return errOffline()
	}
	if c.pool.isClosed() {
		return fault.New(fault.HandleClosed, "the client is closed")
	}
	t, err := parseRequest(url)
	if err != nil {
		return err
	}
	if total := c.CallLimit(); total > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, total)
		defer cancel()
	}
	n, err := c.connect(ctx, &t, 0, true)
	if err != nil {
		return err
	}
	c.pool.keep(n)
	return nil
}

// CallLimit is the time limit of a whole call, 0 for none.
func (c *Client) CallLimit() time.Duration { return c.o.Timeouts.Total }
