package dial

import (
	"fmt"
	"time"
)

// pace is the least rate at which the peer has to send, as long as it is waited for.
type pace struct {
	rate   int64 // bytes a second; 0: any
	window time.Duration

	got    int64 // in this window; 0: the first byte has not come
	waited time.Duration
	dry    time.Time // when a read found nothing
}

// TooSlow is the error of a read from a peer that keeps sending, and too little.
type TooSlow struct {
	Bytes  int64
	Window time.Duration
}

func (e *TooSlow) Error() string {
	return fmt.Sprintf("only %d bytes came in the last %v", e.Bytes, e.Window.Round(time.Millisecond))
}

// SetPace limits how slowly the peer may send from its next byte on, as the mean of
// each window of waiting for it; a rate of 0 is no limit.
func (c *Conn) SetPace(rate int64, window time.Duration) {
	c.wire.pace = pace{rate: rate, window: window}
}

// count adds what a read gave, which began at a time.
func (p *pace) count(n int, began time.Time, blocked bool) error {
	now := time.Now()
	if !p.dry.IsZero() {
		began = p.dry // whoever reads without waiting waits elsewhere
	}
	p.dry = time.Time{}
	if blocked {
		p.dry = began
		return nil
	}
	if p.got > 0 {
		p.waited += now.Sub(began)
	}
	p.got += int64(n)
	if p.waited < p.window {
		return nil
	}
	if float64(p.got) < float64(p.rate)*p.waited.Seconds() {
		return &TooSlow{p.got, p.waited}
	}
	p.got, p.waited = 1, 0
	return nil
}
