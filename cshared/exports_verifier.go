package main

/*
#include "shared.h"
*/
import "C"

import "github.com/sallyport/sallyport/core/op"

var verifiers op.Table[*op.Verifier]

//export sally_verifier_new
func sally_verifier_new(options *C.const_sally_options, out **C.sally_verifier, cerr *C.sally_error) C.int32_t {
	return build(&verifiers, options, cerr, out == nil, op.NewVerifier, func(number uint64) {
		*out = C.sally_core_verifier(C.uint64_t(number))
	})
}

//export sally_verifier_verify
func sally_verifier_verify(verifier *C.sally_verifier, signature, document, audience C.sally_str, now C.int64_t,
	buf *C.char, size C.size_t, length *C.size_t, out *C.sally_identity, cerr *C.sally_error) C.int32_t {
	return use(&verifiers, verifierNumber(verifier), cerr, func(v *op.Verifier) error {
		if out == nil {
			return nullPointer("out")
		}
		var b borrower
		c := op.Claim{
			Signature:      b.bytes(signature, "signature"),
			Document:       b.bytes(document, "document"),
			Audience:       b.text(audience, "audience"),
			ExpectAudience: audience.data != nil,
			Now:            int64(now),
		}
		if b.err != nil {
			return b.err
		}
		var at op.Identity
		err := fill(buf, size, length, func(dst []byte) (_ []byte, err error) {
			dst, at, err = v.AppendVerify(dst, &c)
			return dst, err
		})
		if err != nil {
			return err
		}
		*out = C.sally_identity{
			raw:                spanIn(buf, at.Raw),
			provider:           spanIn(buf, at.Provider),
			instance_id:        spanIn(buf, at.InstanceID),
			account_id:         spanIn(buf, at.AccountID),
			region_id:          spanIn(buf, at.RegionID),
			zone_id:            spanIn(buf, at.ZoneID),
			image_id:           spanIn(buf, at.ImageID),
			instance_type:      spanIn(buf, at.InstanceType),
			private_ipv4:       spanIn(buf, at.PrivateIPv4),
			mac:                spanIn(buf, at.MAC),
			serial_number:      spanIn(buf, at.SerialNumber),
			create_time:        spanIn(buf, at.CreateTime),
			audience:           spanIn(buf, at.Audience),
			digest_algorithm:   spanIn(buf, at.DigestAlgorithm),
			signer_fingerprint: spanIn(buf, at.SignerFingerprint),
		}
		return nil
	})
}

//export sally_verifier_verify_batch
func sally_verifier_verify_batch(verifier *C.sally_verifier, signatures, documents, audiences *C.const_sally_column,
	now C.int64_t, out **C.sally_batch, cerr *C.sally_error) C.int32_t {
	return use(&verifiers, verifierNumber(verifier), cerr, func(v *op.Verifier) error {
		return batch(out, func(memory op.Memory) (_ *op.Batch, err error) {
			c := op.Claims{Now: int64(now)}
			if c.Signatures, err = readColumn(signatures, "signatures"); err != nil {
				return nil, err
			}
			if c.Documents, err = readOptionalColumn(documents, "documents"); err != nil {
				return nil, err
			}
			if c.Audiences, err = readOptionalColumn(audiences, "audiences"); err != nil {
				return nil, err
			}
			return v.VerifyBatch(&c, memory)
		})
	})
}

//export sally_verifier_free
func sally_verifier_free(verifier *C.sally_verifier) { free(&verifiers, verifierNumber(verifier)) }

//export sally_audience_new
func sally_audience_new(buf *C.char, size C.size_t, length *C.size_t, cerr *C.sally_error) C.int32_t {
	return run(cerr, func() error {
		return fill(buf, size, length, func(dst []byte) ([]byte, error) { return op.AppendAudience(dst, op.Host{}) })
	})
}
