package hosts

import "flag"

var update = flag.Bool("update", false, "measure peers too, and write the tables into docs/hosts.md")
