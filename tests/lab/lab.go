package main

import (
	"crypto/tls"
	"net"
	"time"

	"github.com/sallyport/sallyport/core/diagnose/diagnosetest"
	"github.com/sallyport/sallyport/tests/lab/aws"
	"github.com/sallyport/sallyport/tests/lab/faults"
	"github.com/sallyport/sallyport/tests/lab/iot"
	"github.com/sallyport/sallyport/tests/lab/metadata"
	"github.com/sallyport/sallyport/tests/lab/reach"
	"github.com/sallyport/sallyport/tests/lab/wire"
)

// lab is everything that runs.
type lab struct {
	manifest manifest
	journal  *wire.Journal
	servers  []*wire.Server

	hosts    reach.Hosts
	aws      *aws.Service
	awsTLS   *tls.Config
	endpoint *iot.Endpoint
	iot      *iot.Service
	signer   *metadata.Signer
	faults   *faults.Server
	dropped  *diagnosetest.Drop
	clock    func() time.Time
}

// newLab makes keys, certificates and files, and completes the manifest; nothing answers yet.
func newLab(dir string, on *sockets, clock func() time.Time) (*lab, error) {
	l := &lab{journal: &wire.Journal{}, clock: clock, manifest: manifest{Directory: dir}}
	m := &materials{lab: l, dir: dir, now: clock()}
	for _, step := range []func() error{m.authority, m.reach, m.aws, m.iot, m.metadata, m.forgery, m.faults} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	l.manifest.locate(on)
	dropped, _, err := diagnosetest.NewDrop(dropPlace.address, port(on.faults))
	l.dropped = dropped
	return l, err
}

// serve starts the servers, which close their sockets.
func (l *lab) serve(on *sockets) {
	for _, s := range []struct {
		socket net.Listener
		server *wire.Server
	}{
		{on.reach, &wire.Server{Name: "reach", TLS: l.hosts.TLS(), Handler: l.hosts}},
		{on.aws, &wire.Server{Name: "aws", TLS: l.awsTLS, Handler: l.aws}},
		{on.iot443, &wire.Server{Name: "iot", TLS: l.endpoint.TLS443(), Handler: l.iot}},
		{on.iot8443, &wire.Server{Name: "iot", TLS: l.endpoint.TLS8443(), Handler: l.iot}},
		{on.plain, &wire.Server{Name: "metadata", Handler: l.metadataService(false)}},
		{on.hardened, &wire.Server{Name: "metadata", Handler: l.metadataService(true)}},
		{on.control, &wire.Server{Name: "faults", Handler: l.faults}},
		{on.journal, &wire.Server{Name: "journal", Handler: l.journal}},
	} {
		if s.server.Name != "journal" && s.server.Name != "faults" {
			s.server.Journal = l.journal
		}
		s.server.Start(s.socket)
		l.servers = append(l.servers, s.server)
	}
	l.faults.Start(on.faults)
}

func (l *lab) metadataService(hardened bool) *metadata.Service {
	return &metadata.Service{Signer: l.signer, Clock: l.clock, Hardened: hardened}
}

func (l *lab) close() {
	for _, s := range l.servers {
		s.Close()
	}
	l.dropped.Close()
}
