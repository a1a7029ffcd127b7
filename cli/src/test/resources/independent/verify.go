// Checks a log in a folder with the note and tlog packages of the Go project (golang.org/x/mod/sumdb), which share no code
// with Clef: the signature of the checkpoint, every entry against its tile, every tile against the entries, the root, and
// inclusion and consistency proofs. Usage: verify FOLDER VKEY
package main

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const full = 256

func fail(format string, args ...interface{}) {
	fmt.Printf("FAILED: "+format+"\n", args...)
	os.Exit(1)
}

func number(n int64) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	return path
}

func read(folder, level string, n, width int64) []byte {
	path := filepath.Join(folder, "tile", level, number(n))
	if width < full {
		path += ".p/" + strconv.FormatInt(width, 10)
	}
	bytes, err := os.ReadFile(path)
	if err != nil {
		fail("%v", err)
	}
	return bytes
}

func head(folder, vkey string) (string, tlog.Tree) {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		fail("key: %v", err)
	}
	signed, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		fail("%v", err)
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		fail("checkpoint: %v", err)
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		fail("size: %v", err)
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		fail("root: %v", err)
	}
	tree := tlog.Tree{N: size}
	copy(tree.Hash[:], root)
	return lines[0], tree
}

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		hashes[i] = m[index]
	}
	return hashes, nil
}

func entries(folder string, tree tlog.Tree) memory {
	var stored memory
	for first := int64(0); first < tree.N; first += full {
		width := tree.N - first
		if width > full {
			width = full
		}
		bundle := read(folder, "entries", first/full, width)
		hashes := read(folder, "0", first/full, width)
		for i := int64(0); i < width; i++ {
			if len(bundle) < 2 {
				fail("the bundle of entry %d is too short", first+i)
			}
			length := int(binary.BigEndian.Uint16(bundle))
			if len(bundle) < 2+length {
				fail("the bundle of entry %d is too short", first+i)
			}
			record := tlog.RecordHash(bundle[2 : 2+length])
			bundle = bundle[2+length:]
			if string(record[:]) != string(hashes[i*tlog.HashSize:(i+1)*tlog.HashSize]) {
				fail("entry %d", first+i)
			}
			more, err := tlog.StoredHashesForRecordHash(first+i, record, stored)
			if err != nil {
				fail("entry %d: %v", first+i, err)
			}
			stored = append(stored, more...)
		}
		if len(bundle) > 0 {
			fail("the bundle of entry %d goes on", first)
		}
	}
	return stored
}

func tiles(folder string, tree tlog.Tree, stored memory) {
	for level := 1; tree.N>>(8*uint(level)) > 0; level++ {
		count := tree.N >> (8 * uint(level))
		for first := int64(0); first < count; first += full {
			width := count - first
			if width > full {
				width = full
			}
			hashes := read(folder, strconv.Itoa(level), first/full, width)
			for i := int64(0); i < width; i++ {
				want := stored[tlog.StoredHashIndex(8*level, first+i)]
				if string(want[:]) != string(hashes[i*tlog.HashSize:(i+1)*tlog.HashSize]) {
					fail("tile %d/%d", level, first/full)
				}
			}
		}
	}
}

func main() {
	folder := os.Args[1]
	origin, tree := head(folder, os.Args[2])
	stored := entries(folder, tree)
	root, err := tlog.TreeHash(tree.N, stored)
	if err != nil || root != tree.Hash {
		fail("the root is another one")
	}
	tiles(folder, tree, stored)
	for i := int64(0); i < 100; i++ {
		n := (i*7919 + 13) % tree.N
		record := stored[tlog.StoredHashIndex(0, n)]
		proof, err := tlog.ProveRecord(tree.N, n, stored)
		if err != nil || tlog.CheckRecord(proof, tree.N, tree.Hash, n, record) != nil {
			fail("no proof of entry %d", n)
		}
		old, err := tlog.TreeHash(n+1, stored)
		if err != nil {
			fail("%v", err)
		}
		growth, err := tlog.ProveTree(tree.N, n+1, stored)
		if err != nil || tlog.CheckTree(growth, tree.N, tree.Hash, n+1, old) != nil {
			fail("no proof that the tree of %d entries grew into this one", n+1)
		}
	}
	fmt.Printf("OK %s %d\n", origin, tree.N)
}
