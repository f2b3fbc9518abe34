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
	sallyop "github.com/sallyport/sallyport/core/op"
)

// foreign is a host that does not use this package: the module's documentation is
// all that it knows.
type foreign struct {
	*testing.T
	module api.Module
	err    uint32 // a sally_error
	out    uint32 // 128 bytes
	last   uint32 // the last sally_call
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

// put gives the module bytes.
func (f *foreign) put(text string) uint64 {
	f.Helper()
	address := f.call("sally_alloc", uint64(len(text)))
	if !f.module.Memory().WriteString(uint32(address), text) {
		f.Fatal("sally_alloc gave memory that does not exist")
	}
	return address
}

// array gives the module numbers of 4 bytes.
func (f *foreign) array(numbers ...uint64) uint64 {
	f.Helper()
	var b []byte
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint32(b, uint32(n))
	}
	return f.put(string(b))
}

// texts gives the module an array of sally_str; what is no string is NULL.
func (f *foreign) texts(texts ...any) uint64 {
	f.Helper()
	var numbers []uint64
	for _, text := range texts {
		if text, ok := text.(string); ok {
			numbers = append(numbers, f.put(text), uint64(len(text)))
		} else {
			numbers = append(numbers, 0, 0)
		}
	}
	return f.array(numbers...)
}

// object makes an object from key=value options.
func (f *foreign) object(kind uint32, options ...string) uint64 {
	f.Helper()
	var pairs []any
	for _, option := range options {
		key, value, _ := strings.Cut(option, "=")
		pairs = append(pairs, key, value)
	}
	f.must("sally_new", uint64(kind), f.texts(pairs...), uint64(len(options)), uint64(f.out))
	return binary.LittleEndian.Uint64(f.read(f.out, 8))
}

// operation is a sally_call that may be changed before it is made.
type operation struct {
	op, textCount, numberCount, columnCount, spanCount uint32
	object                                             uint64
	texts, numbers, columns, buf, cap, spans           uint64
}

// operation lays a call out.
func (f *foreign) operation(op uint32, object uint64, texts []any, numbers ...int64) *operation {
	f.Helper()
	var b []byte
	for _, n := range numbers {
		b = binary.LittleEndian.AppendUint64(b, uint64(n))
	}
	results := len(sallyop.ResultNames(op))
	o := &operation{
		op: op, textCount: uint32(len(texts)), numberCount: uint32(len(numbers)), spanCount: uint32(results), object: object,
		texts: f.texts(texts...), numbers: f.put(string(b)), buf: f.call("sally_alloc", 4096), cap: 4096,
		spans: f.call("sally_alloc", uint64(8*results)),
	}
	if sallyop.GivesBatch(op) {
		o.spanCount = 0
	}
	return o
}

func (o *operation) bytes() string {
	b := make([]byte, 80)
	for at, n := range map[int]uint64{
		0: uint64(o.op), 4: uint64(o.textCount), 8: uint64(o.numberCount), 12: uint64(o.columnCount), 16: uint64(o.spanCount),
		32: o.texts, 36: o.numbers, 40: o.columns, 44: o.buf, 48: o.cap, 52: o.spans,
	} {
		binary.LittleEndian.PutUint32(b[at:], uint32(n))
	}
	binary.LittleEndian.PutUint64(b[24:], o.object)
	return string(b)
}

// run makes a call; its struct is at f.last then.
func (f *foreign) run(o *operation) *fault.Error {
	f.Helper()
	f.last = uint32(f.put(o.bytes()))
	return f.do("sally_call", uint64(f.last))
}

// result is a result of the last call.
func (f *foreign) result(at uint32) string {
	f.Helper()
	span := f.read(binary.LittleEndian.Uint32(f.read(f.last+52, 4))+8*at, 8)
	return string(f.read(binary.LittleEndian.Uint32(span), binary.LittleEndian.Uint32(span[4:])))
}

// field is a number that the last call has written into its struct.
func (f *foreign) field(offset uint32) uint64 {
	return uint64(binary.LittleEndian.Uint32(f.read(f.last+offset, 4)))
}

// made is the object that the last call has made.
func (f *foreign) made() uint64 {
	f.Helper()
	return binary.LittleEndian.Uint64(f.read(f.last+72, 8))
}

func (f *foreign) signOperation(time int64) *operation {
	f.Helper()
	return f.operation(sallyop.SignerSign, f.object(sallyop.SignerNew, accessKey, secretKey), []any{"GET", stsURL, nil, nil, nil}, time)
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
	return f.run(f.signOperation(time))
}

func (f *foreign) audience() *fault.Error {
	f.Helper()
	return f.run(f.operation(sallyop.AudienceGenerate, 0, nil))
}

func (f *foreign) get() *fault.Error {
	f.Helper()
	return f.request(f.object(sallyop.ClientNew), "https://192.0.2.1/")
}

func (f *foreign) open() *fault.Error {
	f.Helper()
	return f.run(f.requestOperation(sallyop.ClientOpen, f.object(sallyop.ClientNew), "https://192.0.2.1/", 0, 0, -1, 0, -1, 0, 0))
}

func (f *foreign) request(client uint64, url string) *fault.Error {
	f.Helper()
	return f.run(f.requestOperation(sallyop.ClientDo, client, url, 0, 0, -1, 0, 0))
}

// requestOperation is one that takes a request.
func (f *foreign) requestOperation(op uint32, client uint64, url string, numbers ...int64) *operation {
	f.Helper()
	return f.operation(op, client, []any{"GET", url, nil, nil, nil}, numbers...)
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
		{"clock for a stream", wazero.NewModuleConfig(), (*foreign).open, "WithSysWalltime"},
		{
			"randomness for a stream",
			wazero.NewModuleConfig().WithSysWalltime().WithSysNanotime().WithSysNanosleep(), (*foreign).open, "WithRandSource",
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
	o := f.operation(sallyop.AudienceGenerate, 0, nil)
	for n := range 3000 { // 32 bytes each of what was compared with 64 KiB
		if err := f.run(o); err == nil || err.Code != fault.Unsupported {
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

// One use of what makes requests would bring TLS and HTTP along.
func TestTheOfflineModuleIsSmall(t *testing.T) {
	if size, whole := len(module(t, offlinePath)), len(module(t, modulePath)); size > whole*4/5 {
		t.Errorf("it has %d bytes, the module with a network %d", size, whole)
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
