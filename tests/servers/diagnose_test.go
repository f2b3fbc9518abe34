package servers_test

import (
	"context"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/tests/servers"
)

func TestADiagnosisNamesWhatServersOfOthersDo(t *testing.T) {
	for _, s := range servers.Scenarios() {
		t.Run(s.ID(), func(t *testing.T) {
			t.Parallel()
			l := s.Start(t)
			o, err := l.Options()
			if err != nil {
				t.Fatal(err)
			}
			d := diagnose.Diagnose(context.Background(), o, l.URL)
			report := d.Cause + ": " + d.Summary
			for _, e := range d.Evidence {
				report += "\n" + e.Name + ": " + e.Value
			}
			if d.Cause != s.Cause || d.Fix == "" || !strings.Contains(report, s.Shows) {
				t.Errorf("want %s that shows %q, got\n%s\nfix: %s", s.Cause, s.Shows, report, d.Fix)
			}
		})
	}
}
