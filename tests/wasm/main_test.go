package main

import (
	"bytes"
	"context"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestTheFourJobsHoldInsideTheModule(t *testing.T) {
	lab := filepath.Join(t.TempDir(), "lab")
	if out, err := exec.Command("go", "build", "-o", lab, "../lab").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var out bytes.Buffer
	held, err := run(context.Background(), options{lab: lab, module: "../../build/sallyport.wasm", cache: "../../build/wasm/cache"}, &out)
	if err != nil {
		t.Fatal(err)
	}
	if !held {
		t.Errorf("%s", &out)
	}
}
