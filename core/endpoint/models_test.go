package endpoint_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"testing"

	"github.com/sallyport/sallyport/core/endpoint"
)

// models is a table drawn from the service models of AWS, kept outside the
// repository.
const models = "../../../shared/vectors/aws_services.tsv"

func TestEveryServiceModelResolves(t *testing.T) {
	f, err := os.Open(models)
	if err != nil {
		fmt.Fprintln(os.Stderr, "SKIPPED: TestEveryServiceModelResolves:", err)
		t.Skip(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = '\t'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	targets := 0
	for _, row := range rows[1:] {
		prefix, name := row[column["endpoint_prefix"]], row[column["effective_signing_name"]]
		if prefix == "importexport" { // its endpoint rules override its model
			name = "IngestionService"
		}
		if !endpoint.Known(name) {
			t.Errorf("%s is not known", name)
		}
		for _, host := range []string{
			prefix + ".eu-west-1.amazonaws.com", prefix + ".cn-north-1.amazonaws.com.cn",
			prefix + "-fips.eu-west-1.api.aws", "vpce-0a1b-2c3d." + prefix + ".eu-west-1.vpce.amazonaws.com",
		} {
			want := name
			if prefix == "iot" && host[:5] == "vpce-" {
				want = "iotdata" // what stands before .iot is a data endpoint
			}
			got := endpoint.Resolve(host, "")
			if got.Service != want || got.Region == "" {
				t.Errorf("%s: got %q %q, want %q", host, got.Service, got.Region, want)
			}
		}
		if target := row[column["target_prefix"]]; target != "" {
			targets++
			if got := endpoint.Resolve("localhost", target+".Operation"); got.Service != name {
				t.Errorf("target %s: got %q, want %q", target, got.Service, name)
			}
		}
	}
	if len(rows) < 400 || targets < 150 {
		t.Errorf("only %d services and %d targets in %s", len(rows)-1, targets, models)
	}
}
