package host

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Verifier verifies instance identities against pinned certificates. It does not
// remember what it has seen: let each instance sign an audience that you have made
// for it ([Runtime.NewAudience]), and take that once.
type Verifier struct{ *object }

// NewVerifier makes a verifier from the options identity.*.
//
// Errors: UNKNOWN_OPTION, INVALID_OPTION, PIN_MALFORMED.
func (r *Runtime) NewVerifier(ctx context.Context, options Options) (*Verifier, error) {
	o, err := r.newObject(ctx, opVerifierNew, "verifier", options)
	if err != nil {
		return nil, err
	}
	return &Verifier{o}, nil
}

// Claim is what an instance presents.
type Claim struct {
	Signature []byte // PKCS#7 in base64, PEM or DER, as the metadata service answered; up to 64 KiB
	Document  []byte // empty: the one that the signature carries

	// Audience must have been signed if ExpectAudience is set. Without that there
	// must be none, neither here nor in the document.
	Audience       string
	ExpectAudience bool

	Now time.Time // zero: now
}

// Identity is a verified identity. What the document lacks is empty.
type Identity struct {
	Raw               []byte // the signed bytes
	Provider          string
	InstanceID        string
	AccountID         string
	RegionID          string
	ZoneID            string
	ImageID           string
	InstanceType      string
	PrivateIPv4       string
	MAC               string
	SerialNumber      string
	CreateTime        string
	Audience          string
	DigestAlgorithm   string
	SignerFingerprint string // hex SHA-256 of the pinned certificate
}

// Verify returns the identity that the cloud has signed. There is no other
// success than a nil error.
//
// Errors: NULL_POINTER, INVALID_ARGUMENT, and those of verification (1701 to 1731).
func (v *Verifier) Verify(ctx context.Context, c *Claim) (*Identity, error) {
	if err := given(c, "the claim"); err != nil {
		return nil, err
	}
	if c.Audience != "" && !c.ExpectAudience {
		return nil, fault.New(fault.InvalidArgument, "an audience is given and ExpectAudience is not set")
	}
	var id *Identity
	err := v.use(ctx, func(i *instance, handle uint64) error {
		out, err := i.ask(opVerifierVerify, handle, arguments{
			texts: []text{
				opVerifierVerifyTextSignature: textOf(c.Signature, true), opVerifierVerifyTextDocument: optional(c.Document),
				opVerifierVerifyTextAudience: textOf(c.Audience, c.ExpectAudience),
			},
			numbers: []int64{opVerifierVerifyNumberTime: seconds(c.Now)},
		})
		if err != nil {
			return err
		}
		id = identityOf(func(at int) string { return out[at] })
		return nil
	})
	if err != nil {
		return nil, err
	}
	return id, nil
}

// identityOf makes an identity of its fields, which are asked for by the index of
// the table.
func identityOf(field func(at int) string) *Identity {
	return &Identity{
		Raw:               []byte(field(opIdentityRaw)),
		Provider:          field(opIdentityProvider),
		InstanceID:        field(opIdentityInstanceID),
		AccountID:         field(opIdentityAccountID),
		RegionID:          field(opIdentityRegionID),
		ZoneID:            field(opIdentityZoneID),
		ImageID:           field(opIdentityImageID),
		InstanceType:      field(opIdentityInstanceType),
		PrivateIPv4:       field(opIdentityPrivateIPv4),
		MAC:               field(opIdentityMAC),
		SerialNumber:      field(opIdentitySerialNumber),
		CreateTime:        field(opIdentityCreateTime),
		Audience:          field(opIdentityAudience),
		DigestAlgorithm:   field(opIdentityDigestAlgorithm),
		SignerFingerprint: field(opIdentitySignerFingerprint),
	}
}

// NewAudience makes a fresh audience: the time and 128 random bits, at most 64
// bytes that are safe in a URL.
func (r *Runtime) NewAudience(ctx context.Context) (string, error) {
	var audience string
	err := r.with(ctx, func(i *instance) (err error) {
		out, err := i.ask(opAudienceGenerate, 0, arguments{})
		if err == nil {
			audience = out[opAudienceAudience]
		}
		return err
	})
	return audience, err
}
