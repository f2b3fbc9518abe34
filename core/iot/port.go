package iot

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// AutoPort as Options.Port is 443, or 8443 where 443 cannot be reached: a firewall
// lets only one of them pass, or a proxy between loses the ALPN that 443 needs.
// The port that was found is kept until it cannot be reached either. With a
// signature or a custom authorizer it is 443, the one port that takes these.
const AutoPort = -1

// door is one port of the endpoint.
type door struct {
	client *client.Client
	base   string // of the URL, before the path
}

// doors are the ports that a publisher may use, the preferred one first.
type doors struct {
	list  []*door
	found *atomic.Pointer[door] // nil in it: not known yet
}

func (o *Options) doors() (doors, error) {
	ports := []int{o.Port}
	if o.Port == AutoPort {
		ports = []int{443, 8443}
		if !o.byCertificate() {
			ports = ports[:1]
		}
	}
	d := doors{found: &atomic.Pointer[door]{}}
	for _, port := range ports {
		reach := o.Client
		reach.ALPN, reach.RequireALPN = o.chooseALPN(port)
		c, err := client.New(reach)
		if err != nil {
			return doors{}, err
		}
		d.list = append(d.list, &door{client: c, base: baseURL(o.Endpoint, port)})
	}
	return d, nil
}

// current is the door that was found, else the preferred one.
func (d *doors) current() *door {
	if found := d.found.Load(); found != nil {
		return found
	}
	return d.list[0]
}

// send sends a request that was made for any of the doors.
func (d *doors) send(ctx context.Context, r *client.Request) (*client.Response, error) {
	if len(d.list) == 1 {
		return d.list[0].client.Do(ctx, r)
	}
	at, others := d.found.Load(), ""
	if at == nil {
		limit := r.Timeout
		if limit == 0 {
			limit = d.list[0].client.CallLimit()
		}
		if limit > 0 { // of the search and the request together
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, limit)
			defer cancel()
		}
		at, others = d.find(ctx)
	}
	response, err := at.client.Do(ctx, at.request(r))
	if err == nil || client.Sent(err) {
		return response, err
	}
	if unreachable(err) {
		d.found.CompareAndSwap(at, nil) // the next call looks again
	}
	if others != "" {
		e := fault.From(err)
		err = fault.Wrap(e.Code, e, "%s; %s", e.Message, others).WithDetail(e.Detail)
	}
	return nil, err
}

// find returns the first door that can be connected to, its connection ready. It
// also says why others cannot, if the request will not. A certificate that is not
// believed is not cured by another port, and a name that is not found has none:
// such a door is returned too, and the request meets the error again. If no door
// lets us in, the preferred one has the last word, with the repeats that the
// client was told to make.
func (d *doors) find(ctx context.Context) (at *door, others string) {
	var told []string
	for i, candidate := range d.list {
		late, err := candidate.connect(ctx, len(d.list)-i)
		if err == nil {
			d.found.Store(candidate)
			return candidate, strings.Join(told, "; ")
		}
		if !late && !unreachable(err) {
			return candidate, strings.Join(told, "; ")
		}
		told = append(told, fault.From(err).Message)
	}
	return d.list[0], strings.Join(told[1:], "; ")
}

// connect takes its part of the time, that of one of so many doors: a firewall that
// is silent must not keep the next one from being tried. It also reports whether that
// was why it ended.
func (d *door) connect(ctx context.Context, of int) (late bool, err error) {
	until, ok := ctx.Deadline()
	if !ok || of == 1 {
		return false, d.client.Connect(ctx, d.base)
	}
	part, cancel := context.WithTimeout(ctx, time.Until(until)/time.Duration(of))
	defer cancel()
	err = d.client.Connect(part, d.base)
	return part.Err() != nil && ctx.Err() == nil, err
}

// request is r for this door: another one may have been found since it was made.
func (d *door) request(r *client.Request) *client.Request {
	_, rest, _ := strings.Cut(r.URL, "://")
	_, path, _ := strings.Cut(rest, "/")
	moved := *r
	moved.URL = d.base + "/" + path
	return &moved
}

// unreachable reports whether another port may do where this one failed: it was
// closed to us, whoever closed it.
func unreachable(err error) bool {
	switch fault.CodeOf(err) {
	case fault.ConnectRefused, fault.ConnectTimeout, fault.ConnectUnreachable, fault.ConnectDenied, fault.ConnectFailed,
		fault.ConnectionReset, fault.ConnectionClosed, fault.ProxyFailed, fault.TLSClosed, fault.TLSTimeout, fault.TLSNotTLS, fault.ALPNMismatch:
		return true
	}
	return false
}

func (d *doors) close() {
	for _, door := range d.list {
		door.client.Close()
	}
}
