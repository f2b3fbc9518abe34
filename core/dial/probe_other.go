//go:build !unix

package dial

// probe needs nothing here.
type probe struct{}

// quiet asks a lent network that can tell; nobody else can here.
func (w *wire) quiet() bool {
	if lent, ok := w.Conn.(interface{ Quiet() bool }); ok {
		return lent.Quiet()
	}
	return true
}
