package host

import "context"

// Metadata asks the metadata service of the instance that it runs on. The
// service's address (100.100.100.200:80 at Alibaba) must be allowed in
// Config.Network.
type Metadata struct{ *object }

// NewMetadata makes it from the options metadata.* and client.*. It connects to
// nothing yet.
//
// Errors: UNKNOWN_OPTION, INVALID_OPTION.
func (r *Runtime) NewMetadata(ctx context.Context, options Options) (*Metadata, error) {
	o, err := r.newObject(ctx, opMetadataNew, "metadata", options)
	if err != nil {
		return nil, err
	}
	return &Metadata{o}, nil
}

// Get returns the answer for one path, such as "/latest/meta-data/instance-id", up to
// 64 KiB.
//
// Errors: INVALID_ARGUMENT, METADATA_UNREACHABLE, METADATA_REFUSED, UNSUPPORTED if no
// network is lent.
func (m *Metadata) Get(ctx context.Context, path string) ([]byte, error) {
	var answer []byte
	err := m.use(ctx, func(i *instance, handle uint64) error {
		out, err := i.ask(opMetadataGet, handle, arguments{texts: []text{opMetadataGetTextPath: textOf(path, true)}})
		if err == nil {
			answer = []byte(out[opAnswerAnswer])
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return answer, nil
}

// Identity returns the instance's document and the signature over it and the
// audience; an empty audience is none.
//
// Errors: those of [Metadata.Get].
func (m *Metadata) Identity(ctx context.Context, audience string) (document, signature []byte, err error) {
	err = m.use(ctx, func(i *instance, handle uint64) error {
		out, err := i.ask(opMetadataIdentity, handle, arguments{texts: []text{opMetadataIdentityTextAudience: optional(audience)}})
		if err == nil {
			document, signature = []byte(out[opProofDocument]), []byte(out[opProofSignature])
		}
		return err
	})
	return document, signature, err
}
