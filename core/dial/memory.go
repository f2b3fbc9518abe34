package dial

import (
	"sync"
	"time"
)

const (
	badFor  = 30 * time.Second
	badMost = 256 // addresses remembered
)

// memory knows addresses for a short while, such as those that failed.
type memory struct {
	mu    sync.Mutex
	until map[string]time.Time
}

func (m *memory) add(address string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.until == nil || len(m.until) >= badMost {
		m.until = make(map[string]time.Time)
	}
	m.until[address] = now.Add(badFor)
}

func (m *memory) forget(address string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.until, address)
}

func (m *memory) has(address string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	until, ok := m.until[address]
	return ok && now.Before(until)
}

// last moves the addresses that failed behind the others.
func (m *memory) last(addresses []string, now time.Time) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.until) == 0 || len(addresses) < 2 {
		return addresses
	}
	var good, bad []string
	for _, address := range addresses {
		if until, ok := m.until[address]; ok && now.Before(until) {
			bad = append(bad, address)
		} else {
			good = append(good, address)
		}
	}
	return append(good, bad...)
}
