package dist

import (
	"debug/elf"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// Natives for every processor run where a distribution of 2014 does; tests/abi looks at
// those of this machine in more detail.
func TestNativesNeedAnOldGLIBC(t *testing.T) {
	whole(t)
	for arch, machine := range map[string]elf.Machine{"x86_64": elf.EM_X86_64, "aarch64": elf.EM_AARCH64} {
		exports := map[string][]string{}
		for _, name := range []string{"libsallyport.so", "libsallyport-core.so"} {
			f, err := elf.Open(filepath.Join(cprogram.Root(t), "build/dist", arch, name))
			if err != nil {
				t.Fatal(err)
			}
			if f.Machine != machine || f.Section(".symtab") != nil || f.Section(".debug_info") != nil {
				t.Errorf("%s/%s is for %v, or not stripped", arch, name, f.Machine)
			}
			symbols, err := f.DynamicSymbols()
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range symbols {
				if s.Section != elf.SHN_UNDEF {
					exports[name] = append(exports[name], s.Name)
				} else if v, ok := strings.CutPrefix(s.Version, "GLIBC_2."); ok && len(v) >= 2 && v[:2] > "17" && v[1] != '.' {
					t.Errorf("%s/%s needs %s of GLIBC_2.%s", arch, name, s.Name, v)
				}
			}
			_ = f.Close()
		}
		for _, symbol := range []string{"sally_signer_sign", "PyInit__sallyport", "JNI_OnLoad"} {
			if !slices.Contains(exports["libsallyport.so"], symbol) {
				t.Errorf("%s: libsallyport.so lacks %s", arch, symbol)
			}
		}
	}
}
