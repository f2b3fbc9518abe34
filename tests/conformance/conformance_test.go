package conformance

import (
	"slices"
	"sync"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// results count the vectors that a host was right about, by host and row.
var (
	resultsLock sync.Mutex
	results     = map[string]map[string]int{}
)

func TestEveryHostGivesTheAnswersOfTheVectors(t *testing.T) {
	cases := allCases(t)
	listed := readGaps(t)
	t.Run("hosts", func(t *testing.T) {
		for i := range hosts {
			t.Run(hosts[i].name, func(t *testing.T) {
				t.Parallel()
				runHost(t, &hosts[i], cases, listed)
			})
		}
	})
	if len(results) < len(hosts) {
		return // -run chose some
	}
	listed.unused(t)
	if !t.Failed() {
		checkTable(t, cases, listed)
	}
}

func runHost(t *testing.T, h *host, cases []testCase, listed *gaps) {
	r := h.start(t)
	counts := map[string]int{}
	alive := &cases[slices.IndexFunc(cases, func(c testCase) bool { return c.row == "sign" && c.expect == "OK" })]
	for i := range cases {
		if r.dead {
			return
		}
		c := &cases[i]
		right := t.Run(c.family+"/"+c.row+"/"+c.name, func(t *testing.T) {
			call := c.clone()
			var after func(*testing.T)
			if c.world != nil {
				after = c.world(t, call)
			}
			answer := r.do(t, call)
			missing := listed.has(h.name, c.row, c.name)
			switch unsupported := answer.Head == wire.Unsupported; {
			case unsupported && !missing:
				t.Errorf("%s, and gaps.tsv does not say so", show(answer))
			case !unsupported && missing:
				t.Errorf("gaps.tsv says that %s does not have it, but it answers: %s", h.name, show(answer))
			case unsupported:
			default:
				check(t, c, answer)
				if after != nil {
					after(t)
				}
				if c.family == "badinput" {
					check(t, alive, r.do(t, alive.clone())) // the host goes on
				}
			}
		})
		if right && !listed.has(h.name, c.row, c.name) {
			counts[c.row]++
		}
	}
	resultsLock.Lock()
	defer resultsLock.Unlock()
	results[h.name] = counts
}
