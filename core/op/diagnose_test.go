package op_test

import (
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

func TestADiagnosisIsTheResultOfACallThatWaits(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(listener.Addr().(*net.TCPAddr).Port)
	listener.Close()
	core := op.NewCore(op.System{})
	client := newObject(t, core, op.ClientNew, "client.resolve", "server.example:"+port+":127.0.0.1")
	call := &op.Call{Op: op.ClientDiagnose, Texts: []string{"https://server.example:" + port + "/"}, Numbers: []int64{5000}}
	ticket, err := core.Start(client, call)
	if err != nil {
		t.Fatal(err)
	}
	parts, done, err := core.Finish(ticket, time.Minute)
	if err != nil || !done || len(parts) != op.DiagnosisCount {
		t.Fatal(parts, done, err)
	}
	for i, want := range map[int]string{
		op.DiagnosisCause: "connect_refused", op.DiagnosisStage: "tcp", op.DiagnosisSummary: "nothing listens",
		op.DiagnosisEvidence: "host: server.example\r\n", op.DiagnosisFix: "port",
	} {
		if got := string(parts[i]); !strings.Contains(got, want) {
			t.Errorf("%q does not hold %q", got, want)
		}
	}
	call.Numbers[0] = -1
	if _, err := core.Start(client, call); fault.CodeOf(err) != fault.InvalidArgument {
		t.Errorf("a negative time: %v", err)
	}
}
