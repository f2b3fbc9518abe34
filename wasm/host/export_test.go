package host

import (
	"context"
	"net"
	"time"
)

// Layout is what layout.go says, by struct and field of wasm/doc.go.
var Layout = map[string]map[string]int{
	"sally_str":   {"data": 0, "len": 4, "": strSize},
	"sally_pair":  {"key": 0, "value": strSize, "": pairSize},
	"sally_error": {"code": errorCode, "detail": errorDetail, "message": errorMessage, "": errorSize},
	"sally_call": {
		"op": callOp, "text_count": callTextCount, "number_count": callNumberCount, "column_count": callColumnCount,
		"span_count": callSpanCount, "object": callObject, "texts": callTexts, "numbers": callNumbers, "columns": callColumns,
		"buf": callBuf, "cap": callCap, "spans": callSpans, "len": callLen, "block": callBlock, "batch": callBatch, "made": callMade, "": callSize,
	},
	"sally_column": {
		"validity": columnValidity, "offsets": columnOffsets, "data": columnData, "length": columnLength,
		"offset": columnOffset, "": columnSize,
	},
}

// Allows reports whether a list of Network.Allow lets the module connect.
func Allows(entries []string, target string) (bool, error) {
	list, err := parseAllow(entries)
	return list.allows(target), err
}

// FreshInstance makes an instance and drops it.
func FreshInstance(r *Runtime) error {
	i, err := newInstance(r)
	if err == nil {
		i.drop()
	}
	return err
}

// Instances is how many instances of r no call uses.
func Instances(r *Runtime) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.idle)
}

// Handles is how many objects those instances hold.
func Handles(r *Runtime) (count int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, i := range r.idle {
		count += len(i.handles)
	}
	return count
}

// Occupy is a call that says when it runs and ends when it is told to.
func Occupy(r *Runtime, runs, end chan struct{}) error {
	return r.with(context.Background(), func(*instance) error {
		close(runs)
		<-end
		return nil
	})
}

// ReadAhead reads single bytes of a connection and returns the most that was kept
// for the module meanwhile.
func ReadAhead(dial func(ctx context.Context, network, address string) (net.Conn, error), reads int) (most int) {
	var c connections
	id, _ := c.add(dial, "")
	defer c.closeAll()
	n := c.open[id]
	for range reads {
		for {
			if _, code := n.read(make([]byte, 1)); code != errAgain {
				break
			}
		}
		time.Sleep(100 * time.Microsecond) // for what may be read in its place
		n.mu.Lock()
		most = max(most, len(n.unread))
		n.mu.Unlock()
	}
	return most
}
