package cprogram

import (
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

func TestWhereNamesTheThreadsOfChildren(t *testing.T) {
	cmd := exec.Command("sh", "-c", "sleep 600 & echo started; wait")
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := output.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	pids := family(cmd.Process.Pid)
	says := where(cmd.Process.Pid)
	for !strings.Contains(says, ": sleep in ") && strings.Contains(says, ": sh in ") { // it is sh still
		says = where(cmd.Process.Pid)
	}
	for i := len(pids) - 1; i >= 0; i-- {
		_ = exec.Command("kill", "-9", strconv.Itoa(pids[i])).Run()
	}
	_ = cmd.Wait()
	for _, name := range []string{": sh in ", ": sleep in "} {
		if !strings.Contains(says, name) {
			t.Errorf("no %q in\n%s", name, says)
		}
	}
}
