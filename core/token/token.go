package token

import (
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
	"github.com/sallyport/sallyport/core/sigv4"
)

// Options say what a token is for. Which of them count is said at each kind.
type Options struct {
	Kind   string    // see [New]
	Name   string    // host of a database, name of a cluster or cache
	Port   int64     // of a database
	User   string    // of a database or cache
	Region string    // of the service; of a database empty: the signer's, or else what the host tells
	Admin  bool      // dsql: for the user admin
	Cache  bool      // elasticache: a serverless one
	Role   string    // vault: at Vault; may be empty
	Server string    // vault: the value of X-Vault-AWS-IAM-Server-ID; may be empty
	Agent  string    // msk: who asks, unsigned
	Time   time.Time // when it begins to be valid
}

const (
	lifetime = 900 * time.Second
	ofEKS    = 60 * time.Second // the server counts on from there
	form     = "application/x-www-form-urlencoded; charset=utf-8"
	identity = "Action=GetCallerIdentity&Version=2011-06-15"
)

// New makes a token.
//
//	eks          bearer token of a cluster (Name, Region), of aws-iam-authenticator too
//	rds          password of RDS or Aurora (Name, Port, User)
//	dsql         password of Aurora DSQL (Name, Admin)
//	elasticache  password of ElastiCache (Name, User, Region, Cache)
//	memorydb     password of MemoryDB (Name, User, Region)
//	msk          of SASL/OAUTHBEARER at MSK (Region)
//	vault        body of a login at HashiCorp Vault (Role, Server; Region: of STS, empty: the global one)
//
// An empty Region of the others that have one is [sigv4.Signer.Region].
//
// Errors: INVALID_ARGUMENT; REGION_UNKNOWN for a host that does not tell it; those of
// [sigv4.Signer.Presign].
func New(signer *sigv4.Signer, o *Options) (string, error) {
	switch o.Kind {
	case "rds", "dsql", "elasticache", "memorydb", "eks":
		if err := o.word("name", o.Name, o.Kind == "eks"); err != nil {
			return "", err
		}
		if err := o.endpoint(); err != nil {
			return "", err
		}
		if o.User == "" && o.Kind != "dsql" && o.Kind != "eks" {
			return "", fault.New(fault.InvalidArgument, "user is empty; a password is that of one user")
		}
	case "msk", "vault":
	default:
		return "", fault.New(fault.InvalidArgument, "kind is %.40q, not eks, rds, dsql, elasticache, memorydb, msk or vault", o.Kind)
	}
	needed := o.Kind == "eks" || o.Kind == "msk" || o.Kind == "elasticache" || o.Kind == "memorydb"
	if needed && o.Region == "" {
		o.Region = signer.Region()
	}
	if err := o.word("region", o.Region, false); err != nil && (needed || o.Region != "") {
		return "", err
	}
	switch o.Kind {
	case "eks":
		presigned, err := o.presign(signer, "sts", endpoint.Regional("sts", o.Region)+"?"+identity, ofEKS, sigv4.Header{Name: "x-k8s-aws-id", Value: o.Name})
		if err != nil {
			return "", err
		}
		return "k8s-aws-v1." + base64.RawURLEncoding.EncodeToString([]byte(presigned)), nil
	case "rds":
		if o.Port < 1 || o.Port > 65535 {
			return "", fault.New(fault.InvalidArgument, "port is %d", o.Port)
		}
		made, err := o.connect(signer, "rds-db", "https://"+o.Name+":"+strconv.FormatInt(o.Port, 10)+"/?Action=connect&DBUser="+escape(o.User))
		if o.Port == 443 { // a URL goes without it, a password does not
			made = strings.Replace(made, "/?", ":443/?", 1)
		}
		return made, err
	case "dsql":
		action := "DbConnect"
		if o.Admin {
			action = "DbConnectAdmin"
		}
		return o.connect(signer, "dsql", "https://"+o.Name+"/?Action="+action)
	case "elasticache", "memorydb":
		query := "Action=connect&User=" + escape(o.User)
		if o.Cache && o.Kind == "elasticache" {
			query += "&ResourceType=ServerlessCache"
		}
		return o.connect(signer, o.Kind, "http://"+strings.ToLower(o.Name)+"/?"+query)
	case "msk":
		presigned, err := o.presign(signer, "kafka-cluster", endpoint.Regional("kafka", o.Region)+"?Action=kafka-cluster%3AConnect", lifetime)
		if err != nil {
			return "", err
		}
		if o.Agent != "" {
			presigned += "&User-Agent=" + escape(o.Agent) // not signed
		}
		return base64.RawURLEncoding.EncodeToString([]byte(presigned)), nil
	}
	return o.vault(signer)
}

// word refuses what could not stand in a host or header as it is.
func (o *Options) word(argument, text string, header bool) error {
	code := fault.InvalidArgument
	if argument == "region" {
		code = fault.RegionMalformed
	}
	bad := "/?#@\r\n"
	if !header {
		bad += " %\\"
	}
	if text == "" || strings.TrimSpace(text) != text || strings.ContainsAny(text, bad) {
		return fault.New(code, "%s is %.100q, which is no name", argument, text)
	}
	return nil
}

// endpoint refuses what clients are given to connect to where the name alone counts: a
// token for "host:port" looks good, and the server does not take it.
func (o *Options) endpoint() error {
	cache := o.Kind == "elasticache" || o.Kind == "memorydb"
	switch {
	case cache && strings.ContainsAny(o.Name, ".:"):
		return fault.New(fault.InvalidArgument, "name is %.100q, an endpoint: give the name of the cache or cluster, which is letters, digits and hyphens", o.Name)
	case (o.Kind == "rds" || o.Kind == "dsql") && strings.Contains(o.Name, ":"):
		return fault.New(fault.InvalidArgument, "name is %.100q: give the host alone; the port is apart", o.Name)
	}
	return nil
}

// presign signs a GET of a URL in its query.
func (o *Options) presign(signer *sigv4.Signer, service, at string, expires time.Duration, headers ...sigv4.Header) (string, error) {
	signed, err := signer.Presign(&sigv4.Request{
		Method: "GET", URL: at, Headers: headers, Time: o.Time, Region: o.Region, Service: service,
	}, expires)
	if err != nil {
		return "", err
	}
	return signed.URL, nil
}

// connect is a presigned request to connect, without its scheme.
func (o *Options) connect(signer *sigv4.Signer, service, at string) (string, error) {
	presigned, err := o.presign(signer, service, at, lifetime)
	_, token, _ := strings.Cut(presigned, "://")
	return token, err
}

// vault is a login: Vault sends the request on to STS, and believes the answer.
func (o *Options) vault(signer *sigv4.Signer) (string, error) {
	at, region := "https://sts.amazonaws.com/", "us-east-1"
	if o.Region != "" {
		at, region = endpoint.Regional("sts", o.Region), o.Region
	}
	r := &sigv4.Request{Method: "POST", URL: at, Body: []byte(identity), Time: o.Time, Region: region, Service: "sts",
		Headers: []sigv4.Header{{Name: "Content-Type", Value: form}}}
	if o.Server != "" {
		r.Headers = append(r.Headers, sigv4.Header{Name: "X-Vault-AWS-IAM-Server-ID", Value: o.Server})
	}
	signed, err := signer.Sign(r)
	if err != nil {
		return "", err
	}
	headers := []byte{'{'}
	for i, h := range signed.Headers {
		if i > 0 {
			headers = append(headers, ',')
		}
		headers = append(json.AppendString(headers, h.Name), ":["...)
		headers = append(json.AppendString(headers, h.Value), ']')
	}
	headers = append(headers, '}')
	body := []byte(`{"iam_http_request_method":"POST","iam_request_url":`)
	body = json.AppendString(body, base64.StdEncoding.EncodeToString([]byte(signed.URL)))
	body = json.AppendString(append(body, `,"iam_request_body":`...), base64.StdEncoding.EncodeToString(r.Body))
	body = json.AppendString(append(body, `,"iam_request_headers":`...), base64.StdEncoding.EncodeToString(headers))
	if o.Role != "" {
		body = json.AppendString(append(body, `,"role":`...), o.Role)
	}
	return string(append(body, '}')), nil
}

func escape(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
