package conformance

import (
	"reflect"
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
	if len(results) < len(hosts) { // -run chose some
		if *update {
			t.Fatal("-update needs a run of every case on every host")
		}
		return
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
	before := r.do(t, alive.clone())
	complete := true
	for i := range cases {
		c := &cases[i]
		right := true
		for _, w := range h.waysOf(c) {
			if r.dead {
				return
			}
			ran := false
			right = t.Run(c.family+"/"+c.row+"/"+c.name+w.suffix(), func(t *testing.T) {
				ran = true
				h.run(t, r, c, w, listed)
				// The host goes on, as it was.
				if c.family == "badinput" && !reflect.DeepEqual(r.do(t, alive.clone()), before) {
					t.Errorf("%s is answered in another way than before", alive.name)
				}
			}) && right
			complete = complete && ran
		}
		if right && !listed.has(h.name, c.row, c.name) {
			counts[c.row]++
		}
	}
	if !complete {
		return
	}
	resultsLock.Lock()
	defer resultsLock.Unlock()
	results[h.name] = counts
}

// run makes one call and compares the answer.
func (h *host) run(t *testing.T, r *runner, c *testCase, w way, listed *gaps) {
	call := c.clone()
	if w.form != "" {
		call.Add("form", w.form)
	}
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
		check(t, c, w, answer)
		if after != nil {
			after(t)
		}
	}
}
