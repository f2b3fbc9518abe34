//go:build wasip1

package main

import (
	"unsafe"

	"github.com/sallyport/sallyport/core/op"
)

var verifiers table[*op.Verifier]

//go:wasmexport sally_verifier_new
func verifierNew(options uint32, out *uint32, err *errorOut) int32 {
	return build(&verifiers, options, out, err, op.NewVerifier)
}

//go:wasmexport sally_verifier_verify
func verifierVerify(verifier uint32, signature unsafe.Pointer, signatureLen uint32, document unsafe.Pointer, documentLen uint32,
	audience unsafe.Pointer, audienceLen uint32, now int64, buf unsafe.Pointer, size uint32, length *uint32,
	out *identityOut, err *errorOut) int32 {
	return use(&verifiers, verifier, err, func(v *op.Verifier) error {
		if err := check(out, "out"); err != nil {
			return err
		}
		var b borrower
		c := op.Claim{
			Signature:      b.bytes(span(signature, signatureLen), "signature"),
			Document:       b.bytes(span(document, documentLen), "document"),
			Audience:       b.text(span(audience, audienceLen), "audience"),
			ExpectAudience: audience != nil,
			Now:            now,
		}
		if b.err != nil {
			return b.err
		}
		if err := checkTime(now); err != nil {
			return err
		}
		return verify(v, &c, result{buf, size, length}, out)
	})
}

//go:wasmexport sally_verifier_free
func verifierFree(verifier uint32) { free(&verifiers, verifier) }

func verify(v *op.Verifier, c *op.Claim, to result, out *identityOut) error {
	dst, err := to.slice()
	if err != nil {
		return err
	}
	dst, at, err := v.AppendVerify(dst, c)
	if err != nil {
		return err
	}
	if err := to.fill(dst); err != nil {
		return err
	}
	*out = identityOut{
		raw:               to.span(at.Raw),
		provider:          to.span(at.Provider),
		instanceID:        to.span(at.InstanceID),
		accountID:         to.span(at.AccountID),
		regionID:          to.span(at.RegionID),
		zoneID:            to.span(at.ZoneID),
		imageID:           to.span(at.ImageID),
		instanceType:      to.span(at.InstanceType),
		privateIPv4:       to.span(at.PrivateIPv4),
		mac:               to.span(at.MAC),
		serialNumber:      to.span(at.SerialNumber),
		createTime:        to.span(at.CreateTime),
		audience:          to.span(at.Audience),
		digestAlgorithm:   to.span(at.DigestAlgorithm),
		signerFingerprint: to.span(at.SignerFingerprint),
	}
	return nil
}

//go:wasmexport sally_audience_new
func audienceNew(buf unsafe.Pointer, size uint32, length *uint32, err *errorOut) int32 {
	return run(err, func() error {
		if err := checkClock(); err != nil {
			return err
		}
		if err := checkRandomness(); err != nil {
			return err
		}
		to := result{buf, size, length}
		dst, err := to.slice()
		if err != nil {
			return err
		}
		if dst, err = op.AppendAudience(dst, op.Host{}); err != nil {
			return err
		}
		return to.fill(dst)
	})
}
