package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// directory is where the lab's files are. It belongs to one running lab.
type directory struct {
	path      string
	temporary bool
	lock      *os.File
}

// openDirectory makes the directory, or a temporary one if there is no name, and changes nothing
// in it. The lock ends with the process, however that ends.
func openDirectory(name string) (*directory, error) {
	d := &directory{temporary: name == ""}
	var err error
	if d.temporary {
		d.path, err = os.MkdirTemp("", "sallyport-lab-")
	} else if d.path, err = filepath.Abs(name); err == nil {
		err = os.MkdirAll(d.path, 0o700)
	}
	if errors.Is(err, syscall.ENOTDIR) {
		err = fmt.Errorf("-dir %s is a file", name)
	}
	if err != nil {
		return nil, err
	}
	if d.lock, err = os.Open(d.path); err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(d.lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = d.lock.Close()
		return nil, fmt.Errorf("-dir %s: another lab that is running has its files there: stop it, or use another -dir (%w)", name, err)
	}
	return d, nil
}

func (d *directory) close() {
	_ = d.lock.Close()
	if d.temporary {
		_ = os.RemoveAll(d.path)
	}
}
