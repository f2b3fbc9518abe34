package host

import (
	"context"
	"time"
)

// Verifier verifies instance identities against pinned certificates.
type Verifier struct{ *object }

// NewVerifier makes a verifier from the options identity.*.
func (r *Runtime) NewVerifier(ctx context.Context, options Options) (*Verifier, error) {
	o, err := r.newObject(ctx, "verifier", options)
	if err != nil {
		return nil, err
	}
	return &Verifier{o}, nil
}

// Claim is what an instance presents.
type Claim struct {
	Signature []byte // PKCS#7 in base64, PEM or DER, as the metadata service answered
	Document  []byte // empty: the one that the signature carries

	// Audience must have been signed if ExpectAudience is set; else none must.
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
func (v *Verifier) Verify(ctx context.Context, c *Claim) (*Identity, error) {
	if c == nil {
		return nil, missing("claim")
	}
	var id Identity
	err := v.use(ctx, func(i *instance, handle uint64) error {
		w, err := i.write(0, len(c.Signature), len(c.Document), len(c.Audience))
		if err != nil {
			return err
		}
		var document, audience uint64
		signature := put(w, c.Signature)
		if len(c.Document) > 0 {
			document = put(w, c.Document)
		}
		if c.ExpectAudience {
			audience = put(w, c.Audience)
		}
		text, err := i.fill("sally_verifier_verify", []uint64{
			handle, signature, uint64(len(c.Signature)), document, uint64(len(c.Document)), audience, uint64(len(c.Audience)),
			uint64(seconds(c.Now)),
		}, uint64(i.fixed+fixedSpans))
		if err != nil {
			return err
		}
		var raw string
		err = i.spans(text, &raw, &id.Provider, &id.InstanceID, &id.AccountID, &id.RegionID, &id.ZoneID, &id.ImageID,
			&id.InstanceType, &id.PrivateIPv4, &id.MAC, &id.SerialNumber, &id.CreateTime, &id.Audience, &id.DigestAlgorithm,
			&id.SignerFingerprint)
		id.Raw = []byte(raw)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &id, nil
}

// NewAudience makes a fresh audience: the time and 128 random bits.
func (r *Runtime) NewAudience(ctx context.Context) (string, error) {
	var audience string
	err := r.with(ctx, func(i *instance) (err error) {
		audience, err = i.fill("sally_audience_new", nil)
		return err
	})
	return audience, err
}
