package sigv4

import "github.com/sallyport/sallyport/core/fault"

// nextEvent wraps a message of an event stream into one that is signed.
func (c *Chunks) nextEvent(data []byte) (head, tail []byte, err error) {
	return nil, nil, fault.New(fault.Unsupported, "event streams")
}
