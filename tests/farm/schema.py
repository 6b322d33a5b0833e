#!/usr/bin/python3
"""schema.py SPNPLAN: do the schema and the reader agree on descriptions?

Each file of good/ passes both.  The reader refuses each file of bad/, and says
what its comment "//" quotes.  The schema refuses those of them whose names
begin with schema-, and only those: the others (close-) have faults between
members, or in what JSON readers drop, which a schema does not see.
"""
import json
import pathlib
import subprocess
import sys

import jsonschema

HERE = pathlib.Path(__file__).resolve().parent


def run(*command):
    return subprocess.run([str(word) for word in command], timeout=60,
                          capture_output=True, encoding="utf-8")


def refused_by_reader(done, description):
    """Why it is not refused as it should be, or None."""
    if done.returncode != 2:
        return "the reader takes it, exit status %d" % done.returncode
    if "in the description, nothing planned" not in done.stderr:
        return "the reader fails: " + done.stderr
    if description["//"] not in done.stderr:
        return "the reader says: " + done.stderr
    return None


def attempt(spnplan, schema, path):
    """Why the file fails, or None."""
    description = json.loads(path.read_text(encoding="utf-8-sig"))
    faults = [e.json_path + ": " + e.message
              for e in schema.iter_errors(description)]
    done = run(spnplan, "plan", path)
    if path.parent.name == "good":
        if faults:
            return "the schema says: " + "; ".join(faults)
        if done.returncode not in (0, 1):
            return "the reader says: " + done.stderr
        return None
    expected = path.name.startswith("schema-")
    if expected and not faults:
        return "the schema takes it"
    if faults and not expected:
        return "the schema refuses it too: " + "; ".join(faults)
    return refused_by_reader(done, description)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: schema.py SPNPLAN")
    spnplan = pathlib.Path(sys.argv[1]).resolve()
    schema = json.loads(run(spnplan, "explain", "--schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failed = 0
    for path in sorted(HERE.glob("good/*.json")) + sorted(HERE.glob("bad/*.json")):
        why = attempt(spnplan, validator, path)
        name = path.relative_to(HERE).as_posix()
        if why is None:
            print("ok", name)
        else:
            print("not ok %s: %s" % (name, " ".join(why.split())))
            failed += 1
    sys.exit(failed > 0)


main()
