package chain

import (
	"testing"
	"time"
)

func TestTheEndOfCredentialsIsReadInTheFormsOfPrograms(t *testing.T) {
	want := time.Date(2099, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, text := range []string{
		"2099-01-02T03:04:05Z", "2099-01-02T03:04:05", "2099-01-02T03:04:05UTC", "2099-01-02T03:04:05 UTC", " 2099-01-02 03:04:05\n",
		"2099-01-02 03:04:05+00:00", "2099-01-02T12:04:05+0900", "2099-01-02T12:04:05+09", "2099-01-02T03:04:05.999Z", "20990102T030405Z",
		"Fri, 02 Jan 2099 03:04:05 GMT",
	} {
		if got, ok := parseTime(text); !ok || !got.Truncate(time.Second).Equal(want) {
			t.Errorf("%q: got %v, %v", text, got, ok)
		}
	}
	if got, ok := parseTime("2099-01-02T03:04Z"); !ok || !got.Equal(want.Truncate(time.Minute)) {
		t.Errorf("without seconds: %v", got)
	}
	for _, text := range []string{"", "soon", "2099-01-02", "2099-13-02T00:00:00Z", "4070908800", "Fri, 02 Jan 2099 03:04:05 PST"} {
		if got, ok := parseTime(text); ok {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
