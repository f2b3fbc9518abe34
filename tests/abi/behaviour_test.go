package abi

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

func TestEveryPointerIsChecked(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/null.c", true))
}

func TestBatchesAreColumnsInAndOut(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/batch.c", true))
}

func TestConventionsHold(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/conventions.c", true))
}

// A ticket is right and wrong in the same ways when sanitizers watch. They see
// the door, which is compiled into the program then, but not the core.
func TestCallsCanBeLeft(t *testing.T) {
	root := cprogram.Root(t)
	include := "-I" + root + "/cshared/door"
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/ticket.c", true, include))
	door := []string{include, "-std=gnu11", `-DSALLY_VERSION="` + strings.TrimSpace(read(t, "core/op/VERSION")) + `"`, "-Wno-format-truncation", "-Wno-tsan"}
	files, err := filepath.Glob(root + "/cshared/door/*.c")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if base := filepath.Base(name); !strings.HasPrefix(base, "python") && !strings.HasPrefix(base, "jni") {
			door = append(door, name)
		}
	}
	for name, flags := range map[string][]string{
		"addresses": {"-fsanitize=address,undefined", "-fno-sanitize-recover=all"},
		"threads":   {"-fsanitize=thread"},
	} {
		t.Run(name, func(t *testing.T) {
			program := cprogram.Build(t, "gcc", "testdata/ticket.c", false, append(append(flags, door...), "-ldl")...)
			cprogram.Run(t, []string{
				"SALLYPORT_CORE_LIBRARY=" + filepath.Dir(cprogram.Library(t)) + "/libsallyport-core.so",
				"ASAN_OPTIONS=detect_leaks=0", "TSAN_OPTIONS=ignore_noninstrumented_modules=1:report_thread_leaks=0",
			}, program)
		})
	}
}
