package readme

import (
	"regexp"
	"strings"
	"testing"
)

// session is a fenced block of a document and what it must print.
type session struct {
	language string
	want     []string
}

// documented are the sessions of the documents, in order.
var documented = map[string][]session{
	"README.md": {
		{"python", []string{"service.cn-shanghai-vpc.maxcompute.aliyun-inc.com\n"}},
		{"python", []string{"/ap-northeast-1/autoscaling-plans/aws4_request\n", "https://bucket.s3.eu-west-1.amazonaws.com/a%20report.csv?X-Amz-Algorithm"}},
		{"python", []string{"200\n"}},
		{"python", []string{"i-"}},
		{"python", []string{"unknown_ca", "request_expired"}},
	},
	"docs/python.md": {
		{"python", []string{
			"service.cn-shanghai-vpc.maxcompute.aliyun-inc.com\n",
			"CERTIFICATE_NAME_MISMATCH - Keep the real name in the URL",
			"unknown_ca - Pass the certificate of",
		}},
		{"python", []string{
			"/ap-northeast-1/autoscaling-plans/aws4_request\n", "\n200\n",
			"https://bucket.s3.eu-west-1.amazonaws.com/a%20report.csv?X-Amz-Algorithm",
		}},
		{"python", []string{"request_expired - it expired 40 seconds ago", "\nMake a new one just before it is sent"}},
		{"python", []string{"200\n"}},
		{"python", []string{"i-", "AUDIENCE_MISMATCH\n"}},
	},
	"docs/c.md": {{"c", []string{
		"Host: sts.eu-west-1.amazonaws.com\r\n", "Authorization: AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/",
		`"vhost":`, `"message":"OK"`, "SIGNATURE_MALFORMED\n",
	}}},
	"docs/go.md":   {{"go", []string{"3 headers to send\n", "200 TLS 1.3\n", "\n200\n", "SIGNATURE_MALFORMED: "}}},
	"docs/java.md": {{"java", []string{"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/", "\n200 by TLS 1.3\n", "\n200\n", "SIGNATURE_MALFORMED\n"}}},
	"docs/wasm.md": {{"go", []string{"3 headers to send\n", "200 TLS 1.3\n", "\n200\n", "SIGNATURE_MALFORMED: "}}},
	"docs/cookbook/presign-oss-in-sql.md": {
		{"python", []string{"https://bucket.oss-cn-shanghai.aliyuncs.com/report%200.csv?x-oss-credential="}},
		{"sh", []string{"https://bucket.oss-cn-shanghai.aliyuncs.com/report%201.csv?x-oss-credential=", "&x-oss-signature="}},
	},
	"bindings/java/sallyport-spark/README.md": {
		{"sh", []string{
			"https://bucket.s3.amazonaws.com/a%20report.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&", "\nNULL\n",
			"\nAWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/", "/sts/aws4_request", "\nSIGNATURE_MALFORMED\n",
			"Usage: sally_iot_publish(topic, payload[, qos])",
		}},
	},
	"docs/spark.md": {
		{"pyspark", []string{"https://bucket.s3.eu-west-1.amazonaws.com/a%20report.csv?X-Amz-Algorithm", "None\n", "SIGNATURE_MALFORMED\n", "2 published\n"}},
		{"sh", []string{"https://b.s3.eu-west-1.amazonaws.com/a%20report.csv?X-Amz-Algorithm", "\nNULL\n", "\n200\n", "SIGNATURE_MALFORMED\n"}},
	},
}

const root = "../.."

var fenced = regexp.MustCompile("(?ms)^```(python|c|go|java|sh)\n(.*?)^```$")

func TestSessionsPrintWhatTheyShould(t *testing.T) {
	here := checkout(t)
	for name := range documented {
		t.Run(name, func(t *testing.T) { here.try(t, name) })
	}
}

// try runs the sessions of a document.
func (p *place) try(t *testing.T, name string) {
	sessions, blocks := documented[name], fenced.FindAllSubmatch(read(t, name), -1)
	if len(blocks) != len(sessions) {
		t.Fatalf("it has %d sessions, this test knows %d", len(blocks), len(sessions))
	}
	for i, block := range blocks {
		language, text := string(block[1]), string(block[2])
		if strings.Contains(text, "from pyspark") {
			language = "pyspark"
		}
		if language != sessions[i].language {
			t.Fatalf("session %d is %s, want %s", i, language, sessions[i].language)
		}
		got := strings.ReplaceAll(p.run(t, language, p.lab.rewrite(t, text)), "\": \"", "\":\"")
		for _, want := range sessions[i].want {
			if !strings.Contains(got, strings.ReplaceAll(want, "\": \"", "\":\"")) {
				t.Errorf("session %d (%s) does not print %q:\n%s", i, language, want, got)
			}
		}
	}
}
