package aws

import "github.com/aws/smithy-go/logging"

// echo receives the SDK's log line about a signature and keeps the two texts that AWS repeats
// to a caller whose signature differs.
type echo struct{ canonicalRequest, stringToSign string }

// Logf implements logging.Logger.
func (e *echo) Logf(_ logging.Classification, _ string, args ...any) {
	if len(args) < 2 {
		return
	}
	e.canonicalRequest, _ = args[0].(string)
	e.stringToSign, _ = args[1].(string)
}
