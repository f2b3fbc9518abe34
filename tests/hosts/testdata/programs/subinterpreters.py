"""Interpreters beside the main one, with a lock of their own and without. Prints what each says."""

import os
import sys
import threading

import work

CODE = """
import sys
sys.path[:] = %r
import os
os.environ.update(%r)
out = os.open(%r, os.O_WRONLY | os.O_APPEND)
try:
    import sallyport
    try:
        import work
        work.use_all()
        text = "works"
    except sallyport.Error as e:
        text = e.name
except BaseException as e:
    text = "%%s: %%s" %% (type(e).__name__, e)
os.write(out, (text + "\\n").encode())
os.close(out)
"""


def interpreters():
    """Functions that run code in a new interpreter, by what it is like."""
    try:
        import _interpreters as module  # 3.13
    except ImportError:
        try:
            import _xxsubinterpreters as module  # 3.8 to 3.12
        except ImportError:
            return {}

    def run(*arguments, **named):
        def function(code):
            number = module.create(*arguments, **named)
            module.run_string(number, code)
            module.destroy(number)

        return function

    if module.__name__ == "_interpreters":
        return {"isolated": run("isolated"), "legacy": run("legacy")}
    if sys.version_info < (3, 9):
        return {"legacy": run()}
    return {"isolated": run(isolated=True), "legacy": run(isolated=False)}


path = os.environ["HOSTS_OUTCOME"]
own = {name: value for name, value in os.environ.items() if name.startswith(("HOSTS_", "SALLYPORT_"))}
work.use_all()
for kind, run in interpreters().items():
    open(path, "w").close()
    run(CODE % (sys.path, own, path))
    threads = [threading.Thread(target=run, args=(CODE % (sys.path, own, path),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes = open(path).read().split("\n")[:-1]
    assert len(outcomes) == 3, outcomes
    print(kind, ", ".join(sorted(set(outcomes))))
work.use_all()
