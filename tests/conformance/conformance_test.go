package conformance

import (
	"reflect"
	"slices"
	"sync"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// results count the vectors that a language was right about, by language and row.
var (
	resultsLock sync.Mutex
	results     = map[string]map[string]int{}
)

func TestEveryLanguageGivesTheAnswersOfTheVectors(t *testing.T) {
	cases := allCases(t)
	listed := readGaps(t)
	t.Run("languages", func(t *testing.T) {
		for i := range languages {
			t.Run(languages[i].name, func(t *testing.T) {
				t.Parallel()
				runLanguage(t, &languages[i], cases, listed)
			})
		}
	})
	if len(results) < len(languages) { // -run chose some
		if *update {
			t.Fatal("-update needs a run of every case on every language")
		}
		return
	}
	listed.unused(t)
	if !t.Failed() {
		checkTable(t, cases, listed)
	}
}

func runLanguage(t *testing.T, l *language, cases []testCase, listed *gaps) {
	r := l.start(t)
	counts := map[string]int{}
	alive := &cases[slices.IndexFunc(cases, func(c testCase) bool { return c.row == "sign" && c.expect == "OK" })]
	before := r.do(t, alive.clone())
	complete := true
	for i := range cases {
		c := &cases[i]
		right := true
		for _, w := range l.waysOf(c) {
			if r.dead {
				return
			}
			ran := false
			right = t.Run(c.family+"/"+c.row+"/"+c.name+w.suffix(), func(t *testing.T) {
				ran = true
				l.run(t, r, c, w, listed)
				// The language goes on, as it was.
				if c.family == "badinput" && !reflect.DeepEqual(r.do(t, alive.clone()), before) {
					t.Errorf("%s is answered in another way than before", alive.name)
				}
			}) && right
			complete = complete && ran
		}
		if right && !listed.has(l.name, c.row, c.name) {
			counts[c.row]++
		}
	}
	if !complete {
		return
	}
	resultsLock.Lock()
	defer resultsLock.Unlock()
	results[l.name] = counts
}

// run makes one call and compares the answer.
func (l *language) run(t *testing.T, r *runner, c *testCase, w way, listed *gaps) {
	call := c.clone()
	if w.form != "" {
		call.Add("form", w.form)
	}
	var after func(*testing.T)
	if c.world != nil {
		after = c.world(t, call)
	}
	answer := r.do(t, call)
	missing := listed.has(l.name, c.row, c.name)
	switch unsupported := answer.Head == wire.Unsupported; {
	case unsupported && !missing:
		t.Errorf("%s, and gaps.tsv does not say so", show(answer))
	case !unsupported && missing:
		t.Errorf("gaps.tsv says that %s does not have it, but it answers: %s", l.name, show(answer))
	case unsupported:
	default:
		check(t, c, w, answer)
		if after != nil {
			after(t)
		}
	}
}
