package fault

import (
	"errors"
	"fmt"
	"strconv"
)

// Code identifies a kind of error. Values are stable across versions and hosts;
// they start above 1100 so that none can be taken for an errno or an HTTP status.
type Code int32

// OK is the code of success. It is never the code of an [*Error].
const OK Code = 0

// Category groups codes; each binding maps one category to one exception class.
type Category string

// The categories of codes.tsv.
const (
	CategoryUsage        Category = "usage"
	CategoryCredentials  Category = "credentials"
	CategoryNetwork      Category = "network"
	CategoryTimeout      Category = "timeout"
	CategoryTLS          Category = "tls"
	CategoryCertificate  Category = "certificate"
	CategoryHTTP         Category = "http"
	CategoryPublish      Category = "publish"
	CategoryVerification Category = "verification"
	CategoryInternal     Category = "internal"
)

// entry is one row of codes.tsv.
type entry struct {
	name      string
	category  Category
	retryable bool
	summary   string
	hint      string
}

func (c Code) entry() entry {
	if e, ok := table(c); ok {
		return e
	}
	return entry{
		name: "CODE_" + strconv.Itoa(int(c)), category: CategoryInternal,
		summary: "Unknown code.",
	}
}

// Known reports whether c is a row of codes.tsv.
func (c Code) Known() bool { _, ok := table(c); return ok }

// Name returns the name in codes.tsv, such as "PROFILE_NOT_FOUND".
func (c Code) Name() string { return c.entry().name }

// Category returns the group that c belongs to.
func (c Code) Category() Category { return c.entry().category }

// Retryable reports whether repeating the same call can succeed. It says
// nothing about whether a duplicate would do harm: that is the caller's to know.
func (c Code) Retryable() bool { return c.entry().retryable }

// Summary returns one sentence on what happened.
func (c Code) Summary() string { return c.entry().summary }

// Hint returns one sentence on what to do.
func (c Code) Hint() string { return c.entry().hint }

// Error makes a Code usable as a target of errors.Is.
func (c Code) Error() string { return c.Name() + ": " + c.Summary() }

// Error is the one error type of the core.
type Error struct {
	Code    Code
	Detail  int32  // HTTP status, TLS alert, errno or 0, as the code says
	Message string // what happened, with the offending value; never a secret
	Cause   error  // what was underneath, or nil
	CauseID string // why, a row of docs/causes/README.md; "": not told, as for errors that no connection has
}

// New returns an error with a formatted message.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap is [New] with a cause for errors.Unwrap. The cause's text is not added:
// the message must already say what matters.
func Wrap(code Code, cause error, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Cause: cause}
}

// WithDetail sets the numeric detail and returns e.
func (e *Error) WithDetail(detail int32) *Error {
	e.Detail = detail
	return e
}

// Error returns "NAME: message".
func (e *Error) Error() string { return e.Code.Name() + ": " + e.Message }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Is reports whether target is e's code.
func (e *Error) Is(target error) bool {
	code, ok := target.(Code)
	return ok && code == e.Code
}

// CodeOf returns the code of the outermost [*Error] in err's chain, [OK] for
// nil, and [Internal] for an error that is not ours.
func CodeOf(err error) Code {
	if err == nil {
		return OK
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// From returns err as an [*Error]: itself if it is one, else wrapped as
// [Internal] with its text.
func From(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return Wrap(Internal, err, "%v", err)
}
