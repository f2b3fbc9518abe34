package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/sallyport/sallyport/core/diagnose/diagnosetest"
	"github.com/sallyport/sallyport/tests/servers"
)

// place is where servers run that were written for tests: until the lab ends.
type place struct {
	testing.TB // nothing but what stands below is called
	dir        string
	files      int
	cleanups   []func()
}

func (p *place) Helper()                   {}
func (p *place) Failed() bool              { return false }
func (p *place) Logf(string, ...any)       {}
func (p *place) Cleanup(f func())          { p.cleanups = append(p.cleanups, f) }
func (p *place) Fatal(args ...any)         { panic(failure{errors.New(fmt.Sprint(args...))}) }
func (p *place) Fatalf(f string, a ...any) { panic(failure{fmt.Errorf(f, a...)}) }

func (p *place) TempDir() string {
	p.files++
	dir := filepath.Join(p.dir, strconv.Itoa(p.files))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		p.Fatal(err)
	}
	return dir
}

// failure is a scenario that could not be started.
type failure struct{ error }

func (p *place) close() {
	for _, f := range slices.Backward(p.cleanups) {
		f()
	}
	_ = os.RemoveAll(p.dir)
}

// running is a scenario with its servers.
type running struct {
	diagnosetest.Scenario
	*diagnosetest.Lab
	dir string
}

// scenarios are all; without others, those that need no other program.
func scenarios(others bool) []diagnosetest.Scenario {
	all := diagnosetest.Scenarios()
	if others {
		all = append(all, servers.Scenarios()...)
	}
	return all
}

// start begins a scenario and writes its files.
func (p *place) start(s diagnosetest.Scenario) (r *running, err error) {
	defer func() {
		if f, ok := recover().(failure); ok {
			err = fmt.Errorf("%s: %w", s.ID(), f.error)
		}
	}()
	r = &running{Scenario: s, Lab: s.Start(p), dir: p.TempDir()}
	for name, content := range map[string][]byte{"ca.pem": r.Trust.CABytes, "cert.pem": r.Trust.CertPEM, "key.pem": r.Trust.KeyPEM} {
		if content == nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(r.dir, name), content, 0o600); err != nil {
			return nil, err
		}
	}
	return r, nil
}
