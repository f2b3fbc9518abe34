package main

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"

	"github.com/sallyport/sallyport/tests/lab/aws"
	"github.com/sallyport/sallyport/tests/lab/faults"
	"github.com/sallyport/sallyport/tests/lab/forgery"
	"github.com/sallyport/sallyport/tests/lab/iot"
	"github.com/sallyport/sallyport/tests/lab/metadata"
	"github.com/sallyport/sallyport/tests/lab/pki"
	"github.com/sallyport/sallyport/tests/lab/reach"
)

// materials makes what the stand-ins need and writes the files that clients need.
type materials struct {
	lab  *lab
	dir  string
	now  time.Time
	root *pki.Authority
}

// file writes one file and returns its path.
func (m *materials) file(name string, content []byte) (string, error) {
	path := filepath.Join(m.dir, name)
	return path, os.WriteFile(path, content, 0o600)
}

func (m *materials) authority() (err error) {
	if m.root, err = pki.NewAuthority("Sallyport lab root", m.now); err != nil {
		return err
	}
	m.lab.manifest.CA, err = m.file("ca.pem", m.root.PEM())
	return err
}

func (m *materials) reach() error {
	for _, name := range reachHosts {
		pair, err := m.root.Issue(pki.Template{Name: name, DNS: []string{name}})
		if err != nil {
			return err
		}
		m.lab.hosts = append(m.lab.hosts, reach.Host{Name: name, Certificate: pair.TLS})
	}
	m.lab.manifest.Reach.Hosts = reachHosts
	return nil
}

func (m *materials) faults() error {
	var err error
	m.lab.faults, err = faults.New(m.root)
	return err
}

func (m *materials) aws() error {
	pair, err := m.root.Issue(pki.Template{Name: "AWS stand-in", DNS: []string{"*." + region + ".amazonaws.com"}})
	if err != nil {
		return err
	}
	credentials := sdk.Credentials{
		AccessKeyID:     "ASIASALLYPORTLAB0001",
		SecretAccessKey: random(30), // 40 characters, as AWS's
		SessionToken:    random(225),
	}
	m.lab.awsTLS = &tls.Config{
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"http/1.1"},
		Certificates: []tls.Certificate{pair.TLS},
	}
	m.lab.aws = &aws.Service{Verifier: &aws.Verifier{Credentials: credentials, Clock: m.lab.clock}, Region: region}

	a := &m.lab.manifest.AWS
	a.Host, a.STSHost, a.Region, a.AccountID, a.Profile = awsHost, stsHost, region, aws.AccountID, profileName
	a.AccessKeyID, a.SecretAccessKey, a.SessionToken = credentials.AccessKeyID, credentials.SecretAccessKey, credentials.SessionToken
	if a.ConfigFile, err = m.file("aws-config", fmt.Appendf(nil, "[profile %s]\nregion = %s\n", profileName, region)); err != nil {
		return err
	}
	a.CredentialsFile, err = m.file("aws-credentials", fmt.Appendf(nil,
		"[%s]\naws_access_key_id = %s\naws_secret_access_key = %s\naws_session_token = %s\n",
		profileName, a.AccessKeyID, a.SecretAccessKey, a.SessionToken))
	return err
}

func (m *materials) iot() error {
	// Devices are registered one by one, so their issuer is nobody's business: the server
	// advertises another authority than the one that signed them.
	issuer, err := pki.NewAuthority("Sallyport lab devices", m.now)
	if err != nil {
		return err
	}
	devices := iot.Devices{}
	manifest := &m.lab.manifest.IoT
	for _, d := range []struct {
		name       string
		registered bool
		active     bool
		paths      *deviceManifest
	}{
		{"device", true, true, &manifest.Device},
		{"inactive", true, false, &manifest.Inactive},
		{"stranger", false, false, &manifest.Stranger},
	} {
		// An RSA key, as AWS makes them, takes time; one is enough.
		pair, err := issuer.Issue(pki.Template{Name: "lab-" + d.name, Client: true, RSA: d.active})
		if err != nil {
			return err
		}
		if d.registered {
			devices.Register(pair.TLS.Leaf, d.active)
		}
		if d.paths.Cert, err = m.file(d.name+".pem", pair.CertPEM); err != nil {
			return err
		}
		if d.paths.Key, err = m.file(d.name+".key", pair.KeyPEM); err != nil {
			return err
		}
	}
	server, err := m.root.Issue(pki.Template{Name: iotHost, DNS: []string{iotHost}})
	if err != nil {
		return err
	}
	m.lab.endpoint = &iot.Endpoint{Host: iotHost, Certificate: server.TLS, Devices: devices, Advertised: m.root.Pool()}
	authorizer, err := m.authorizer()
	if err != nil {
		return err
	}
	m.lab.iot = &iot.Service{Signatures: m.lab.aws.Verifier, Region: region, Authorizer: authorizer}
	manifest.Host, manifest.Failures = iotHost, iot.Failures
	return nil
}

func (m *materials) authorizer() (*iot.Authorizer, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	a := &iot.Authorizer{Name: "lab-authorizer", TokenKey: "LabToken", Key: &key.PublicKey}
	token := "token-of-the-lab"
	digest := sha256.Sum256([]byte(token))
	signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest[:])
	m.lab.manifest.IoT.Authorizer = authorizerManifest{a.Name, a.TokenKey, token, base64.StdEncoding.EncodeToString(signature)}
	return a, err
}

func (m *materials) metadata() (err error) {
	// Not the word of the real certificate: the lab's must never pass for it.
	if m.lab.signer, err = metadata.NewSigner("Sallyport lab", m.now); err != nil {
		return err
	}
	m.lab.manifest.Metadata.Certificate, err = m.file("instance-identity.pem", m.lab.signer.PEM())
	return err
}

func (m *materials) forgery() error {
	files, err := forgery.Write(filepath.Join(m.dir, "forged"), m.now)
	if err != nil {
		return err
	}
	m.lab.manifest.Forgery = *files
	return nil
}

// random is base64 of so many random bytes.
func random(bytes int) string {
	b := make([]byte, bytes)
	_, _ = rand.Read(b)
	return base64.StdEncoding.EncodeToString(b)
}
