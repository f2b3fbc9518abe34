package identity_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

func Example() {
	// The allow-lists are optional; an empty list would allow nothing.
	verifier, err := identity.New(identity.Options{Regions: []string{"cn-zhangjiakou", "cn-shanghai"}})
	if err != nil {
		panic(err)
	}

	in := &identity.Claim{
		Signature:      presented(), // what the instance sent: base64, PEM or DER
		Audience:       "abc",       // what it was asked for
		ExpectAudience: true,
		Now:            time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC), // time.Now()
	}
	id, err := verifier.Verify(in)
	if err != nil {
		panic(err)
	}
	fmt.Println(id.InstanceID, "of account", id.AccountID, "in", id.RegionID)

	// Presented to somebody else, the same message is refused.
	in.Audience = "xyz"
	_, err = verifier.Verify(in)
	fmt.Println(errors.Is(err, fault.AudienceMismatch))
	fmt.Println(err)
	// Output:
	// i-8vb9b97xf7msxi4k6tgx of account 1900050632443592 in cn-zhangjiakou
	// true
	// AUDIENCE_MISMATCH: the document is for the audience "abc", not "xyz"
}

// presented returns the signature of a real message.
func presented() []byte {
	text, err := os.ReadFile("../../tests/vectors/identity/real.txt")
	if err != nil {
		panic(err)
	}
	_, rest, _ := strings.Cut(string(text), "\nsignature: ")
	line, _, _ := strings.Cut(rest, "\n")
	return []byte(line)
}
