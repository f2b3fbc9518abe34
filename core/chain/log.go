package chain

import (
	"strings"
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Log keeps what is said of the sources of credentials until somebody takes it. A nil
// Log keeps nothing.
type Log struct {
	clock func() time.Time

	mu    sync.Mutex
	lines []string // oldest first
}

const (
	mostLines = 32
	mostLine  = 400 // bytes, so that 16 KiB hold all
)

// Take returns the lines since the last time, each with the time at which it was
// said: which source was passed over, which was asked, and what it gave. Of a key
// they have the last four characters, and of secrets, tokens and codes nothing.
func (l *Log) Take() string {
	if l == nil {
		return ""
	}
	l.mu.Lock()
	lines := l.lines
	l.lines = nil
	l.mu.Unlock()
	return strings.Join(lines, "")
}

func (l *Log) add(source, what string) {
	if source != "" {
		source = " of " + source
	}
	line := stamp(l.clock()) + " credentials" + source + ": " + what
	line = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == 0xfffd {
			return '?'
		}
		return r
	}, line)
	if len(line) >= mostLine {
		line = strings.ToValidUTF8(line[:mostLine-4], "") + "..."
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines[max(0, len(l.lines)+1-mostLines):], line+"\n")
}

// absent notes a source that was passed over.
func (l *Log) absent(source, why string) { l.add(source, "absent, "+why) }

// given notes what a source gave.
func (l *Log) given(found Found) {
	key := "a key"
	if id := found.AccessKeyID; len(id) > 8 {
		key += " that ends in " + id[len(id)-4:]
	}
	if found.Expires.IsZero() {
		key += ", without end"
	} else {
		key += ", until " + stamp(found.Expires)
	}
	l.add(found.Source, key)
}

// failed notes that a source gave nothing. An error names its source, and holds no
// secret.
func (l *Log) failed(err error) {
	e := fault.From(err)
	l.add("", "failed, "+e.Code.Name()+": "+e.Message)
}
