package op

import (
	"github.com/sallyport/sallyport/core/identity"
)

// Verifier verifies instance identities.
type Verifier struct {
	verifier *identity.Verifier
	host     Host
	panics   panicMode
}

// NewVerifier builds a verifier from identity.*.
func NewVerifier(o *Options, h Host) (*Verifier, error) {
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
	return &Verifier{verifier: v, host: h.withDefaults(), panics: panicModeOf(o)}, nil
}

// Claim is what an instance presents. Its memory is borrowed.
type Claim struct {
	Signature []byte
	Document  []byte // nil: the one that the signature carries
	Audience  string

	ExpectAudience bool
	Now            int64 // Unix seconds, or Now
}

// Identity says where the parts of a verified identity are.
type Identity struct {
	Raw, Provider, InstanceID, AccountID, RegionID, ZoneID, ImageID, InstanceType, PrivateIPv4, MAC, SerialNumber,
	CreateTime, Audience, DigestAlgorithm, SignerFingerprint Span
}

// identityFields are the names of what spans returns, as the hosts have them.
var identityFields = [...]string{
	"raw", "provider", "instance_id", "account_id", "region_id", "zone_id", "image_id", "instance_type", "private_ipv4",
	"mac", "serial_number", "create_time", "audience", "digest_algorithm", "signer_fingerprint",
}

func (at *Identity) spans() [len(identityFields)]Span {
	return [...]Span{
		at.Raw, at.Provider, at.InstanceID, at.AccountID, at.RegionID, at.ZoneID, at.ImageID, at.InstanceType,
		at.PrivateIPv4, at.MAC, at.SerialNumber, at.CreateTime, at.Audience, at.DigestAlgorithm, at.SignerFingerprint,
	}
}

// AppendVerify appends the identity that the cloud has signed. There is no other
// success than a nil error.
func (v *Verifier) AppendVerify(dst []byte, c *Claim) ([]byte, Identity, error) {
	v.panics.now()
	var at Identity
	id, err := v.verifier.Verify(&identity.Input{
		Signature:      c.Signature,
		Document:       c.Document,
		Audience:       c.Audience,
		ExpectAudience: c.ExpectAudience,
		Now:            timeOf(c.Now, v.host.Clock),
	})
	if err != nil {
		return dst, at, err
	}
	base := len(dst)
	dst, at.Raw = appendSpan(dst, base, id.Raw)
	for _, field := range []struct {
		value string
		at    *Span
	}{
		{id.Provider, &at.Provider}, {id.InstanceID, &at.InstanceID}, {id.AccountID, &at.AccountID},
		{id.RegionID, &at.RegionID}, {id.ZoneID, &at.ZoneID}, {id.ImageID, &at.ImageID},
		{id.InstanceType, &at.InstanceType}, {id.PrivateIPv4, &at.PrivateIPv4}, {id.MAC, &at.MAC},
		{id.SerialNumber, &at.SerialNumber}, {id.CreateTime, &at.CreateTime}, {id.Audience, &at.Audience},
		{id.DigestAlgorithm, &at.DigestAlgorithm}, {id.SignerFingerprint, &at.SignerFingerprint},
	} {
		dst, *field.at = appendSpan(dst, base, field.value)
	}
	return dst, at, nil
}

// AppendAudience appends a fresh audience.
func AppendAudience(dst []byte, h Host) ([]byte, error) {
	h = h.withDefaults()
	audience, err := identity.NewAudience(h.Rand, h.Clock())
	return append(dst, audience...), err
}
