package identity

import (
	"bytes"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Options configure a [Verifier]. The zero value verifies documents of Alibaba
// Cloud against the certificate that it publishes, and allows any instance.
type Options struct {
	Provider string // "alibaba", the default

	// Certificates are the only ones that may have signed, each DER or PEM;
	// nil: those that the provider publishes, which are embedded.
	Certificates [][]byte

	// Allowed values; nil: any, empty: none.
	Accounts, Regions, Zones, Instances, Images, InstanceTypes []string

	MinDigest string        // "sha1", "sha256", "sha384" or "sha512"; empty: what the provider uses
	MaxAge    time.Duration // 0: any; needs an audience from [NewAudience]

	// Seen records an identity that has passed every other check, and reports
	// whether it was recorded before; nil: no such check. It is called from the
	// goroutine of Verify.
	Seen func(*Identity) bool
}

// Claim is what an instance presents.
type Claim struct {
	Signature []byte // PKCS#7: bare base64, PEM or DER
	Document  []byte // with or without the audience; nil: the signature carries it

	// Audience is the one that must have been signed. Without ExpectAudience
	// there must be none, neither here nor in the document.
	Audience       string
	ExpectAudience bool

	Now time.Time // required
}

// Identity is a verified document. Fields that the document lacks are empty.
type Identity struct {
	Provider     string
	InstanceID   string
	AccountID    string
	RegionID     string
	ZoneID       string
	ImageID      string
	InstanceType string
	PrivateIPv4  string
	MAC          string
	SerialNumber string
	CreateTime   string
	Audience     string

	Raw               []byte // the signed bytes
	DigestAlgorithm   string // "sha1", "sha256", "sha384" or "sha512"
	SignerFingerprint string // of the pinned certificate, hex SHA-256
}

// Field is a field of an Identity under the name that hosts know.
type Field struct{ Name, Value string }

// Fields are all fields, in the order in which they cross to hosts.
func (id *Identity) Fields() []Field {
	return []Field{
		{"raw", string(id.Raw)},
		{"provider", id.Provider},
		{"instance_id", id.InstanceID},
		{"account_id", id.AccountID},
		{"region_id", id.RegionID},
		{"zone_id", id.ZoneID},
		{"image_id", id.ImageID},
		{"instance_type", id.InstanceType},
		{"private_ipv4", id.PrivateIPv4},
		{"mac", id.MAC},
		{"serial_number", id.SerialNumber},
		{"create_time", id.CreateTime},
		{"audience", id.Audience},
		{"digest_algorithm", id.DigestAlgorithm},
		{"signer_fingerprint", id.SignerFingerprint},
	}
}

// Verifier verifies instance identities. It is immutable and may be used from
// many goroutines at once.
type Verifier struct {
	provider  provider
	pins      []*pin
	minDigest digest
	maxAge    time.Duration
	policy    *policy
	seen      func(*Identity) bool
}

// New checks the options.
func New(o Options) (*Verifier, error) {
	p, err := providerNamed(o.Provider)
	if err != nil {
		return nil, err
	}
	v := &Verifier{provider: p, minDigest: p.minDigest, maxAge: o.MaxAge, seen: o.Seen}
	if o.MinDigest != "" {
		if v.minDigest = parseDigest(o.MinDigest); v.minDigest == 0 {
			return nil, fault.New(fault.InvalidOption, "min_digest is %.40q; it can be sha1, sha256, sha384 or sha512", o.MinDigest)
		}
	}
	if o.MaxAge < 0 {
		return nil, fault.New(fault.InvalidOption, "max_age is %v; it cannot be negative", o.MaxAge)
	}
	certificates := o.Certificates
	if certificates == nil {
		certificates = [][]byte{[]byte(p.pins)}
	}
	if v.pins, err = readPins(certificates); err != nil {
		return nil, err
	}
	if v.policy, err = newPolicy(&o); err != nil {
		return nil, err
	}
	return v, nil
}

// Verify returns the identity that the cloud has signed, or an error that says
// which check failed. There is no other success than a nil error.
func (v *Verifier) Verify(in *Claim) (*Identity, error) {
	if in == nil {
		return nil, fault.New(fault.NullPointer, "the input is nil")
	}
	if in.Now.IsZero() {
		return nil, fault.New(fault.InvalidArgument, "the time is missing")
	}
	if in.ExpectAudience {
		if err := CheckAudience(in.Audience); err != nil {
			return nil, err
		}
	} else if in.Audience != "" {
		return nil, fault.New(fault.InvalidArgument, "an audience is given and ExpectAudience is not set")
	}

	m, err := v.readSignature(in.Signature)
	if err != nil {
		return nil, err
	}
	contents, err := candidates(m, in)
	if err != nil {
		return nil, err
	}
	content, signer, err := authenticate(m, contents, v.pins, in.Now)
	if err != nil {
		return nil, err
	}

	id := &Identity{
		Provider: v.provider.name, Audience: in.Audience, Raw: bytes.Clone(content),
		DigestAlgorithm: m.digest.String(), SignerFingerprint: signer.fingerprint,
	}
	if err := v.readDocument(id, in); err != nil {
		return nil, err
	}
	if v.maxAge > 0 {
		if err := checkAge(in.Audience, in.Now, v.maxAge); err != nil {
			return nil, err
		}
	}
	if err := v.policy.check(id); err != nil {
		return nil, err
	}
	if v.seen != nil && v.seen(id) {
		return nil, fault.New(fault.IdentityReplayed, "the instance %.60q has presented this identity before", id.InstanceID)
	}
	return id, nil
}

func (v *Verifier) readSignature(signature []byte) (*message, error) {
	encoded, err := decode(signature)
	if err != nil {
		return nil, err
	}
	der, err := gate(encoded)
	if err != nil {
		return nil, err
	}
	m, err := readMessage(der)
	if err != nil {
		return nil, err
	}
	if m.digest < v.minDigest {
		return nil, fault.New(fault.DigestTooWeak, "the digest is %v; min_digest is %v", m.digest, v.minDigest)
	}
	return m, nil
}
