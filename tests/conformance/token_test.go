package conformance

import (
	"encoding/base64"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// tokenCases have signatures that botocore 1.44.8 has made of the same URLs
// (SigV4QueryAuth; of Vault SigV4Auth).
func tokenCases(*testing.T) []testCase {
	const (
		began = "&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20150830%2Feu-west-1%2F"
		date  = "%2Faws4_request&X-Amz-Date=20150830T123600Z&X-Amz-Expires="
		ended = date + "900&X-Amz-SignedHeaders=host&X-Amz-Signature="
	)
	vault := func(headers string) string {
		encode := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
		return `{"iam_http_request_method":"POST","iam_request_url":"` + encode("https://sts.amazonaws.com/") + `","iam_request_body":"` +
			encode("Action=GetCallerIdentity&Version=2011-06-15") + `","iam_request_headers":"` + encode(headers) + `","role":"dev"}`
	}
	var cases []testCase
	for _, c := range []struct {
		name   string
		fields []string
		token  string
		expect string
	}{
		{"rds", []string{"kind", "rds", "name", "db.x.eu-west-1.rds.amazonaws.com", "port", "5432", "user", "a p/+"},
			"db.x.eu-west-1.rds.amazonaws.com:5432/?Action=connect&DBUser=a%20p%2F%2B" + began + "rds-db" + ended + "bb61047391a77cc4ee21130dbd143ffa04913343235d31acce7b342554d2c357", ""},
		{"dsql", []string{"kind", "dsql", "name", "abc.dsql.eu-west-1.on.aws", "admin", "1"},
			"abc.dsql.eu-west-1.on.aws/?Action=DbConnectAdmin" + began + "dsql" + ended + "b7bf74e545c8c221c7d3cfe6afc55c8c311e5abc064212ae43086c34c896f9f9", ""},
		{"elasticache", []string{"kind", "elasticache", "name", "Demo", "user", "app", "region", "eu-west-1", "cache", "1"},
			"demo/?Action=connect&ResourceType=ServerlessCache&User=app" + began + "elasticache" + ended + "8c69e8a3998750cb4137d427bf300c52fc994af4278df84d9056dccdeaf5c06a", ""},
		{"memorydb", []string{"kind", "memorydb", "name", "demo", "user", "app", "region", "eu-west-1"},
			"demo/?Action=connect&User=app" + began + "memorydb" + ended + "5bf07345715fb4dc88f29801069ac5625aaede307536b98a8b86f4c6c41fae61", ""},
		{"eks", []string{"kind", "eks", "name", "demo", "region", "eu-west-1"},
			"k8s-aws-v1." + base64.RawURLEncoding.EncodeToString([]byte("https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15"+began+"sts"+
				date+"60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=5c6eb171ed9f69de76bbacabc3222b40011ee52be55b588237e3037a23484663")), ""},
		{"vault", []string{"kind", "vault", "role", "dev", "server", "vault.example"}, vault(`{"Host":["sts.amazonaws.com"],"Content-Type":["application/x-www-form-urlencoded; charset=utf-8"],` +
			`"X-Vault-AWS-IAM-Server-ID":["vault.example"],"X-Amz-Date":["20150830T123600Z"],"Authorization":["AWS4-HMAC-SHA256 ` +
			`Credential=AKIDEXAMPLE/20150830/us-east-1/sts/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-vault-aws-iam-server-id, ` +
			`Signature=cdeaae867ff442e1cf30ac7262c23ec9b7be2e65414c8b8228aeb70591a6f05f"]}`), ""},
		{"no region", []string{"kind", "rds", "name", "db.example", "port", "5432", "user", "app"}, "", "REGION_UNKNOWN"},
		{"no port", []string{"kind", "rds", "name", "db.x.eu-west-1.rds.amazonaws.com", "port", "0", "user", "app"}, "", "INVALID_ARGUMENT"},
		{"no name", []string{"kind", "memorydb", "name", "a/b", "user", "app", "region", "eu-west-1"}, "", "INVALID_ARGUMENT"},
		{"a path as region", []string{"kind", "msk", "region", "eu/west"}, "", "REGION_MALFORMED"},
	} {
		call := wire.Frame{Head: "token"}
		call.Add("option:credentials.access_key_id", "AKIDEXAMPLE")
		call.Add("option:credentials.secret_access_key", iotSecret)
		call.Add("time", "1440938160")
		for i := 0; i < len(c.fields); i += 2 {
			call.Add(c.fields[i], c.fields[i+1])
		}
		made := testCase{row: "token", family: "token", name: c.name, call: call, expect: c.expect}
		if c.expect == "" {
			made.expect, made.want = "OK", map[string]string{"token": c.token}
		}
		cases = append(cases, made)
	}
	return cases
}
