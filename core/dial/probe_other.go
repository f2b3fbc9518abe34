//go:build !unix

package dial

// probe needs nothing here.
type probe struct{}

// find: a lent network may wait in all that it does.
func (w *wire) find() bool { return false }

func (w *wire) receive([]byte) (int, error) { return 0, errWouldBlock }
func (w *wire) send([]byte) (int, error)    { return 0, nil }
func (w *wire) descriptor() int             { return -1 }

// quiet asks a lent network that can tell; nobody else can here.
func (w *wire) quiet() bool {
	if lent, ok := w.Conn.(interface{ Quiet() bool }); ok {
		return lent.Quiet()
	}
	return true
}
