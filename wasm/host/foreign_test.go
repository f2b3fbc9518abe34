package host_test

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"io"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1"

	"github.com/sallyport/sallyport/core/fault"
)

// foreign is a host that does not use this package: the module's documentation is
// all that it knows.
type foreign struct {
	*testing.T
	module api.Module
	err    uint32 // a sally_error
	out    uint32 // 128 bytes
}

func newForeign(t *testing.T, path string, config wazero.ModuleConfig) *foreign {
	t.Helper()
	notSupported := api.GoModuleFunc(func(_ context.Context, _ api.Module, stack []uint64) { stack[0] = 58 })
	return newForeignOn(t, path, config, map[string]api.GoModuleFunc{"dial": notSupported, "read": notSupported, "write": notSupported})
}

// newForeignOn lends some functions of sallyport_net; the others do nothing.
func newForeignOn(t *testing.T, path string, config wazero.ModuleConfig, functions map[string]api.GoModuleFunc) *foreign {
	t.Helper()
	ctx := context.Background()
	engine := newEngine(t)
	wasi_snapshot_preview1.MustInstantiate(ctx, engine)
	if path == modulePath {
		lent := engine.NewHostModuleBuilder("sallyport_net")
		for name, parameters := range map[string]int{"dial": 3, "read": 4, "write": 4, "close": 1, "cancelled": 0} {
			types := make([]api.ValueType, parameters)
			for i := range types {
				types[i] = api.ValueTypeI32
			}
			results := []api.ValueType{api.ValueTypeI32}
			if name == "close" {
				results = nil
			}
			function := functions[name]
			if function == nil {
				function = func(_ context.Context, _ api.Module, stack []uint64) {
					if name == "cancelled" {
						stack[0] = 0
					}
				}
			}
			lent.NewFunctionBuilder().WithGoModuleFunction(function, types, results).Export(name)
		}
		if _, err := lent.Instantiate(ctx); err != nil {
			t.Fatal(err)
		}
	}
	compiled, err := engine.CompileModule(ctx, module(t, path))
	if err != nil {
		t.Fatal(err)
	}
	instance, err := engine.InstantiateModule(ctx, compiled, config.WithStartFunctions("_initialize"))
	if err != nil {
		t.Fatal(err)
	}
	f := &foreign{T: t, module: instance}
	f.err, f.out = uint32(f.call("sally_alloc", 512)), uint32(f.call("sally_alloc", 128))
	return f
}

// goodHost lends what the module needs.
func goodHost() wazero.ModuleConfig {
	return wazero.NewModuleConfig().WithSysWalltime().WithSysNanotime().WithSysNanosleep().WithRandSource(rand.Reader)
}

func (f *foreign) call(name string, arguments ...uint64) uint64 {
	f.Helper()
	results, err := f.module.ExportedFunction(name).Call(context.Background(), arguments...)
	if err != nil {
		f.Fatalf("%s: %v", name, err)
	}
	if len(results) == 0 {
		return 0
	}
	return results[0]
}

// fails calls a function that returns a code, and returns the error.
func (f *foreign) do(name string, arguments ...uint64) *fault.Error {
	f.Helper()
	code := fault.Code(int32(uint32(f.call(name, append(arguments, uint64(f.err))...))))
	if code == fault.OK {
		return nil
	}
	text := f.read(f.err, 512)
	if fault.Code(int32(binary.LittleEndian.Uint32(text))) != code {
		f.Errorf("%s returned %v and wrote another code", name, code)
	}
	message, _, _ := strings.Cut(string(text[8:]), "\x00")
	return &fault.Error{Code: code, Message: message}
}

func (f *foreign) must(name string, arguments ...uint64) {
	f.Helper()
	if err := f.do(name, arguments...); err != nil {
		f.Fatalf("%s: %v", name, err)
	}
}

func (f *foreign) read(address, size uint32) []byte {
	f.Helper()
	b, ok := f.module.Memory().Read(address, size)
	if !ok {
		f.Fatalf("%d bytes at %d are outside of the memory", size, address)
	}
	return b
}

func (f *foreign) handle() uint64 { return uint64(binary.LittleEndian.Uint32(f.read(f.out, 4))) }

// put gives the module bytes.
func (f *foreign) put(text string) uint64 {
	f.Helper()
	address := f.call("sally_alloc", uint64(len(text)))
	if !f.module.Memory().WriteString(uint32(address), text) {
		f.Fatal("sally_alloc gave memory that does not exist")
	}
	return address
}

// object makes an object from key=value options.
func (f *foreign) object(kind string, options ...string) uint64 {
	f.Helper()
	f.must("sally_options_new", uint64(f.out))
	o := f.handle()
	for _, option := range options {
		key, value, _ := strings.Cut(option, "=")
		f.must("sally_options_set", o, f.put(key), uint64(len(key)), f.put(value), uint64(len(value)))
	}
	f.must("sally_"+kind+"_new", o, uint64(f.out))
	f.call("sally_options_free", o)
	return f.handle()
}

// request writes a sally_request for a GET.
func (f *foreign) request(url string, time int64) uint64 {
	f.Helper()
	b := make([]byte, 80)
	span := func(offset int, text string) {
		binary.LittleEndian.PutUint32(b[offset:], uint32(f.put(text)))
		binary.LittleEndian.PutUint32(b[offset+4:], uint32(len(text)))
	}
	binary.LittleEndian.PutUint32(b, 80)
	span(4, "GET")
	span(12, url)
	binary.LittleEndian.PutUint64(b[48:], uint64(time))
	return f.put(string(b))
}

const (
	now       = -1 << 63
	in2026    = 1767323045
	stsURL    = "https://sts.eu-west-1.amazonaws.com/"
	accessKey = "credentials.access_key_id=AKIDEXAMPLE"
	secretKey = "credentials.secret_access_key=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
)

func (f *foreign) sign(time int64) *fault.Error {
	f.Helper()
	buffer := f.call("sally_alloc", 4096)
	return f.do("sally_signer_sign", f.object("signer", accessKey, secretKey), f.request(stsURL, time),
		buffer, 4096, uint64(f.out), uint64(f.out+8))
}

func (f *foreign) audience() *fault.Error {
	buffer := f.call("sally_alloc", 64)
	return f.do("sally_audience_new", buffer, 64, uint64(f.out))
}

func (f *foreign) get() *fault.Error {
	return f.do("sally_client_do", f.object("client"), f.request("https://192.0.2.1/", now), uint64(f.out))
}

func TestAFalseHostIsRefusedByTheNameOfItsSetting(t *testing.T) {
	for _, c := range []struct {
		claim   string
		config  wazero.ModuleConfig
		call    func(*foreign) *fault.Error
		setting string
	}{
		{"clock to sign", wazero.NewModuleConfig(), func(f *foreign) *fault.Error { return f.sign(now) }, "WithSysWalltime"},
		{"clock for an audience", wazero.NewModuleConfig(), (*foreign).audience, "WithSysWalltime"},
		{"clock for the network", wazero.NewModuleConfig(), (*foreign).get, "WithSysWalltime"},
		{"randomness for an audience", wazero.NewModuleConfig().WithSysWalltime(), (*foreign).audience, "WithRandSource"},
		{
			"repeated randomness",
			wazero.NewModuleConfig().WithSysWalltime().WithRandSource(constant{}), (*foreign).audience, "repeats itself",
		},
		{"monotonic clock", wazero.NewModuleConfig().WithSysWalltime(), (*foreign).get, "WithSysNanotime"},
		{"standing clock", wazero.NewModuleConfig().WithSysWalltime().WithNanotime(standing, 1).WithSysNanosleep(), (*foreign).get, "stands still"},
		{"sleep", wazero.NewModuleConfig().WithSysWalltime().WithSysNanotime(), (*foreign).get, "WithSysNanosleep"},
		{
			"randomness for the network",
			wazero.NewModuleConfig().WithSysWalltime().WithSysNanotime().WithSysNanosleep(), (*foreign).get, "WithRandSource",
		},
		{"network", goodHost(), (*foreign).get, "lends no network"},
	} {
		t.Run(c.claim, func(t *testing.T) {
			err := c.call(newForeign(t, modulePath, c.config))
			if err == nil || err.Code != fault.Unsupported || !strings.Contains(err.Message, c.setting) {
				t.Errorf("got %v; want UNSUPPORTED and %q", err, c.setting)
			}
		})
	}
}

// The randomness that was refused is not taken when it no longer looks as at first.
func TestFalseRandomnessStaysRefused(t *testing.T) {
	f := newForeign(t, offlinePath, wazero.NewModuleConfig().WithSysWalltime())
	buffer := f.call("sally_alloc", 64)
	for n := range 3000 { // 32 bytes each of what was compared with 64 KiB
		if err := f.do("sally_audience_new", buffer, 64, uint64(f.out)); err == nil || err.Code != fault.Unsupported {
			t.Fatalf("call %d: %v", n, err)
		}
	}
}

func standing() int64 { return 1 }

// constant is a source of the same bytes.
type constant struct{}

func (constant) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i % 16)
	}
	return len(p), nil
}

var _ io.Reader = constant{}

func TestAFalseHostCanSignForATimeThatItPassesIn(t *testing.T) {
	if err := newForeign(t, modulePath, wazero.NewModuleConfig()).sign(in2026); err != nil {
		t.Error(err)
	}
}

func TestTheOfflineModuleNeedsNothingButWASI(t *testing.T) {
	f := newForeign(t, offlinePath, goodHost())
	if err := f.sign(now); err != nil {
		t.Error(err)
	}
	if err := f.audience(); err != nil {
		t.Error(err)
	}
	if err := f.get(); err == nil || err.Code != fault.Unsupported || !strings.Contains(err.Message, "sallyport.wasm") {
		t.Errorf("client_do: %v", err)
	}
}
