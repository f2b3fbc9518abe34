package conformance

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the table of languages into docs/hosts.md")

const tableBegin, tableEnd = "<!-- languages -->\n", "<!-- end of languages -->"

// rows of the table: the entry point, and what docs/hosts.md calls it.
var rows = [][2]string{
	{"sign", "sign"}, {"sign_chunks", "sign a body in chunks"}, {"presign_post", "presign a form"}, {"presign", "presign"}, {"presign_batch", "presign a column"},
	{"request", "reach"}, {"stream", "bodies in pieces"}, {"publish", "publish"}, {"prepare", "prepare a publish request"},
	{"verify", "verify"}, {"verify_batch", "verify a column"}, {"audience", "new audience"},
	{"explain", "explain a refusal"}, {"explain_request", "explain a request without its secret"}, {"inspect", "inspect a signed request"}, {"verify_request", "verify an incoming request"}, {"verify_chunks", "verify an incoming body in chunks"}, {"verify_post", "verify an uploading form"}, {"resign", "sign an incoming request anew"}, {"resign_chunks", "and its body in chunks"}, {"diagnose", "diagnose a connection"}, {"diagnose_error", "diagnose an error"}, {"trust_report", "report what is trusted"}, {"metadata", "instance metadata"}, {"refresh", "fetch credentials"}, {"session", "credentials for a key elsewhere"}, {"role", "a role with the code of a person"}, {"token", "a token instead of a password"}, {"event_encode", "encode a message of an event stream"}, {"event_decode", "decode one"}, {"endpoint", "look an endpoint up"}, {"error", "error table"},
	{"null", "null"}, {"empty", "empty"}, {"huge", "huge"}, {"encoding", "wrong encoding"}, {"type", "wrong type"},
	{"value", "wrong value"}, {"key", "wrong setting by key"}, {"closed", "closed object"},
}

// table is what docs/hosts.md says about capabilities and languages.
func table(cases []testCase, listed *gaps) string {
	var out, notes strings.Builder
	out.WriteString("| |")
	for _, l := range languages {
		out.WriteString(" " + l.name + " |")
	}
	out.WriteString("\n|---|" + strings.Repeat("---|", len(languages)) + "\n")
	numbers := map[string]int{}
	note := func(reason string) string {
		if numbers[reason] == 0 {
			numbers[reason] = len(numbers) + 1
			fmt.Fprintf(&notes, "%d. %s\n", numbers[reason], reason)
		}
		return fmt.Sprintf("[%d]", numbers[reason])
	}
	for _, row := range rows {
		total := 0
		for i := range cases {
			if cases[i].row == row[0] {
				total++
			}
		}
		if total == 0 {
			continue
		}
		fmt.Fprintf(&out, "| %s |", row[1])
		for _, l := range languages {
			cell := fmt.Sprintf(" yes (%d)", results[l.name][row[0]])
			if results[l.name][row[0]] == 0 {
				cell = " –"
			}
			for _, e := range listed.list {
				if e.language == l.name && e.row == row[0] {
					if mark := note(e.reason); !strings.Contains(cell, mark) {
						cell += " " + mark
					}
				}
			}
			out.WriteString(cell + " |")
		}
		out.WriteString("\n")
	}
	if notes.Len() > 0 {
		out.WriteString("\n" + notes.String())
	}
	return out.String()
}

// checkTable compares docs/hosts.md with the run, or writes it with -update.
func checkTable(t *testing.T, cases []testCase, listed *gaps) {
	for i := range cases {
		known := false
		for _, row := range rows {
			known = known || row[0] == cases[i].row
		}
		if !known {
			t.Fatalf("the table has no row %q", cases[i].row)
		}
	}
	if strings.Contains(table(cases, listed), " – |") {
		t.Fatal("the table has an empty cell that no line of gaps.tsv explains")
	}
	const name = root + "/docs/hosts.md"
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(text), tableBegin)
	_, after, ok2 := strings.Cut(rest, tableEnd)
	if !ok || !ok2 {
		t.Fatalf("docs/hosts.md has no %q and %q", tableBegin, tableEnd)
	}
	want := before + tableBegin + "\n" + table(cases, listed) + "\n" + tableEnd + after
	if want == string(text) {
		return
	}
	if !*update {
		t.Fatalf("the table in docs/hosts.md is not that of this run; make conformance-table. It should be\n%s", table(cases, listed))
	}
	if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}
