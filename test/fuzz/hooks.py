"""What the fuzzer is told of this API: addresses and bodies of things that exist, and where to note each answer."""

import json
import os
import threading
import zlib

import schemathesis

with open(os.environ["FUZZ_REQUESTS"], encoding="utf-8") as file:
    REQUESTS = json.load(file)
ANSWERS = open(os.environ["FUZZ_ANSWERS"], "a", encoding="utf-8")
LOCK = threading.Lock()


def known(context, generated, part):
    """A known part of this operation's requests for half of what was generated; the choice repeats with the seed."""
    requests = [request[part] for request in REQUESTS.get(context.operation.label, []) if request.get(part)]
    drawn = zlib.crc32(repr(generated).encode("utf-8", "backslashreplace"))
    if not requests or drawn % 2:
        return None
    return requests[(drawn // 2) % len(requests)]


@schemathesis.serializer("application/x-ndjson")
def ndjson(context, value):
    """Lines as they are, or whatever else was generated as the one line there is."""
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    return known(context, path_parameters, "path_parameters") or path_parameters


@schemathesis.hook
def map_body(context, body):
    return known(context, body, "body") or body


@schemathesis.hook
def map_headers(context, headers):
    """A foreign X-Tenant is refused before anything else is looked at: once in a while is enough."""
    if headers and "X-Tenant" in headers and zlib.crc32(repr(headers).encode("utf-8", "backslashreplace")) % 16:
        headers = {**headers, "X-Tenant": "alpha"}
    return headers


@schemathesis.hook
def after_call(context, case, response):
    meant = response.request.method == case.operation.method.upper()
    line = json.dumps({"operation": case.operation.label, "meant": meant, "status": response.status_code})
    with LOCK:
        ANSWERS.write(line + "\n")
        ANSWERS.flush()
