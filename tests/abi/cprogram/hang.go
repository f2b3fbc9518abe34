package cprogram

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// where says what each thread of a program and of its children waits for: a lock that
// nobody holds any more is seen once in a thousand runs, and never under a debugger.
func where(pid int) string {
	var all strings.Builder
	for _, pid := range family(pid) {
		threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", pid))
		for _, thread := range threads {
			fmt.Fprintf(&all, "%s of %d: %s in %s, system call %s\n", filepath.Base(thread), pid,
				of(thread, "comm"), of(thread, "wchan"), of(thread, "syscall"))
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		stacks, err := exec.CommandContext(ctx, "gdb", "-p", strconv.Itoa(pid), "-batch", "-ex", "thread apply all backtrace 16").Output()
		cancel()
		if err == nil { // gdb is not needed for the tests
			all.Write(stacks)
		}
	}
	return all.String()
}

func of(thread, file string) string {
	text, _ := os.ReadFile(filepath.Join(thread, file))
	return strings.TrimSpace(string(text))
}

// family is a process and those that it started.
func family(pid int) []int {
	pids := []int{pid}
	children, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, file := range children {
		text, _ := os.ReadFile(file)
		for _, field := range strings.Fields(string(text)) {
			if child, err := strconv.Atoi(field); err == nil {
				pids = append(pids, family(child)...)
			}
		}
	}
	return pids
}
