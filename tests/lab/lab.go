package main

import (
	"crypto/tls"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/tests/lab/aws"
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
	clock    func() time.Time
}

// newLab makes keys, certificates and files; nothing listens yet.
func newLab(dir string, clock func() time.Time) (*lab, error) {
	l := &lab{journal: &wire.Journal{}, clock: clock, manifest: manifest{Directory: dir}}
	m := &materials{lab: l, dir: dir, now: clock()}
	for _, step := range []func() error{m.authority, m.reach, m.aws, m.iot, m.metadata, m.forgery} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return l, nil
}

// listen starts the servers and completes the manifest.
func (l *lab) listen(fixed bool) error {
	m := &l.manifest
	plain, hardened, journal := 0, 0, 0
	iot443Place, iot8443Place := iot443Place, iot8443Place
	if !fixed {
		iot443Place.address = randomLoopback()
		iot8443Place.address = iot443Place.address
	}
	for _, s := range []struct {
		place  place
		server *wire.Server
		port   *int
	}{
		{reachPlace, &wire.Server{Name: "reach", TLS: l.hosts.TLS(), Handler: l.hosts}, &m.Reach.Port},
		{awsPlace, &wire.Server{Name: "aws", TLS: l.awsTLS, Handler: l.aws}, &m.AWS.Port},
		{iot443Place, &wire.Server{Name: "iot", TLS: l.endpoint.TLS443(), Handler: l.iot}, &m.IoT.Port443},
		{iot8443Place, &wire.Server{Name: "iot", TLS: l.endpoint.TLS8443(), Handler: l.iot}, &m.IoT.Port8443},
		{plainPlace, &wire.Server{Name: "metadata", Handler: l.metadataService(false)}, &plain},
		{hardenedPlace, &wire.Server{Name: "metadata", Handler: l.metadataService(true)}, &hardened},
		{journalPlace, &wire.Server{Name: "journal", Handler: l.journal}, &journal},
	} {
		if s.server.Name != "journal" {
			s.server.Journal = l.journal
		}
		if err := l.start(s.server, s.place, fixed, s.port); err != nil {
			return err
		}
	}
	m.Reach.Address, m.AWS.Address, m.IoT.Address = reachPlace.address, awsPlace.address, iot443Place.address
	m.Metadata.Plain = fmt.Sprintf("http://%s:%d", plainPlace.address, plain)
	m.Metadata.Hardened = fmt.Sprintf("http://%s:%d", hardenedPlace.address, hardened)
	m.Journal = fmt.Sprintf("http://%s:%d/records", journalPlace.address, journal)
	return nil
}

func (l *lab) start(s *wire.Server, p place, fixed bool, port *int) error {
	wanted := p.port
	if !fixed && p.port != iot8443Place.port {
		wanted = 0
	}
	listener, err := net.Listen("tcp4", net.JoinHostPort(p.address, strconv.Itoa(wanted)))
	if err != nil {
		return fmt.Errorf("%s: %w (-ports ephemeral takes any free port)", s.Name, err)
	}
	*port = listener.Addr().(*net.TCPAddr).Port
	s.Start(listener)
	l.servers = append(l.servers, s)
	return nil
}

// randomLoopback avoids the addresses that the fixed mode uses.
func randomLoopback() string {
	return fmt.Sprintf("127.%d.%d.%d", 1+rand.IntN(254), rand.IntN(256), 1+rand.IntN(254))
}

func (l *lab) metadataService(hardened bool) *metadata.Service {
	return &metadata.Service{Signer: l.signer, Clock: l.clock, Hardened: hardened}
}

func (l *lab) close() {
	for _, s := range l.servers {
		s.Close()
	}
}
