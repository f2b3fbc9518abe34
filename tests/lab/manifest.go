package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/sallyport/sallyport/tests/lab/faults"
	"github.com/sallyport/sallyport/tests/lab/forgery"
)

// manifest is all that a client of the lab needs to know. Paths are absolute. The credentials
// are made up at start and good for nothing else.
type manifest struct {
	Directory string           `json:"directory"`
	CA        string           `json:"ca"`      // PEM of the authority of every TLS stand-in
	Journal   string           `json:"journal"` // URL of what the stand-ins received
	Reach     reachManifest    `json:"reach"`
	AWS       awsManifest      `json:"aws"`
	IoT       iotManifest      `json:"iot"`
	Metadata  metadataManifest `json:"metadata"`
	Forgery   forgery.Files    `json:"forgery"`
	Faults    faultsManifest   `json:"faults"`
}

// faultsManifest says where the rows of faults.tsv are played: each at its ID--ANYTHING.Domain.
type faultsManifest struct {
	Domain  string `json:"domain"`
	Port    int    `json:"port"`
	Live    string `json:"live"` // addresses, see the table
	Refuse  string `json:"refuse"`
	Drop    string `json:"drop"`
	Control string `json:"control"` // base URL: /seen?name=ID--ANYTHING, /open?address=ADDRESS
}

type reachManifest struct {
	Address string   `json:"address"`
	Port    int      `json:"port"`
	Hosts   []string `json:"hosts"` // the first is the default
}

type awsManifest struct {
	Address         string `json:"address"`
	Port            int    `json:"port"`
	Host            string `json:"host"`
	STSHost         string `json:"sts_host"`
	Region          string `json:"region"`
	AccountID       string `json:"account_id"`
	AccessKeyID     string `json:"access_key_id"`
	SecretAccessKey string `json:"secret_access_key"`
	SessionToken    string `json:"session_token"`
	Profile         string `json:"profile"`
	ConfigFile      string `json:"config_file"`
	CredentialsFile string `json:"credentials_file"`
}

type iotManifest struct {
	Address    string             `json:"address"`
	Host       string             `json:"host"`
	Port443    int                `json:"port_443"`
	Port8443   int                `json:"port_8443"`
	Device     deviceManifest     `json:"device"`      // registered and active
	Inactive   deviceManifest     `json:"inactive"`    // registered, deactivated
	Stranger   deviceManifest     `json:"stranger"`    // not registered
	Authorizer authorizerManifest `json:"authorizer"`  // on port 443, without ALPN
	Failures   map[string]string  `json:"fail_topics"` // topics that fail, and how
}

type deviceManifest struct {
	Cert string `json:"cert"`
	Key  string `json:"key"`
}

type authorizerManifest struct {
	Name      string `json:"name"`
	TokenKey  string `json:"token_key"`
	Token     string `json:"token"`
	Signature string `json:"signature"`
}

type metadataManifest struct {
	Plain       string `json:"plain"`       // base URL; a token is not needed
	Hardened    string `json:"hardened"`    // base URL; a token is needed
	Certificate string `json:"certificate"` // PEM that identities are signed with
}

// locate fills in where everything listens.
func (m *manifest) locate(on *sockets) {
	m.Reach.Address, m.Reach.Port = address(on.reach), port(on.reach)
	m.AWS.Address, m.AWS.Port = address(on.aws), port(on.aws)
	m.IoT.Address, m.IoT.Port443, m.IoT.Port8443 = address(on.iot443), port(on.iot443), port(on.iot8443)
	m.Metadata.Plain = fmt.Sprintf("http://%s", on.plain.Addr())
	m.Metadata.Hardened = fmt.Sprintf("http://%s", on.hardened.Addr())
	m.Faults = faultsManifest{faults.Domain, port(on.faults), address(on.faults), refusePlace.address, dropPlace.address,
		fmt.Sprintf("http://%s", on.control.Addr())}
	m.Journal = fmt.Sprintf("http://%s/records", on.journal.Addr())
}

// write writes one line.
func (m *manifest) write(w io.Writer) error { return json.NewEncoder(w).Encode(m) }

// writeFile lets the file appear only when it is complete.
func (m *manifest) writeFile(name string) error {
	content, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(name+".new", append(content, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}
