package op

import (
	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/core/fault"
)

// because gives an error of an exchange the id of its cause. The error may be
// shared with other calls, so it is copied.
func because(o client.Options, url string, err error) error {
	if err == nil {
		return nil
	}
	e := *fault.From(err)
	e.CauseID = diagnose.Known(o, url, err).Cause
	return &e
}

// becauseOfOptions is the same for an object that could not be made.
func becauseOfOptions(err error) error {
	return because(client.Options{}, "", err)
}

// CopyError copies an error's message into dst, which holds a sally_error's, ends
// it with NUL, and writes the id of its cause behind it, with a NUL of its own. A
// message that does not fit is cut.
func CopyError(dst []byte, e *fault.Error) {
	room := len(dst) - len(e.CauseID) - 2
	n := copy(dst, Cut(e.Message, room))
	dst[n] = 0
	n += 1 + copy(dst[n+1:], e.CauseID)
	dst[n] = 0
}
