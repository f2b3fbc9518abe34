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
	o, err := r.newObject(ctx, "metadata", options)
	if err != nil {
		return nil, err
	}
	return &Metadata{o}, nil
}

// metadataAnswers is room for the longest answers of the service: a second call
// for a larger buffer would ask it again.
const metadataAnswers = 2*(64<<10) + 1

// Get returns the answer for one path, such as "/latest/meta-data/instance-id", up to
// 64 KiB.
//
// Errors: INVALID_ARGUMENT, METADATA_UNREACHABLE, METADATA_REFUSED, UNSUPPORTED if no
// network is lent.
func (m *Metadata) Get(ctx context.Context, path string) ([]byte, error) {
	var answer []byte
	err := m.use(ctx, func(i *instance, handle uint64) error {
		if err := i.output.reserve(i, metadataAnswers); err != nil {
			return err
		}
		w, err := i.write(0, len(path))
		if err != nil {
			return err
		}
		text, err := i.fill("sally_metadata_get", []uint64{handle, put(w, path), uint64(len(path))}, uint64(i.fixed+fixedSpans))
		answer = []byte(text)
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
	var d, s string
	err = m.use(ctx, func(i *instance, handle uint64) error {
		if err := i.output.reserve(i, metadataAnswers); err != nil {
			return err
		}
		w, err := i.write(0, len(audience))
		if err != nil {
			return err
		}
		var address uint64
		if audience != "" {
			address = put(w, audience)
		}
		text, err := i.fill("sally_metadata_identity", []uint64{handle, address, uint64(len(audience))},
			uint64(i.fixed+fixedSpans), uint64(i.fixed+fixedSpans+strSize))
		if err != nil {
			return err
		}
		return i.spans(text, &d, &s)
	})
	if err != nil {
		return nil, nil, err
	}
	return []byte(d), []byte(s), nil
}
