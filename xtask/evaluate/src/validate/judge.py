"""Judges documents whose paths come on the standard input, a line each, and prints a JSON object a line about each."""

import datetime
import json
import multiprocessing
import sys

import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator

# Of what is wrong in a document, so many are told.
MOST = 40


def misread(node, at):
    """What a reader of YAML 1.1 takes for something else than a text."""
    if isinstance(node, dict):
        for key, value in node.items():
            if not isinstance(key, str):
                yield at, f"YAML 1.1 reads the key {key!r} as no text"
            yield from misread(value, f"{at}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from misread(value, f"{at}/{index}")
    elif isinstance(node, datetime.date):
        yield at, "YAML 1.1 reads this as a date"


def complaints(path):
    with open(path, encoding="utf-8") as file:
        document = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    yield from misread(document, "")
    for error in OpenAPIV30SpecValidator(document).iter_errors():
        yield "/" + "/".join(str(it) for it in error.absolute_path), error.message


def judge(path):
    found = []
    try:
        for at, message in complaints(path):
            found.append({"at": at, "message": message})
            if len(found) == MOST:
                break
    except Exception as error:
        message = f"it ends with an error of its own: {type(error).__name__}: {error}"
        found.append({"at": "", "message": message})
    return json.dumps({"file": path, "complaints": found})


if __name__ == "__main__":
    paths = [line.rstrip("\n") for line in sys.stdin]
    with multiprocessing.Pool() as pool:
        for line in pool.imap(judge, paths):
            print(line, flush=True)
