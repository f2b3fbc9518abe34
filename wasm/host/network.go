package host

import (
	"context"
	"net"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// networkModule is the namespace of the functions that the module imports.
const networkModule = "sallyport_net"

// lendNetwork makes the functions that wasm/doc.go specifies. They are there
// whether a network is lent or not, because a module whose imports are missing
// cannot be instantiated.
func lendNetwork(ctx context.Context, engine wazero.Runtime) error {
	const number = api.ValueTypeI32
	builder := engine.NewHostModuleBuilder(networkModule)
	for _, f := range []struct {
		name       string
		parameters int
		result     bool
		call       func(i *instance, memory api.Memory, arguments []uint64) uint32
	}{
		{"dial", 3, true, netDial},
		{"read", 4, true, netRead},
		{"write", 4, true, netWrite},
		{"close", 1, false, netClose},
		{"cancelled", 0, true, netCancelled},
	} {
		parameters := make([]api.ValueType, f.parameters)
		for n := range parameters {
			parameters[n] = number
		}
		var results []api.ValueType
		if f.result {
			results = []api.ValueType{number}
		}
		call := func(ctx context.Context, module api.Module, stack []uint64) {
			answer := uint32(errNotSupported)
			if i, ours := ctx.Value(instanceKey{}).(*instance); ours {
				answer = f.call(i, module.Memory(), stack)
			}
			if f.result {
				stack[0] = uint64(answer)
			}
		}
		builder.NewFunctionBuilder().WithGoModuleFunction(api.GoModuleFunc(call), parameters, results).Export(f.name)
	}
	_, err := builder.Instantiate(ctx)
	return err
}

func netDial(i *instance, memory api.Memory, arguments []uint64) uint32 {
	network := i.runtime.config.Network
	if network == nil {
		return uint32(errNotSupported)
	}
	address, ok := memory.Read(uint32(arguments[0]), uint32(arguments[1]))
	if !ok {
		return uint32(errFault)
	}
	if !i.runtime.allow.allows(string(address)) {
		return uint32(errAccess)
	}
	dial := network.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	if !memory.WriteUint32Le(uint32(arguments[2]), 0) { // before there is what nobody could close
		return uint32(errFault)
	}
	id, code := i.connections.add(dial, string(address))
	memory.WriteUint32Le(uint32(arguments[2]), id)
	return uint32(code)
}

func netRead(i *instance, memory api.Memory, arguments []uint64) uint32 {
	return transfer(i, memory, arguments, (*connection).read)
}

func netWrite(i *instance, memory api.Memory, arguments []uint64) uint32 {
	return transfer(i, memory, arguments, (*connection).write)
}

// transfer calls read or write with a piece of the module's memory.
func transfer(i *instance, memory api.Memory, arguments []uint64, do func(*connection, []byte) (int, errno)) uint32 {
	n := i.connections.open[uint32(arguments[0])]
	if n == nil {
		return uint32(errBadFile)
	}
	piece, ok := memory.Read(uint32(arguments[1]), uint32(arguments[2]))
	if !ok {
		return uint32(errFault)
	}
	count, code := do(n, piece)
	if !memory.WriteUint32Le(uint32(arguments[3]), uint32(count)) {
		return uint32(errFault)
	}
	return uint32(code)
}

func netClose(i *instance, _ api.Memory, arguments []uint64) uint32 {
	id := uint32(arguments[0])
	if n := i.connections.open[id]; n != nil {
		delete(i.connections.open, id)
		n.end()
	}
	return 0
}

func netCancelled(i *instance, _ api.Memory, _ []uint64) uint32 {
	if i.caller != nil && i.caller.Err() != nil || i.runtime.closing.Err() != nil {
		return 1
	}
	return 0
}
