"""Gives the list of components of a release its version: the tool takes it from the state of the checkout.

    sbom.py FILE VERSION
"""

import json
import pathlib
import sys

file, version = pathlib.Path(sys.argv[1]), "v" + sys.argv[2]
bom = json.loads(file.read_text())
component = bom["metadata"]["component"]
name = component["purl"].partition("?")[0].partition("@")[0]
text = json.dumps(bom)
for old in {component["bom-ref"].partition("?")[0], name + "?"}:
    text = text.replace('"%s?' % old.rstrip("?"), '"%s@%s?' % (name, version))
bom = json.loads(text)
bom["metadata"]["component"]["version"] = version
file.write_text(json.dumps(bom, indent=2, sort_keys=True) + "\n")
