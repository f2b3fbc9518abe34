"""The build hook of hatchling: a wheel holds the two native files of one processor."""

import os
import struct

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FILES = ("libsallyport.so", "libsallyport-core.so")
# Of the ELF header: e_machine.
MACHINES = {62: "x86_64", 183: "aarch64"}
# The oldest glibc that the files run with; tests/abi holds them to it.
PLATFORM = "manylinux_2_17_{0}.manylinux2014_{0}"


class BuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        """Adds the native files: of the package, or of the directory SALLYPORT_NATIVE."""
        if self.target_name != "wheel":
            raise SystemExit(
                "sallyport-native has no source distribution: its source is the checkout; `make dist` makes wheels"
            )
        if version == "editable":
            return
        directory = os.environ.get("SALLYPORT_NATIVE") or os.path.join(self.root, "src", "sallyport")
        machines = {self._machine(os.path.join(directory, name)) for name in FILES}
        if len(machines) != 1:
            raise SystemExit("%s holds files of different processors: %s" % (directory, ", ".join(sorted(machines))))
        for name in FILES:
            build_data["force_include"][os.path.join(directory, name)] = "sallyport/" + name
        build_data["pure_python"] = False
        build_data["tag"] = "py3-none-" + PLATFORM.format(machines.pop())

    @staticmethod
    def _machine(path):
        try:
            with open(path, "rb") as f:
                header = f.read(20)
        except OSError as e:
            raise SystemExit(
                "%s: %s. Run `make build` in the checkout first; it needs Go and gcc" % (path, e.strerror)
            ) from e
        if len(header) < 20 or header[:6] != b"\x7fELF\x02\x01":
            raise SystemExit("%s is not an ELF file of 64 bits" % path)
        number = struct.unpack_from("<H", header, 18)[0]
        if number not in MACHINES:
            raise SystemExit(
                "%s is for a processor (%d) that has no wheel: only %s" % (path, number, ", ".join(MACHINES.values()))
            )
        return MACHINES[number]
