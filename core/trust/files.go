package trust

import (
	"io/fs"
	"os"
)

// files is the file system that certificates and keys are read from.
type files struct {
	read func(path string) ([]byte, error)
	list func(path string) ([]fs.DirEntry, error)
	stat func(path string) (fs.FileInfo, error)
}

// stamp is what a file looked like just before it was read.
type stamp struct {
	path string
	info fs.FileInfo // nil: it could not be looked at
}

func (f files) stamp(path string) stamp {
	if f.stat == nil {
		return stamp{path: path}
	}
	info, err := f.stat(path)
	if err != nil {
		return stamp{path: path}
	}
	return stamp{path, info}
}

// changed reports whether the file is another one than it was, by its time, its
// size or its place on the disk. Renaming over a file keeps neither.
func (f files) changed(s stamp) bool {
	now := f.stamp(s.path)
	switch {
	case now.info == nil || s.info == nil:
		return (now.info == nil) != (s.info == nil)
	case now.info.Size() != s.info.Size() || !now.info.ModTime().Equal(s.info.ModTime()):
		return true
	}
	return !os.SameFile(now.info, s.info)
}

// kind is what an entry of a directory is, behind its link: "" for a file.
func (f files) kind(entry fs.DirEntry, s stamp) string {
	mode := entry.Type()
	if s.info != nil {
		mode = s.info.Mode()
	}
	switch {
	case mode.IsDir():
		return "directory"
	case mode&fs.ModeNamedPipe != 0:
		return "pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&(fs.ModeDevice|fs.ModeCharDevice|fs.ModeIrregular) != 0:
		return "device"
	}
	return ""
}
