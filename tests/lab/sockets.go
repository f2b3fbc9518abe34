package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strconv"
	"syscall"
)

// sockets listen for the stand-ins. They are bound before anything else is done, so that a lab
// that cannot have its addresses changes no file of the one that has them.
type sockets struct{ reach, aws, iot443, iot8443, plain, hardened, journal, faults, control net.Listener }

func bind(fixed bool) (*sockets, error) {
	s := &sockets{}
	iot443, iot8443 := iot443Place, iot8443Place
	if !fixed {
		iot443.address = randomLoopback()
		iot8443.address = iot443.address
	}
	for _, b := range []struct {
		name   string
		place  place
		socket *net.Listener
	}{
		{"reach", reachPlace, &s.reach},
		{"aws", awsPlace, &s.aws},
		{"iot", iot443, &s.iot443},
		{"iot", iot8443, &s.iot8443},
		{"metadata", plainPlace, &s.plain},
		{"metadata", hardenedPlace, &s.hardened},
		{"journal", journalPlace, &s.journal},
		{"faults", faultsPlace, &s.faults},
		{"faults", controlPlace, &s.control},
	} {
		if !fixed && b.place.port != iot8443Place.port {
			b.place.port = 0
		}
		var err error
		*b.socket, err = net.Listen("tcp4", net.JoinHostPort(b.place.address, strconv.Itoa(b.place.port)))
		if errors.Is(err, syscall.EADDRINUSE) {
			err = fmt.Errorf("%w: another lab is running (or something else uses the port): stop it, or use -ports ephemeral", err)
		}
		if err != nil {
			s.close()
			return nil, fmt.Errorf("%s: %w", b.name, err)
		}
	}
	return s, nil
}

func (s *sockets) close() {
	for _, l := range []net.Listener{s.reach, s.aws, s.iot443, s.iot8443, s.plain, s.hardened, s.journal, s.faults, s.control} {
		if l != nil {
			_ = l.Close()
		}
	}
}

// randomLoopback avoids the addresses that the fixed mode uses.
func randomLoopback() string {
	return fmt.Sprintf("127.%d.%d.%d", 1+rand.IntN(254), rand.IntN(256), 1+rand.IntN(254))
}

func port(l net.Listener) int { return l.Addr().(*net.TCPAddr).Port }

func address(l net.Listener) string { return l.Addr().(*net.TCPAddr).IP.String() }
