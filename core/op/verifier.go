package op

import (
	"github.com/sallyport/sallyport/core/identity"
)

// Verifier verifies instance identities.
type Verifier struct {
	verifier *identity.Verifier
	system   System
	panicMode
}

// NewVerifier builds a verifier from identity.*.
func NewVerifier(o *Options, s System) (*Verifier, error) {
	options := identity.Options{
		Provider:      o.text("identity.provider"),
		Accounts:      o.list("identity.accounts"),
		Regions:       o.list("identity.regions"),
		Zones:         o.list("identity.zones"),
		Instances:     o.list("identity.instances"),
		Images:        o.list("identity.images"),
		InstanceTypes: o.list("identity.instance_types"),
		MinDigest:     o.text("identity.min_digest"),
		MaxAge:        o.duration("identity.max_age"),
	}
	if pem := o.bytes("identity.certificates"); pem != nil {
		options.Certificates = [][]byte{pem}
	}
	v, err := identity.New(options)
	if err != nil {
		return nil, err
	}
	return &Verifier{verifier: v, system: s.withDefaults(), panicMode: panicModeOf(o)}, nil
}

// Claim is what an instance presents. Its memory is borrowed.
type Claim struct {
	Signature []byte
	Document  []byte // nil: the one that the signature carries
	Audience  string

	ExpectAudience bool
	Now            int64 // Unix seconds, or Now
}

// Identity says where the parts of a verified identity are, in the order of the
// list %identity.
type Identity [IdentityCount]Span

func newVerifier(o *Options, s System) (object, error) { return NewVerifier(o, s) }

func (*Verifier) kind() uint32 { return VerifierNew }

// Close does nothing: a verifier holds only memory.
func (*Verifier) Close() {}

func (v *Verifier) verify(c *Call) error {
	out, at, err := v.AppendVerify(c.Out, &Claim{
		Signature:      c.bytes(VerifierVerifyTextSignature),
		Document:       c.bytes(VerifierVerifyTextDocument),
		Audience:       c.Texts[VerifierVerifyTextAudience],
		ExpectAudience: c.given(VerifierVerifyTextAudience),
		Now:            c.Numbers[VerifierVerifyNumberTime],
	})
	c.put(out, at[:]...)
	return err
}

func (v *Verifier) verifyBatch(c *Call) (err error) {
	c.Batch, err = v.VerifyBatch(&Claims{
		Signatures: c.Columns[VerifierVerifyBatchColumnSignatures],
		Documents:  c.Columns[VerifierVerifyBatchColumnDocuments],
		Audiences:  c.Columns[VerifierVerifyBatchColumnAudiences],
		Now:        c.Numbers[VerifierVerifyBatchNumberTime],
	}, c.Memory)
	return err
}

// AppendVerify appends the identity that the cloud has signed. There is no other
// success than a nil error.
func (v *Verifier) AppendVerify(dst []byte, c *Claim) ([]byte, Identity, error) {
	var at Identity
	now, err := v.system.at(c.Now)
	if err != nil {
		return dst, at, err
	}
	id, err := v.verifier.Verify(&identity.Claim{
		Signature:      c.Signature,
		Document:       c.Document,
		Audience:       c.Audience,
		ExpectAudience: c.ExpectAudience,
		Now:            now,
	})
	if err != nil {
		return dst, at, err
	}
	base := len(dst)
	for i, field := range id.Fields() {
		dst, at[i] = appendSpan(dst, base, field.Value)
	}
	return dst, at, nil
}

func audienceGenerate(s *System, c *Call) error {
	out, err := AppendAudience(c.Out, *s)
	c.put(out, Span{End: len(out)})
	return err
}

// AppendAudience appends a fresh audience.
func AppendAudience(dst []byte, s System) ([]byte, error) {
	s = s.withDefaults()
	now, err := s.at(Now)
	if err != nil {
		return dst, err
	}
	audience, err := identity.NewAudience(s.Rand, now)
	return append(dst, audience...), err
}
