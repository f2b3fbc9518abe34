package op

import (
	"math"
	"time"
)

// Now stands for the time at which the library reads the clock.
const Now = math.MinInt64

// Request is an HTTP request to sign or to send. Its memory is borrowed.
type Request struct {
	Method      string
	URL         string
	Headers     string // field lines
	Body        []byte
	PayloadHash string
	Time        int64 // Unix seconds, or Now
	Expires     int64 // seconds
	TimeoutMS   int64 // 0: the client's
	ConnectMS   int64 // 0: the client's, -1: no limit
	ReadMS      int64 // likewise

	DuplicatesAllowed bool
	Redirects         int // 0: the client's, negative: none
	ReturnRedirects   bool
}

// request is what the texts of a call say.
func (c *Call) request() Request {
	return Request{
		Method:      c.Texts[RequestMethod],
		URL:         c.Texts[RequestURL],
		Headers:     c.Texts[RequestHeaders],
		Body:        c.bytes(RequestBody),
		PayloadHash: c.Texts[RequestPayloadHash],
	}
}

// seconds and milliseconds saturate instead of overflowing.
func seconds(n int64) time.Duration      { return scale(n, time.Second) }
func milliseconds(n int64) time.Duration { return scale(n, time.Millisecond) }

func scale(n int64, unit time.Duration) time.Duration {
	if n > math.MaxInt64/int64(unit) {
		return math.MaxInt64
	}
	if n < math.MinInt64/int64(unit) {
		return math.MinInt64
	}
	return time.Duration(n) * unit
}
