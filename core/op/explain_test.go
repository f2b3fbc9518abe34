package op_test

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/op"
)

func TestExplainNamesTheServiceThatTheServerWants(t *testing.T) {
	core := op.NewCore(op.System{})
	signer := newObject(t, core, op.SignerNew, explicit...)
	call := signCall()
	if err := core.Call(t.Context(), signer, call); err != nil {
		t.Fatal(err)
	}
	refused := &op.Call{
		Op: op.SignerExplain, Numbers: []int64{403}, Spans: make([]op.Span, op.ExplanationCount),
		Texts: []string{
			"GET", listUsers.URL, cut(call.Out, call.Spans[op.SignedCanonicalRequest]), cut(call.Out, call.Spans[op.SignedStringToSign]),
			"Content-Type: application/json\r\n", "",
		},
	}
	refused.Bytes[0] = []byte(`{"message":"Credential should be scoped to correct service: 'autoscaling-plans'."}`)
	if err := core.Call(t.Context(), signer, refused); err != nil {
		t.Fatal(err)
	}
	for i, want := range map[int]string{
		op.ExplanationCause: "wrong_service", op.ExplanationFix: `service="autoscaling-plans"`, op.ExplanationEvidence: "signed for: iam\r\n",
		op.ExplanationSummary: "another service",
	} {
		if got := cut(refused.Out, refused.Spans[i]); !strings.Contains(got, want) {
			t.Errorf("%q does not hold %q", got, want)
		}
	}
}
