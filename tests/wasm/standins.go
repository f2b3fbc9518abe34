package main

import (
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strconv"

	"github.com/sallyport/sallyport/wasm/host"
)

// standIns is what the lab's manifest says, as far as the jobs need it.
type standIns struct {
	CA    string `json:"ca"`
	Reach struct {
		Address string   `json:"address"`
		Port    int      `json:"port"`
		Hosts   []string `json:"hosts"`
	} `json:"reach"`
	AWS struct {
		Address         string `json:"address"`
		Port            int    `json:"port"`
		Host            string `json:"host"`
		AccessKeyID     string `json:"access_key_id"`
		SecretAccessKey string `json:"secret_access_key"`
		SessionToken    string `json:"session_token"`
	} `json:"aws"`
	IoT struct {
		Address  string `json:"address"`
		Host     string `json:"host"`
		Port443  int    `json:"port_443"`
		Device   device `json:"device"`
		Stranger device `json:"stranger"`
	} `json:"iot"`
	Metadata struct {
		Hardened    string `json:"hardened"`
		Certificate string `json:"certificate"`
	} `json:"metadata"`
	Forgery struct {
		Document  string `json:"document"`
		Signature string `json:"signature"`
	} `json:"forgery"`
}

type device struct {
	Cert string `json:"cert"`
	Key  string `json:"key"`
}

// startLab starts the lab, which ends with its standard input.
func startLab(path string) (*standIns, func(), error) {
	lab := exec.Command(path, "-ports", "ephemeral", "-manifest", "-")
	lab.Stderr = os.Stderr
	stdin, err := lab.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	stdout, err := lab.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := lab.Start(); err != nil {
		return nil, nil, fmt.Errorf("%w (make lab-binary builds it)", err)
	}
	stop := func() {
		_ = stdin.Close()
		_ = lab.Wait()
	}
	var s standIns
	if err := json.NewDecoder(stdout).Decode(&s); err != nil {
		stop()
		return nil, nil, fmt.Errorf("the lab's manifest: %w", err)
	}
	return &s, stop, nil
}

// addresses is what the module may connect to.
func (s *standIns) addresses() []string {
	join := func(address string, port int) string { return net.JoinHostPort(address, strconv.Itoa(port)) }
	metadata, err := url.Parse(s.Metadata.Hardened)
	if err != nil {
		return nil
	}
	return []string{
		join(s.Reach.Address, s.Reach.Port), join(s.AWS.Address, s.AWS.Port), join(s.IoT.Address, s.IoT.Port443), metadata.Host,
	}
}

// files reads what options need as bytes, because the module has no files.
type files struct{ err error }

func (f *files) read(path string) string {
	text, err := os.ReadFile(path)
	if err != nil && f.err == nil {
		f.err = err
	}
	return string(text)
}

// pinned are the options to reach a name at an address.
func (s *standIns) pinned(f *files, name, address string) host.Options {
	return host.Options{"client.resolve": name + ":*:" + address, "tls.ca_bytes": f.read(s.CA)}
}
