package identity_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

func TestNewAudience(t *testing.T) {
	now := time.Date(2026, 7, 1, 14, 0, 0, 999, time.FixedZone("", 7200))
	got, err := identity.NewAudience(bytes.NewReader([]byte("0123456789abcdefX")), now)
	if want := "sally1.20260701T120000Z.MDEyMzQ1Njc4OWFiY2RlZg"; err != nil || got != want {
		t.Errorf("got %s, %v; want %s", got, err, want)
	}
	for range 1000 {
		a, err := identity.NewAudience(rand.Reader, now)
		if err != nil || len(a) != 46 || url.QueryEscape(a) != a {
			t.Fatalf("got %q, %v", a, err)
		}
		if a == got {
			t.Fatal("the same audience twice")
		}
		got = a
	}
}

func TestNewAudienceFails(t *testing.T) {
	now := time.Unix(1782907200, 0)
	if _, err := identity.NewAudience(nil, now); !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("without random bytes: %v", err)
	}
	if _, err := identity.NewAudience(rand.Reader, time.Time{}); !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("without a time: %v", err)
	}
	if _, err := identity.NewAudience(rand.Reader, time.Date(12026, 7, 1, 0, 0, 0, 0, time.UTC)); !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("in year 12026: %v", err)
	}
	short := iotest.TimeoutReader(iotest.OneByteReader(rand.Reader))
	if a, err := identity.NewAudience(short, now); !errors.Is(err, fault.Internal) || a != "" {
		t.Errorf("with 1 random byte: %q, %v", a, err)
	}
}

func TestVerifyRefusesAudiencesThatNobodyMeans(t *testing.T) {
	for claim, audience := range map[string]string{
		"empty": "", "a control character": "abc\n", "delete": "abc\x7f", "not UTF-8": "abc\xff", "too long": strings.Repeat("a", 1025),
	} {
		v := named(t, "real")
		v.input.Audience = audience
		if _, err := v.verify(); !errors.Is(err, fault.InvalidArgument) {
			t.Errorf("%s: %v", claim, err)
		}
	}
}

func TestVerifyRefusesAnAudienceThatIsNotExpected(t *testing.T) {
	v := named(t, "form-no-audience")
	v.input.Audience = "abc" // and ExpectAudience forgotten
	if _, err := v.verify(); !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("got %v", err)
	}
}
