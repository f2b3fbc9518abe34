package fault_test

import (
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
)

func TestGeneratedCopiesMatchTheTable(t *testing.T) {
	cmd := exec.Command("go", "run", "./gen", "-check")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestEveryCodeIsDescribed(t *testing.T) {
	for _, code := range fault.Codes() {
		if !code.Known() || code.Name() == "" || code.Category() == "" {
			t.Errorf("%d is not described", int(code))
		}
		for what, text := range map[string]string{"summary": code.Summary(), "hint": code.Hint()} {
			if len(text) < 10 || !strings.HasSuffix(strings.TrimSuffix(text, " -out plain.pem"), ".") && !strings.Contains(text, ": ") {
				t.Errorf("the %s of %s is no sentence: %q", what, code.Name(), text)
			}
		}
		if code < 1100 || code > 1899 {
			t.Errorf("%s is %d: a code must not be taken for an errno or an HTTP status", code.Name(), int(code))
		}
	}
}

func TestUnknownCodeIsInternal(t *testing.T) {
	code := fault.Code(4711)
	if code.Known() || code.Name() != "CODE_4711" || code.Category() != fault.CategoryInternal || code.Retryable() {
		t.Errorf("%v %v", code, code.Category())
	}
}

func TestErrorsIsMatchesCodeAndCause(t *testing.T) {
	err := fmt.Errorf("outer: %w", fault.Wrap(fault.HTTPTruncated, io.ErrUnexpectedEOF, "after %d bytes", 7).WithDetail(206))
	if !errors.Is(err, fault.HTTPTruncated) || !errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, fault.Panic) {
		t.Errorf("errors.Is does not see through %v", err)
	}
	if got := fault.From(err); got.Code != fault.HTTPTruncated || got.Detail != 206 || got.Error() != "HTTP_TRUNCATED: after 7 bytes" {
		t.Errorf("From gives %+v", got)
	}
	if fault.CodeOf(nil) != fault.OK || fault.CodeOf(io.EOF) != fault.Internal || fault.CodeOf(err) != fault.HTTPTruncated {
		t.Error("CodeOf is wrong")
	}
	if got := fault.From(io.EOF); got.Code != fault.Internal || got.Message != "EOF" {
		t.Errorf("From(EOF) gives %+v", got)
	}
}

func ExampleCode() {
	err := error(fault.New(fault.ProfileNotFound, "no profile %q", "prod"))
	fmt.Println(err)
	fmt.Println(errors.Is(err, fault.ProfileNotFound), fault.CodeOf(err).Category())
	fmt.Println(fault.CodeOf(err).Hint())
	// Output:
	// PROFILE_NOT_FOUND: no profile "prod"
	// true credentials
	// Check the profile name (AWS_PROFILE) and the two files that the message names.
}
