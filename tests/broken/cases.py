"""Broken, odd and hostile files, each with what shall come of it.

A case is a name, a way to make the file, and what is wanted: a regular expression for the
message of a file that is refused, or the counts of one that loads.
"""

import base64
import gzip
import os
import shutil
import socket
import subprocess
import zlib

from template import snapshot, text

WHOLE = {"nodes": 4, "edges": 5, "strings": 6, "locations": 1, "samples": 2, "functions": 2,
         "stacks": 2, "scopes": 1, "size": 4294967388}


class Case:
    # Of heaptui; it has to be done in the same time.  FILE is the file, at the end if it is not
    # there; OTHER one of another process.
    command = ("summary", "--limit=3")
    said = ""  # on standard error, of a file that loads: a regular expression

    def __init__(self, name, make, want, options=()):
        self.name, self.make, self.want, self.options = name, make, want, options


CASES = []


def add(name, data, want, options=()):
    """`data` is the file's bytes, or a function that makes the file at a path."""
    def write(path):
        with open(path, "wb") as file:
            file.write(data)
    CASES.append(Case(name, data if callable(data) else write, want, options))


def refused(name, data, want, options=()):
    add(name, data, want, options)


def loads(name, data, options=(), **counts):
    add(name, data, {**WHOLE, **counts}, options)


def changed(change):
    data = snapshot()
    change(data)
    return text(data)


def with_value(section, index, value):
    """The template with one number replaced by any text."""
    data = snapshot()
    data[section][index] = "@@"
    return text(data).replace(b'"@@"', value if isinstance(value, bytes) else value.encode())


def without(*keys):
    data = snapshot()
    for key in keys:
        del data[key]
    return text(data)


def ordered(*keys):
    data = snapshot()
    rest = [key for key in data if key not in keys]
    return text({key: data[key] for key in list(keys) + rest})


def header(change):
    return changed(lambda data: change(data["snapshot"]))


def meta(change):
    return changed(lambda data: change(data["snapshot"]["meta"]))


PLAIN = text(snapshot())

# Not a snapshot at all

for name, data, want in (
        ("empty", b"", "is empty"),
        ("one blank", b" ", "nothing but white space"),
        ("blanks and newlines", b" \n\t\r" * 1000, "nothing but white space"),
        ("a byte order mark", b"\xef\xbb\xbf", "not a V8 heap snapshot"),
        ("a word", b"hello\n", "looks like text, but not JSON"),
        ("a JPEG", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(500), "looks like a JPEG"),
        ("a PNG", b"\x89PNG\r\n\x1a\n" + bytes(500), "looks like a PNG"),
        ("a PDF", b"%PDF-1.7\n" + bytes(500), "looks like a PDF"),
        ("a zip", b"PK\x03\x04" + bytes(500), "looks like a zip archive"),
        ("an ELF program", b"\x7fELF\x02\x01\x01" + bytes(500), "a program or a core dump"),
        ("a Java heap dump", b"JAVA PROFILE 1.0.2\0" + bytes(500), "looks like a Java heap dump"),
        ("xz", b"\xfd7zXZ\0" + bytes(500), "looks like xz"),
        ("tar", b"1.heapsnapshot".ljust(257, b"\0") + b"ustar\0", "looks like a tar archive"),
        ("gzip of tar", gzip.compress(b"1.heapsnapshot".ljust(257, b"\0") + b"ustar  \0"),
         "looks like gzip of a tar archive"),
        ("HTML", b"<!DOCTYPE html>\n<title>404</title>", "looks like HTML"),
        ("HTML in capitals behind blanks", b"\n\n<HTML><body>", "looks like HTML"),
        ("XML", b"<?xml version='1.0'?><a/>", "looks like XML"),
        ("zeros", bytes(5000), "looks like zeros"),
        ("UTF-16 with a mark", PLAIN.decode().encode("utf-16"), "looks like UTF-16"),
        ("UTF-16 without a mark", PLAIN.decode().encode("utf-16-le"), "looks like UTF-16"),
        ("UTF-16 the other way", PLAIN.decode().encode("utf-16-be"), "looks like UTF-16"),
        ("UTF-32 with a mark", PLAIN.decode().encode("utf-32"), "looks like UTF-32"),
        ("UTF-32 without a mark", PLAIN.decode().encode("utf-32-le"), "looks like UTF-32"),
        ("UTF-32 the other way", PLAIN.decode().encode("utf-32-be"), "looks like UTF-32"),
        ("UTF-32 the other way with a mark", b"\0\0\xfe\xff" + PLAIN.decode().encode("utf-32-be"),
         "looks like UTF-32"),
        ("a JSON array", b"[1,2,3]", "looks like a JSON array"),
        ("an empty object", b"{}", "JSON without a 'snapshot'"),
        ("another object", b'{"a":{"b":[1,2,{"c":null}]}}', "JSON without a 'snapshot'"),
        ("a CPU profile", b'{"nodes":[{"id":1,"callFrame":{}}],"startTime":1}',
         "looks like a CPU profile"),
        ("a sampling profile", b'{"head":{"callFrame":{}},"samples":[]}',
         "looks like a sampling heap profile"),
        ("a trace", b'{"traceEvents":[{"pid":1}]}', "looks like a performance trace"),
        ("a HAR", b'{"log":{"version":"1.2"}}', "looks like an HTTP archive"),
        ("a source map", b'{"version":3,"sources":[],"mappings":""}', "without a 'snapshot'"),
        ("a Node.js report", b'{"header":{"reportVersion":3}}', "looks like a Node.js report"),
        ("a string", b'"snapshot"', "text, but not JSON"),
        ("random bytes", bytes(range(128, 256)) * 30, "looks like binary data"),
        ("gzip of HTML", gzip.compress(b"<html>"), "looks like gzip of HTML"),
        ("gzip of gzip", gzip.compress(gzip.compress(PLAIN)), "looks like gzip of gzip"),
        ("gzip of nothing", gzip.compress(b""), "is empty"),
        ("Git's pointer to one", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
         "looks like text, but not JSON"),
        ("one in base64", base64.b64encode(PLAIN), "looks like text, but not JSON"),
        ("one in UTF-7", b"+AHsAIg-" + PLAIN[2:], "looks like text, but not JSON"),
        ("one in EBCDIC", PLAIN.decode().encode("cp037"), "looks like binary data"),
        ("one in a call", b"callback(" + PLAIN + b")", "looks like text, but not JSON"),
        ("one behind what keeps it from being a script", b")]}'\n" + PLAIN,
         "looks like text, but not JSON"),
        ("one behind a log's words", b"Heap snapshot: " + PLAIN, "looks like text, but not JSON"),
):
    refused("not a snapshot: " + name, data, want)

# Where the file is

refused("a directory", os.mkdir, "is a directory")
refused("a named pipe", os.mkfifo, "is a named pipe")
refused("a device", lambda path: os.symlink("/dev/zero", path), "is a device")
refused("a terminal's device", lambda path: os.symlink("/dev/tty", path), "cannot open|is a device")
refused("nothing there", lambda path: None, "cannot open: No such file")
refused("a link to itself", lambda path: os.symlink(path, path), "cannot open: Too many")
loads("a link to a file", lambda path: (
    open(path + ".target", "wb").write(PLAIN), os.symlink(path + ".target", path)))


def make_socket(path):
    here = os.getcwd()
    os.chdir(os.path.dirname(path))
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.basename(path))
    os.chdir(here)


refused("a socket", make_socket, "cannot open|is a socket")


def sparse(before, size):
    def make(path):
        with open(path, "wb") as file:
            file.write(before)
            file.truncate(size)
    return make


refused("8 GiB of hole", sparse(b"", 8 << 30), "looks like zeros")
refused("8 GiB of hole behind a brace", sparse(b"{", 8 << 30), "byte 1: expected a string, found byte 0x00")
refused("8 GiB of hole behind the header", sparse(PLAIN[:PLAIN.index(b'"nodes"')], 8 << 30),
        "byte 0x00")
refused("8 GiB of hole in the nodes", sparse(PLAIN[:PLAIN.index(b'"edges"') - 20], 8 << 30),
        "'nodes'.*byte 0x00")
refused("8 GiB of hole in the edges", sparse(PLAIN[:PLAIN.index(b'"trace_function_infos"') - 20], 8 << 30),
        "'edges'.*byte 0x00")
refused("8 GiB of hole in the strings", sparse(PLAIN[:-20], 8 << 30), "'strings'.*byte 0x00")
refused("8 GiB of hole behind all", sparse(PLAIN, 8 << 30), "expected the end of the file")

# Compressed

loads("gzip", gzip.compress(PLAIN))
loads("gzip in two members", gzip.compress(PLAIN[:300]) + gzip.compress(PLAIN[300:]))
loads("gzip with padding", gzip.compress(PLAIN) + bytes(512))
refused("gzip cut off", gzip.compress(PLAIN)[:-30], "compressed data ends too early")
refused("gzip's trailer cut off", gzip.compress(PLAIN)[:-3], "compressed data ends too early")
refused("gzip with another checksum", gzip.compress(PLAIN)[:-8] + bytes(8), "damaged gzip data")
refused("gzip with rubbish behind it", gzip.compress(PLAIN) + b"rubbish", "damaged gzip data")
refused("gzip's magic alone", b"\x1f\x8b", "compressed data ends too early")
refused("gzip of a cut file", gzip.compress(PLAIN[:400]), "file ends")


def gzip_bomb(start, piece, times):
    """`piece`, packed once and then as often as wanted: what a packer would make of all of it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.compress(start) + packer.flush(zlib.Z_FULL_FLUSH)
    return head + (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)) * times


MEGABYTE = 1 << 20
refused("gzip of a gigabyte of blanks", gzip_bomb(b"", b" " * MEGABYTE, 1024),
        "grows more than 300 times")
refused("gzip of a snapshot with a hundred megabytes of nothing",
        gzip_bomb(PLAIN[:-1] + b',"x":[', b"0," * (MEGABYTE // 2), 100), "grows more than 300 times")
refused("gzip before 8 GiB of hole", sparse(gzip.compress(PLAIN), 8 << 30), "nothing in it for 16 MiB")
loads("gzip, the header last", gzip.compress(ordered(
    "strings", "scope_uses", "locations", "edges", "nodes")))
if shutil.which("zstd"):
    def zstd(data):
        return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE,
                              check=True).stdout
    loads("zstd", zstd(PLAIN))
    loads("zstd in two frames", zstd(PLAIN[:300]) + zstd(PLAIN[300:]))
    loads("zstd behind a skippable frame", b"\x50\x2a\x4d\x18\x04\0\0\0abcd" + zstd(PLAIN))
    refused("zstd cut off", zstd(PLAIN)[:-30], "compressed data ends too early")
    refused("zstd damaged", zstd(PLAIN)[:60] + b"\xff" * 40 + zstd(PLAIN)[100:],
            "damaged zstd data|not a V8|expected")

    # the rest of frames, and what others than zstd(1) could put into them
    skippable, magic = b"\x50\x2a\x4d\x18", b"\x28\xb5\x2f\xfd"
    packed = zstd(PLAIN)
    loads("zstd in many frames", b"".join(zstd(PLAIN[i:i + 64]) for i in range(0, len(PLAIN), 64)))
    loads("zstd behind 20,000 empty frames", zstd(b"") * 20000 + packed)
    loads("zstd behind 100,000 skippable frames", (skippable + bytes(4)) * 100000 + packed)
    loads("zstd before a skippable frame", packed + skippable + b"\4\0\0\0abcd")
    refused("zstd of 8 GiB of hole", sparse(magic, 8 << 30), "nothing in it for 16 MiB")
    refused("zstd of 8 GiB of hole in skippable frames",
            sparse(skippable + b"\xff" * 4, 8 << 30), "nothing in it for 16 MiB")
    loads("zstd behind a megabyte of skippable frame",
          skippable + b"\0\0\x10\0" + bytes(1 << 20) + packed)
    for name, data, want in (
            ("behind a skippable frame of 4 GiB", skippable + b"\xff" * 4 + packed, "ends too early"),
            ("of gzip", zstd(gzip.compress(PLAIN)), "looks like zstd of gzip"),
            ("before gzip", packed + gzip.compress(b""), "damaged zstd data"),
            ("with a dictionary", magic + b"\x23\0\0\0\1\0" + packed[6:], "damaged zstd data"),
            ("with a window of terabytes", magic + b"\0\xff" + packed[6:], "damaged zstd data"),
            ("of 2^64 bytes", magic + b"\xe0" + b"\xff" * 8 + packed[6:], "damaged zstd data"),
            ("with another checksum", packed[:-1] + bytes([packed[-1] ^ 1]), "damaged zstd data"),
            ("of a gigabyte of blanks", zstd(PLAIN[:-1]) + zstd(b" " * MEGABYTE) * 1024,
             "grows more than 300 times")):
        refused("zstd " + name, data, want)
    for cut in (4, 5, 9, 18):
        refused("zstd cut at %d" % cut, packed[:cut], "ends too early, after %d bytes" % cut)

PACKED = gzip.compress(PLAIN)
loads("gzip in many members", b"".join(gzip.compress(PLAIN[i:i + 1]) for i in range(len(PLAIN))))
loads("gzip between 20,000 empty members",
      gzip.compress(b"") * 10000 + PACKED + gzip.compress(b"") * 10000)
loads("gzip with an extra field", PACKED[:3] + b"\4" + PACKED[4:10] + b"\xff\xff" + b"A" * 65535
      + PACKED[10:])
loads("gzip with a hostile name", PACKED[:3] + b"\x08" + PACKED[4:10] + b"\x1b]0;x\x07" * 9000 + b"\0"
      + PACKED[10:])
loads("gzip of a byte order mark", gzip.compress(b"\xef\xbb\xbf" + PLAIN))
for name, data, want in (
        ("of nothing, 50,000 times", gzip.compress(b"") * 50000, "is empty"),
        ("twice", PACKED * 2, "expected the end of the file, found {"),
        ("with a name without an end", PACKED[:3] + b"\x08" + PACKED[4:10] + b"A" * 900000,
         "ends too early"),
        ("with a wrong checksum of its header", PACKED[:3] + b"\2" + PACKED[4:10] + b"\0\0"
         + PACKED[10:], "damaged gzip data"),
        ("with flags that are none", PACKED[:3] + b"\xe0" + PACKED[4:], "damaged gzip data"),
        ("by another method", PACKED[:2] + b"\7" + PACKED[3:], "damaged gzip data"),
        ("with another length", PACKED[:-4] + b"\xff" * 4, "damaged gzip data"),
        ("before zstd", PACKED + b"\x28\xb5\x2f\xfd", "damaged gzip data"),
        ("of UTF-16", gzip.compress(PLAIN.decode().encode("utf-16")), "looks like gzip of UTF-16"),
        ("of more behind it", gzip.compress(PLAIN + b"x"), "expected the end of the file, found x")):
    refused("gzip " + name, data, want)
for cut in (3, 9, 10, 11, 18):
    refused("gzip cut at %d" % cut, PACKED[:cut], "ends too early, after %d bytes" % cut)

# Layouts that are fine

loads("as V8 writes", PLAIN)
loads("a newline at the end", PLAIN + b"\n")
loads("a byte order mark", b"\xef\xbb\xbf" + PLAIN)
loads("blanks before and after", b" \n\n\t" + PLAIN + b"\r\n  ")
loads("pretty-printed", text(snapshot(), indent=2, separators=(",", ": ")))
loads("pretty-printed with tabs and CRLF",
      text(snapshot(), indent="\t", separators=(" ,", " : ")).replace(b"\n", b"\r\n"))
loads("a newline before each comma", PLAIN.replace(b",", b"\n,"))
loads("blanks everywhere", text(snapshot(), separators=("  ,   ", "  :  ")))
loads("the header last", ordered("nodes", "edges", "strings"))
loads("strings first", ordered("strings"))
loads("edges before nodes", ordered("snapshot", "edges", "nodes"))
loads("all in reverse", text(dict(reversed(list(snapshot().items())))))
loads("keys written with escapes", PLAIN.replace(b'"nodes":', b'"\\u006e\\u006fdes":').replace(
    b'"strings":', b'"\\u0073trings":'))
loads("an unknown key first", b'{"a":{"nodes":[1,2],"snapshot":{}},' + PLAIN[1:])
for key in ("error", "log", "header", "head"):
    loads("an unknown key first, " + key, b'{"%s":{},' % key.encode() + PLAIN[1:])
loads("unknown keys between", PLAIN.replace(b'"edges":', b'"nodes_":[[]],"EDGES":{"edges":[]},"edges":'))
loads("unknown keys last", PLAIN[:-1] + b',"x":"]}","y":[-1.5e+300,true,false,null,""]}')
loads("two equal unknown keys", PLAIN[:-1] + b',"x":1,"x":2}')
loads("an empty key", PLAIN[:-1] + b',"":1}')
loads("a long key", PLAIN[:-1] + b',"' + b"k" * 3000000 + b'":1}')
loads("a long number where none is wanted", PLAIN[:-1] + b',"x":' + b"1" * 3000000 + b"}")
loads("a long string where none is wanted", PLAIN[:-1] + b',"x":"' + b"\\u0000" * 500000 + b'"}')
loads("200,000 levels of arrays", PLAIN[:-1] + b',"x":' + b"[" * 200000 + b"]" * 200000 + b"}")
loads("200,000 levels of objects",
      PLAIN[:-1] + b',"x":' + b'{"a":' * 200000 + b"1" + b"}" * 200000 + b"}")
loads("deep in the header",
      PLAIN.replace(b'"node_count"', b'"x":' + b"[" * 100000 + b"]" * 100000 + b',"node_count"'))
loads("strange numbers in the header",
      PLAIN.replace(b'"node_count"', b'"uid":-1e999,"y":18446744073709551616,"node_count"'))
loads("strange strings in the header", PLAIN.replace(
    b'"node_count"', b'"title":"\\ud83d \xff\xfe \\u0000 \xed\xa0\x80 \\"","node_count"'))
loads("numbers written otherwise", with_value("nodes", 10, "28.0").replace(
    b"5000000000", b"5e9"), size=4294967388)
loads("a count written otherwise", PLAIN.replace(b'"node_count":4', b'"node_count":4.0'))
loads("negative zero", with_value("nodes", 3, "-0"))
loads("no optional parts",
      without("samples", "locations", "trace_tree", "trace_function_infos", "scopes",
              "scope_context_vars", "scope_uses"),
      samples=0, locations=0, functions=0, stacks=0, scopes=0)
loads("optional parts empty", changed(lambda data: data.update(
    samples=[], locations=[], trace_tree=[], trace_function_infos=[], scopes=[])),
      samples=0, locations=0, functions=0, stacks=0, scopes=0)
loads("optional parts without their fields", meta(lambda m: [m.pop(key) for key in list(m) if key not in (
    "node_fields", "node_types", "edge_fields", "edge_types")]),
      samples=0, locations=0, functions=0, stacks=0, scopes=0)
loads("no stacks counted", header(lambda h: h.update(trace_function_count=0)),
      functions=0, stacks=0)
loads("more stack functions than counted", header(lambda h: h.update(trace_function_count=1)))
loads("a stack in a function that is not there",
      changed(lambda data: data["trace_tree"][4].__setitem__(1, 77)))
loads("a location twice", changed(lambda data: data["locations"].extend([7, 1, 2, 3])))
loads("locations out of order", changed(lambda data: data["locations"].extend([0, 1, 2, 3])),
      locations=2)
loads("ids twice", with_value("nodes", 16, "3"))
loads("the largest id", with_value("nodes", 16, "4294967295"))
BOUNDS = "sizes together are more than any machine has; the largest figures are lower bounds"
loads("the largest size", with_value("nodes", 10, "18446744073709551615"), size=(1 << 64) - 1)
CASES[-1].said = BOUNDS
for size in (1 << 60, 1 << 61, 1 << 63, (1 << 64) - 1):
    for command in (("summary", "--depth=3"), ("objects", "--format=json"), ("statistics",),
                    ("suspects", "--format=csv"), ("strings", "--format=csv"), ("detached",),
                    ("allocations",), ("timeline",), ("diff", "OTHER"), ("diff", "FILE", "OTHER"),
                    ("growth", "OTHER", "FILE", "FILE"), ("suspects", "OTHER", "FILE", "FILE"),
                    ("suspects", "FILE", "FILE", "OTHER")):
        loads("four sizes of %d: %s" % (size, " ".join(command)), changed(
            lambda data: data["nodes"].__setitem__(slice(3, 28, 7), [size] * 4)),
              size=min(4 * size, (1 << 64) - 1))
        CASES[-1].command, CASES[-1].said = command, BOUNDS
loads("nodes that nothing reaches", changed(lambda data: (
    data["nodes"].extend([3, 2, 9, 8, 0, 0, 0]), data["snapshot"].update(node_count=5))),
      nodes=5, size=4294967396)


def fields_in_another_order(data):
    for section in ("node", "edge"):
        fields = data["snapshot"]["meta"][section + "_fields"]
        types = data["snapshot"]["meta"][section + "_types"]
        stride = len(fields)
        array = data[section + "s"]
        data[section + "s"] = [array[at + stride - 1 - i]
                               for at in range(0, len(array), stride) for i in range(stride)]
        fields.reverse()
        types[:] = ["x"] * (stride - 1) + [types[0]]


def unknown_fields(data):
    for section in ("node", "edge"):
        fields = data["snapshot"]["meta"][section + "_fields"]
        stride = len(fields)
        array = data[section + "s"]
        data[section + "s"] = [value for at in range(0, len(array), stride)
                               for value in array[at:at + stride] + [99999999999]]
        fields.append("unheard_of")
    data["edges"][2::4] = [to // 7 * 8 for to in data["edges"][2::4]]
    data["locations"] = [8, 9, 11, 2]
    data["scopes"][0] = 24


loads("fields in another order", changed(fields_in_another_order))
loads("unknown fields", changed(unknown_fields))
loads("an unknown node type", meta(lambda m: m["node_types"][0].__setitem__(3, "new in V8")))
loads("an unknown edge type", meta(lambda m: m["edge_types"][0].__setitem__(2, "new in V8")))
loads("types in another order", changed(lambda data: (
    data["snapshot"]["meta"]["node_types"][0].reverse(),
    [data["nodes"].__setitem__(i, 6 - data["nodes"][i]) for i in range(0, 28, 7)])))
loads("one type list too many", meta(lambda m: m["node_types"].append("number")))

# Strings

for name, raw in (("a lone surrogate", b"\\ud83d"), ("a pair", b"\\ud83d\\ude00"),
                  ("the wrong way round", b"\\ude00\\ud83d"), ("NUL", b"\\u0000"),
                  ("bad UTF-8", b"\xff\xc0\x80\xf5"), ("a raw surrogate", b"\xed\xa0\xbd"),
                  ("cut UTF-8", b"\xe2\x82"), ("every escape", b'\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fF'),
                  ("an escape sequence", b"\\u001b]52;c;eA==\\u0007\\u009b31m"),
                  ("raw DEL", b"\x7f"), ("a megabyte", b"x" * 1000000),
                  ("many backslashes", b"\\\\" * 99991)):
    loads("a string of " + name, PLAIN.replace(b'"Session"', b'"' + raw + b'"'))
for name, raw, want in (
        ("a raw newline", b"a\nb", "no control character in a string"),
        ("a raw NUL", b"a\0b", "no control character in a string"),
        ("an unknown escape", b"\\x41", "behind a backslash"),
        ("a short escape", b"\\u12", "four hexadecimal digits"),
        ("no hexadecimal digits", b"\\u12G4", "four hexadecimal digits"),
        ("an escaped end", b"\\", "expected ',' or ']'")):
    refused("a string of " + name, PLAIN.replace(b'"Session"', b'"' + raw + b'"'), want)
for name, raw in (("bytes that are no UTF-8", b"x".join((
        b"\xc0\x9b", b"\xc2\x9b", b"\x9b", b"\xe0\x80\x9b", b"\xf0\x80\x80\x9b", b"\xf8\x88\x80\x80\x80",
        b"\xfe\xff", b"\xed\xa0\xbd\xed\xb8\x80", b"\xf4\x90\x80\x80", b"\xe2\x80", b"\xf0\x9f\x98"))),
                  ("400,000 newlines", b"\\n" * 400000), ("pairs", b"\\ud83d\\ude00" * 80000),
                  ("marks that turn the text round", b"\xe2\x80\xae" * 300000),
                  ("marks on one letter", b"e" + b"\xcc\x81" * 400000)):
    loads("shown: a string of " + name, PLAIN.replace(b'"Session"', b'"' + raw + b'"'))
    CASES[-1].command = ("objects",)
    loads("shown: types of " + name, PLAIN.replace(b'"node_types":[["hidden"', b'"node_types":[["'
                                                   + raw[:3000] + b'"'))
    CASES[-1].command = ("objects", "--format=json")
refused("strings: a number among them", PLAIN.replace(b'"Session"', b"5"), "string 2, byte .*a string")
refused("strings: null among them", PLAIN.replace(b'"Session"', b"null"), "expected a string")
refused("strings: a comma too many", PLAIN.replace(b'"Session",', b'"Session",,'), "expected a string")
refused("strings: a comma at the end", PLAIN[:-2] + b",]}", "expected a string")
refused("strings: a comma missing", PLAIN.replace(b'"Session",', b'"Session"'), "',' or ']'")
refused("strings: an object", changed(lambda data: data.update(strings={})), "expected '\\['")
refused("strings: null", changed(lambda data: data.update(strings=None)), "expected '\\['")
refused("strings: too few", changed(lambda data: data["strings"].pop()),
        "'edges', edge 1, field 'name_or_index': expected one of 5 strings, found 5")
refused("strings: none", changed(lambda data: data.update(strings=[])),
        "'nodes', node 0, field 'name'")



def nameless(data):
    """All names are the first string, of which there is none."""
    data["nodes"][1::7] = [0] * 4
    data["edges"][1::3] = [0] * 5
    data["trace_function_infos"][1::6] = data["trace_function_infos"][2::6] = [0, 0]
    data["scope_context_vars"] = [0]
    data["strings"] = []


refused("strings: none, and all names are 0", changed(nameless),
        "'nodes', node 0, field 'name': expected one of 0 strings, found 0")

# Numbers that are none

for name, raw, want in (
        ("negative", "-28", "at most|number of bytes"), ("a fraction", "28.5", "whole number"),
        ("tiny", "1e-7", "whole number"), ("NaN", "NaN", "expected a number"),
        ("Infinity", "Infinity", "expected a number"), ("text", '"28"', "expected a number"),
        ("hexadecimal", "0x1c", "',' or '\\]'"), ("with a plus", "+28", "expected a number"),
        ("with zeros before it", "028", "expected a number"),
        ("with a point at its end", "28.", "expected a number"),
        ("with a point before it", ".5", "expected a number"),
        ("null", "null", "expected a number"), ("true", "true", "expected a number"),
        ("an array", "[28]", "expected a number"), ("an object", "{}", "expected a number"),
        ("nothing", "", "expected a number"), ("two", "2 8", "',' or '\\]'"),
        ("65 bits", "18446744073709551616", "64 bits"),
        ("30 digits", "9" * 30, "64 bits"), ("2,000 digits", "9" * 2000, "63 characters"),
        ("with an underscore", "2_8", "',' or '\\]'"), ("a BigInt", "28n", "',' or '\\]'"),
        ("in other digits", "\u0662\u0668", "expected a number"),
        ("in wide digits", "2\uff18", "',' or '\\]'"),
        ("with a NUL behind it", "28\0", "',' or '\\]'"),
        ("with a minus apart", "- 28", "expected a number|a digit"),
        ("far out", "1e400", "64 bits"), ("a comment", "28/*x*/", "',' or '\\]'")):
    refused("a size that is " + name, with_value("nodes", 10, raw), "'nodes', node 1, field 'self_size'.*" + want)
    refused("a target that is " + name, with_value("edges", 5, raw), "'edges', edge 1, field 'to_node'.*(" + want
            + "|a multiple of 7)")

# Indexes out of range

for section, index, raw, want in (
        ("nodes", 0, "7", "node 0, field 'type': expected at most 6, found 7"),
        ("nodes", 0, "4294967295", "node 0, field 'type'"),
        ("nodes", 8, "6", "node 1, field 'name': expected one of 6 strings, found 6"),
        ("nodes", 8, "4294967295", "node 1, field 'name': expected at most 4294967294"),
        ("nodes", 8, "-1", "node 1, field 'name': .*found -1"),
        ("nodes", 9, "4294967296", "node 1, field 'id': expected at most 4294967295"),
        ("nodes", 4, "3", "edges of all nodes together are 6"),
        ("nodes", 4, "1", "edges of all nodes together are 4"),
        ("nodes", 4, "4294967290", "node 0, field 'edge_count'"),
        ("nodes", 4, "18446744073709551615", "node 0, field 'edge_count'"),
        ("nodes", 5, "4294967296", "node 0, field 'trace_node_id'"),
        ("edges", 0, "7", "edge 0, field 'type': expected one of 7 types, found 7"),
        ("edges", 0, "4294967296", "edge 0, field 'type': expected one of 7 types, found 4294967296"),
        ("edges", 0, "-1", "edge 0, field 'type': expected one of 7 types, found -1"),
        ("edges", 7, "6", "edge 2, field 'name_or_index': expected one of 6 strings"),
        ("edges", 1, "4294967296", "edge 0, field 'name_or_index': expected at most 4294967295"),
        ("edges", 2, "8", "edge 0, field 'to_node': expected a multiple of 7 below 28, found 8"),
        ("edges", 2, "28", "edge 0, field 'to_node': expected a multiple of 7 below 28, found 28"),
        ("edges", 2, "-7", "edge 0, field 'to_node'"),
        ("edges", 2, "4294967295", "edge 0, field 'to_node'"),
        ("locations", 0, "28", "'locations', location 0, field 'object_index'"),
        ("locations", 0, "8", "'locations', location 0, field 'object_index'"),
        ("locations", 2, "4294967296", "field 'line': expected at most"),
        ("samples", 0, "-1", "'samples', sample 0"),
        ("trace_function_infos", 1, "6", "function 0, field 'name': expected one of 6 strings"),
        ("trace_function_infos", 2, "6", "function 0, field 'script_name': expected one of 6"),
        ("trace_function_infos", 1, "4294967296", "function 0, field 'name': expected at most"),
        ("trace_tree", 0, "4294967296", "'trace_tree', byte .*at most"),
        ("trace_tree", 0, "-1", "no negative number"),
        ("trace_tree", 4, "5", "'trace_tree'.*expected an array"),
        ("scopes", 0, "3", "'scopes', scope 0, field 'script_node_index'"),
        ("scopes", 3, "2", "the scopes have 2 variables"),
        ("scopes", 4, "2", "the scopes have 2 uses"),
        ("scope_context_vars", 0, "6", "'scope_context_vars', variable 0"),
):
    refused("%s[%d] = %s" % (section, index, raw), with_value(section, index, raw), want)

# Counts that lie

for count in (0, 3, 5, 40, 1000000000, 4294967296, 9007199254740993, 9223372036854775807):
    refused("node_count %d" % count, header(lambda h: h.update(node_count=count)), "node_count")
for count in (0, 4, 6, 50, 1000000000, 4294967296, 9223372036854775807):
    refused("edge_count %d" % count, header(lambda h: h.update(edge_count=count)), "edge_count")
for name, raw, found in (("negative", "-4", "-4"), ("text", '"4"', '"4"'),
                         ("text of a number", '"-4"', '"-4"'), ("true", "true", "true"),
                         ("a fraction", "4.5", "4.5"), ("null", "null", "null"),
                         ("65 bits", "99999999999999999999", "99999999999999999999"),
                         ("an array", "[4]", "an array")):
    refused("node_count is " + name,
            PLAIN.replace(b'"node_count":4', b'"node_count":' + raw.encode()),
            "'node_count' in 'snapshot': expected a whole number of at most 63 bits, found "
            + found + "$")
refused("edge counts of 2^32 together", changed(lambda data: (
    data["nodes"].__setitem__(4, 4294967279), data["nodes"].__setitem__(11, 19))),
        "the edges of nodes 0 to 1 together are 4294967298")
refused("a node that is not whole", changed(lambda data: data["nodes"].append(3)),
        "'nodes' ends inside a row.*node 4 has 1 of 7 fields")
refused("an edge that is not whole", changed(lambda data: data["edges"].pop()),
        "'edges' ends inside a row.*edge 4 has 2 of 3 fields")
refused("no nodes at all", changed(lambda data: (
    data.update(nodes=[], edges=[]), data["snapshot"].update(node_count=0, edge_count=0))),
        "'nodes' is empty")
refused("a sample that is not whole", changed(lambda data: data["samples"].pop()),
        "'samples' ends inside a row")
refused("two roots of stacks", changed(lambda data: data["trace_tree"].extend([9, 0, 0, 0, []])),
        "a second root")
refused("a stack without its children", changed(lambda data: data["trace_tree"][4].pop()),
        "'trace_tree'")

# Parts missing, twice, or something else

for key in ("snapshot", "nodes", "edges", "strings"):
    refused("no " + key, without(key), "has no '%s'|without a '%s'" % (key, key))
    refused(key + " is null", changed(lambda data: data.update({key: None})), "'%s'" % key)
    refused(key + " is a number", changed(lambda data: data.update({key: 5})), "'%s'" % key)
    refused(key + " is text", changed(lambda data: data.update({key: "x"})), "'%s'" % key)
    value = text(snapshot()[key])
    refused(key + " twice", PLAIN[:-1] + b',"%s":%s}' % (key.encode(), value),
            "a second '%s'" % key)
refused("locations twice", PLAIN[:-1] + b',"locations":[]}', "a second 'locations'")
refused("no meta", header(lambda h: h.pop("meta")), "'snapshot' has no 'meta'")
refused("meta is an array", header(lambda h: h.update(meta=[])), "'meta' in 'snapshot'")
for key in ("node_fields", "node_types", "edge_fields", "edge_types"):
    refused("no " + key, meta(lambda m: m.pop(key)), key)
    refused(key + " is text", meta(lambda m: m.update({key: "x"})), key)
    refused(key + " is empty", meta(lambda m: m.update({key: []})), key)
for key in ("type", "name", "id", "self_size", "edge_count"):
    refused("no field " + key, meta(lambda m: m["node_fields"].__setitem__(
        m["node_fields"].index(key), "x")), "'node_fields' in 'snapshot' has no '%s'" % key)
for key in ("type", "name_or_index", "to_node"):
    refused("no field " + key + " of edges", meta(lambda m: m["edge_fields"].__setitem__(
        m["edge_fields"].index(key), "x")), "'edge_fields' in 'snapshot' has no '%s'" % key)
refused("a thousand fields", meta(lambda m: m["node_fields"].extend(["x"] * 1000)),
        "'node_fields' in 'snapshot' has 1007 names")
refused("a thousand types", meta(lambda m: m["node_types"][0].extend(["x"] * 1000)),
        "'node_types' in 'snapshot' has 1007 names")
refused("no names for types of nodes", meta(lambda m: m.update(node_types=[[]])),
        "'node_types' in 'snapshot' names no type")
refused("no names for types of edges", meta(lambda m: m.update(edge_types=[[]])),
        "'edges', edge 0, field 'type': expected one of 0 types, found 1")
META = snapshot()["snapshot"]["meta"]
for key in META:
    for name, value in (("an object", {}), ("a number", 5), ("a list of numbers", [1, 2]),
                        ("a list of null", [None])):
        refused("meta: %s is %s" % (key, name), meta(lambda m: m.update({key: value})),
                "'%s' in 'snapshot': expected (an array|a list of names|names), found" % key)
for key, part in (("trace_function_info_fields", "functions"), ("trace_node_fields", "stacks"),
                  ("sample_fields", "samples"), ("location_fields", "locations"),
                  ("scope_fields", "scopes")):
    for value in (None, [], [""] * 7):
        loads("meta: %s is %s" % (key, value), meta(lambda m: m.update({key: value})), **{part: 0})
    refused("meta: %s holds lists" % key, meta(lambda m: m.update({key: [[]]})),
            "'%s' in 'snapshot': expected names, found an array" % key)
loads("meta: fields of samples twice", meta(lambda m: m.update(sample_fields=2 * m["sample_fields"])),
      samples=1)
for key in ("node_fields", "edge_fields", "location_fields", "scope_fields"):
    refused("meta: %s twice" % key, meta(lambda m: m.update({key: 2 * m[key]})),
            "'%ss' (does not hold|ends inside a row)" % key[:-7])
refused("meta: the fields of a node the other way round", meta(lambda m: m["node_fields"].reverse()),
        "'node_types' in 'snapshot': expected a list of names, found \"number\"")
for key in ("node", "edge"):
    refused("meta: %s_types is an empty list" % key, meta(lambda m: m.update({key + "_types": []})),
            "'%s_types' in 'snapshot' has no list for the field 'type'" % key)
    for number in (5, 1.5, -1, 10 ** 30):
        refused("meta: a field of a %s is called %s" % (key, number), meta(
            lambda m: m[key + "_fields"].append(number)),
                "'%s_fields' in 'snapshot': expected names, found %s" % (
                    key, str(number).replace("+", "[+]")))


def wide(count):
    """Nodes of so many fields."""
    def change(data):
        more = count - 7
        data["snapshot"]["meta"]["node_fields"] += ["more"] * more
        data["nodes"] = [value for at in range(0, 28, 7)
                         for value in data["nodes"][at:at + 7] + [5] * more]
        data["edges"][2::3] = [to // 7 * count for to in data["edges"][2::3]]
        data["locations"][0], data["scopes"][0] = count, 3 * count
    return changed(change)


for count in (16, 31, 32, 33, 63, 64):
    loads("nodes of %d fields" % count, wide(count))
refused("nodes of 65 fields", wide(65), "'node_fields' in 'snapshot' has 65 names")
for key in ("node_types", "edge_types"):
    for count in (200, 201):
        data = meta(lambda m: m[key][0].extend("t%d" % i for i in range(count - 7)))
        if count == 200:
            loads("%d %s" % (count, key), data)
        else:
            refused("%d %s" % (count, key), data, "'%s' in 'snapshot' has 201 names" % key)
for name, old, new in (
        ("a count twice, the last is right", b'"node_count":4', b'"node_count":9,"node_count":4'),
        ("meta twice, the last is right", b'"snapshot":{', b'"snapshot":{"meta":5,'),
        ("a field with NUL", b'"trace_node_id"', b'"type\\u0000x"'),
        ("a key with NUL", b'"node_count":4', b'"\\u0000":1,"node_count\\u0000":9,"node_count":4'),
        ("a key of meta with NUL", b'"node_fields":', b'"node_fields\\u0000":5,"node_fields":'),
        ("a field written with an escape", b'"self_size"', b'"self\\u005fsize"'),
        ("75,000 keys in meta", b'"meta":{', b'"meta":{' + b"".join(
            b'"a%d":1,' % i for i in range(75000)))):
    loads("header: " + name, PLAIN.replace(old, new))
for name, old, new, want in (
        ("a count twice, the last is wrong", b'"node_count":4', b'"node_count":4,"node_count":9',
         "expected 9 nodes, found 4"),
        ("a key with NUL", b'"nodes":', b'"nodes\\u0000":', "has no 'nodes'"),
        ("a hostile count", b'"node_count":4', b'"node_count":"\\u001b[31m\\u202e"',
         "'node_count' in 'snapshot': expected a whole number of at most 63 bits, found \""),
        ("a count behind 150,000 brackets", b'"node_count":', b'"node_count":' + b"[" * 150000,
         "'snapshot', byte"),
        ("meta below 150,000 objects", b'"meta":', b'"meta":' + b'{"a":' * 150000,
         "file ends inside 'snapshot'")):
    refused("header: " + name, PLAIN.replace(old, new), want)
for key in ("nodes", "edges", "samples", "locations", "scopes", "scope_uses", "scope_context_vars",
            "strings", "trace_function_infos", "trace_tree"):
    for opening in (b"[", b'{"a":'):
        start = b'"%s":[' % key.encode()
        refused("150,000 times %s in %s" % (opening.decode(), key),
                PLAIN.replace(start, start + opening * 150000),
                "'%s', .*expected a (number|string), found \\%c" % (key, opening[0]))
refused("a root that is not the first", header(lambda h: h.update(root_index=7)), "'root_index'")
refused("a header of two megabytes", header(lambda h: h.update(x="x" * 2000000)),
        "at most 1048576 are possible")

# JSON that is none

for name, data, want in (
        ("a comma too many", PLAIN[:-1] + b",}", "expected a string"),
        ("no closing brace", PLAIN[:-1], "file ends"),
        ("cut in half", PLAIN[:len(PLAIN) // 2], "file ends"),
        ("another object behind it", PLAIN + PLAIN, "expected the end of the file"),
        ("a NUL behind it", PLAIN + b"\0", "expected the end of the file"),
        ("a key without quotes", PLAIN.replace(b'"nodes"', b"nodes"), "expected a string"),
        ("nodes in capitals", PLAIN.replace(b'"nodes":', b'"NODES":'), "has no 'nodes'"),
        ("nodes but for a letter", PLAIN.replace(b'"nodes":', b'"node":'), "has no 'nodes'"),
        ("a key in single quotes", PLAIN.replace(b'"nodes"', b"'nodes'"), "expected a string"),
        ("no colon", PLAIN.replace(b'"nodes":', b'"nodes"'), "expected ':'"),
        ("a semicolon", PLAIN.replace(b'"nodes":', b'"nodes";'), "expected ':'"),
        ("no comma between keys", PLAIN.replace(b',"edges"', b'"edges"'), "',' or '}'"),
        ("a comment", b"{/* x */" + PLAIN[1:], "expected a string"),
        ("a wrong word", PLAIN[:-1] + b',"x":nul}', "expected a value"),
        ("a word in capitals", PLAIN[:-1] + b',"x":True}', "expected a value"),
        ("a bad number in passing", PLAIN[:-1] + b',"x":[1,02]}', "',' or '\\]'"),
        ("a bad string in passing", PLAIN[:-1] + b',"x":"\\q"}', "behind a backslash"),
        ("a bad object in passing", PLAIN[:-1] + b',"x":{"a" 1}}', "expected ':'"),
        ("brackets that do not match", PLAIN[:-1] + b',"x":[{"a":1]}}', "',' or '}'"),
        ("a vertical tab", b"\x0b" + PLAIN, "looks like binary data"),
        ("a byte order mark twice", b"\xef\xbb\xbf\xef\xbb\xbf" + PLAIN, "looks like binary data"),
        ("a no-break space", PLAIN.replace(b'"nodes":', b'"nodes":\xc2\xa0'), "byte 0xc2"),
        ("200,000 levels, not closed", PLAIN[:-1] + b',"x":' + b"[" * 200000, "file ends"),
        ("the nodes nested", changed(lambda data: data.update(nodes=[data["nodes"]])),
         "'nodes', node 0.*a number"),
):
    refused("JSON: " + name, data, want)

# Cut off, and what is whole of it

for key in ("edges", "strings", "samples"):
    at = PLAIN.index(b'"%s":' % key.encode()) + len(key) + 3
    for order, start in (("", PLAIN[:at]), (", put off", b'{' + PLAIN[at - len(key) - 3:at])):
        refused("cut before the value of %s%s" % (key, order), start, "file ends")

for key in ("nodes", "edges", "trace_function_infos", "samples", "locations", "strings"):
    start = PLAIN.index(b'"%s":[' % key.encode()) + len(key) + 4
    refused("cut inside " + key, PLAIN[:start + 5], "file ends inside '%s'.* at byte %d" % (
        key, start + 5))
EDGES = PLAIN.index(b'"edges":[')
STRINGS = PLAIN.index(b'"strings":[')


def salvaged(name, data, want):
    add("salvaged: " + name, data, want, ("--salvage",))
    CASES[-1].said = "figures are lower bounds"


salvaged("cut inside the edges", PLAIN[:EDGES + 30],
         {"nodes": 4, "edges": 3, "strings": 0})
salvaged("cut inside the nodes", PLAIN[:PLAIN.index(b'"nodes":[') + 40],
         {"nodes": 2, "edges": 0, "strings": 0})
salvaged("cut before the strings", PLAIN[:STRINGS],
         {"nodes": 4, "edges": 5, "strings": 0, "locations": 1})
salvaged("cut inside a string", PLAIN[:STRINGS + 30],
         {"nodes": 4, "edges": 5, "strings": 2})
salvaged("gzip cut off", gzip.compress(PLAIN, 0)[:STRINGS + 50],
         {"nodes": 4, "edges": 5})
salvaged("gzip without its trailer", gzip.compress(PLAIN)[:-8], WHOLE)
salvaged("gzip with a part of its trailer", gzip.compress(PLAIN)[:-3], WHOLE)
salvaged("gzip with another checksum", gzip.compress(PLAIN)[:-8] + bytes(8), WHOLE)
loads("salvaged: whole", PLAIN, options=("--salvage",))
refused("salvaged: cut inside the header", PLAIN[:200], "file ends", ("--salvage",))
refused("salvaged: wrong, not cut", with_value("edges", 2, "8"), "to_node", ("--salvage",))
refused("salvaged: empty", b"", "is empty", ("--salvage",))

# Bombs of up to a megabyte or two

COUNT = 120000


def many(nodes, edges, **more):
    """A snapshot of this many nodes and edges; `edges` gives source and target of each."""
    data = snapshot()
    for key in ("samples", "trace_tree", "trace_function_infos", "scopes", "scope_uses",
                "scope_context_vars", "locations"):
        del data[key]
    data["snapshot"]["trace_function_count"] = 0
    counts = [0] * nodes
    for source, _ in edges:
        counts[source] += 1
    data["nodes"] = [value for i in range(nodes)
                     for value in (3, 2, 2 * i + 1, 8, counts[i], 0, 0)]
    data["edges"] = [value for _, target in sorted(edges, key=lambda edge: edge[0])
                     for value in (2, 3, 7 * target)]
    data["snapshot"].update(node_count=nodes, edge_count=len(edges))
    data.update(more)
    return text(data)


def graph(name, nodes, edges):
    loads("graph: " + name, many(nodes, edges), nodes=nodes, edges=len(edges), locations=0,
          samples=0, functions=0, stacks=0, scopes=0, size=8 * nodes)


def ropes(name, edges, letter="x"):
    """24,000 ropes with these references, of which every other one is to the second part.  The
    last node is a string of one letter, or of none."""
    count = 24000
    data = many(count, edges, strings=["", "", "", "first", "second", letter])
    for old, new in ((b'"object"', b'"concatenated string"'),
                     (b'"property","internal"', b'"internal","property"'),
                     (b"3,2,%d,8,0," % (2 * count - 1), b"2,5,%d,8,0," % (2 * count - 1))):
        data = data.replace(old, new)
    start = data.index(b'"edges":[') + 9
    rows = data[start:data.index(b"]", start)].split(b",")
    rows[1::6], rows[4::6] = [b"3"] * (len(edges) // 2), [b"4"] * (len(edges) // 2)
    data = data[:start] + b",".join(rows) + data[data.index(b"]", start):]
    for command in (("strings",), ("objects", "--sort=name"), ("search", "xy")):
        loads("ropes of '%s', %s: %s" % (letter, name, command[0]), data, nodes=count,
              edges=len(edges), strings=6, locations=0, samples=0, functions=0, stacks=0,
              scopes=0, size=8 * count)
        CASES[-1].command = (*command, "--limit=3")


def named(name, names, *command):
    """6,000 objects with these names in turn, through a command that looks at all of them."""
    count = 6000
    data = many(count, [(0, i) for i in range(count)], strings=["", *names, *["x"] * 3])
    places = [i % len(names) + 1 for i in range(count)]
    start = data.index(b'"nodes":[') + 9
    row = iter(places)
    nodes = b",".join(number if at % 7 != 1 else b"%d" % next(row) for at, number in enumerate(
        data[start:data.index(b"]", start)].split(b",")))
    loads("names: " + name, data[:start] + nodes + data[data.index(b"]", start):],
          nodes=count, edges=count, strings=len(names) + 4, locations=0, samples=0, functions=0,
          stacks=0, scopes=0, size=8 * count)
    CASES[-1].command = command


graph("a chain", COUNT // 4, [(i, i + 1) for i in range(COUNT // 4 - 1)])
for command in (("containment",), ("dominators",), ("retainers", "@40001"),
                ("object", "@1"), ("containment", "--format=markdown"),
                ("dominators", "--format=json")):
    graph("a chain, unfolded: " + " ".join(command), COUNT // 4,
          [(i, i + 1) for i in range(COUNT // 4 - 1)])
    CASES[-1].command = (*command, "--depth=100000", "--limit=0")
    # each with another row below, so that all are folded one after the other
    graph("a chain with leaves, unfolded: " + " ".join(command), COUNT // 5,
          [edge for i in range(0, COUNT // 5 - 2, 2) for edge in ((i, i + 2), (i, i + 1))])
    CASES[-1].command = (*command, "--depth=100000", "--limit=0")
graph("a chain and back", COUNT // 4, [(i, i + 1) for i in range(COUNT // 4 - 1)] + [
    (COUNT // 4 - 1, 0)])
graph("all edges to one node", COUNT // 4, [(i, 1) for i in range(COUNT // 4)])
graph("all edges from one node", COUNT // 4, [(0, i) for i in range(COUNT // 4)])
graph("all edges on themselves", COUNT // 4, [(i, i) for i in range(COUNT // 4)])
graph("no edges", COUNT // 4, [])
graph("everything to everything", 250, [(i, j) for i in range(250) for j in range(250)])
graph("one edge many times", 2, [(0, 1)] * COUNT)
graph("a root many times that refers to one node many times", 3,
      [(0, 1)] * 80000 + [(1, 2)] * 80000)
refused("a megabyte of brackets", b"[" * 1000000, "looks like a JSON array")
refused("a megabyte of braces", b'{"a":' * 200000, "file ends")
refused("a megabyte of quotes", b'{"' + b'"' * 1000000, "expected ':'")
refused("a megabyte of commas", PLAIN.replace(b'"nodes":[', b'"nodes":[' + b"," * 1000000),
        "expected a number")
refused("a megabyte of zeros", PLAIN.replace(b'"nodes":[', b'"nodes":[' + b"0," * 500000),
        "node_count")
refused("a megabyte of empty strings, too late", PLAIN.replace(
    b'"strings":[', b'"strings":[' + b'"",' * 330000)[:-1] + b",}", "expected a string")
loads("a megabyte of empty strings", PLAIN.replace(b'"strings":[', b'"strings":[' + b'"",' * 330000),
      strings=330006)
loads("a megabyte of samples", changed(lambda data: data.update(samples=[0] * 500000)),
      samples=250000)
loads("a megabyte of locations", changed(lambda data: data.update(locations=[0] * 500000)))
loads("a deep tree of stacks", PLAIN.replace(
    b'"trace_tree":[1,0,0,0,[2,1,1,28,[]]]',
    b'"trace_tree":' + b"[1,0,0,0," * 100000 + b"[]" + b"]" * 100000), stacks=100000)
TREE = b'"trace_tree":[1,0,0,0,[2,1,1,28,[]]]'
for name, tree, count in (
        ("80,000 stacks below one", b",".join(b"%d,0,0,0,[]" % i for i in range(80000)), 80001),
        ("100,000 stacks of one id", b",".join([b"1,0,0,0,[1,0,0,0,[]]"] * 50000), 100001),
        ("a deep tree of stacks in two functions", b"".join(
            b"%d,%d,1,9,[" % (i, i % 2) for i in range(60000)) + b"]" * 60000, 60001)):
    loads(name, PLAIN.replace(TREE, b'"trace_tree":[1,0,0,0,[' + tree + b"]]"), stacks=count)
    CASES[-1].command = ("allocations", "--depth=9", "--limit=9")
refused("a tree of stacks without an end", PLAIN.replace(
    TREE, b'"trace_tree":' + b"[1,0,0,0," * 200000), "'trace_tree', byte .*expected an array")
loads("a megabyte of blanks in the nodes", PLAIN.replace(b'"nodes":[', b'"nodes":[' + b" " * 1500000))
loads("a megabyte of blanks between numbers",
      PLAIN.replace(b'"nodes":[6,', b'"nodes":[6' + b"\n" * 1500000 + b"," + b"\t" * 1500000))
named("two equal ones of 250 kB, sorted", ["n" * 250000] * 2, "objects", "--sort=name", "--limit=3")
named("one of 500 kB, filtered", ["n" * 500000], "objects", "--filter=zz", "--limit=3")
named("two of 250 kB that differ at their end, sorted", ["n" * 250000 + end for end in "ab"],
      "objects", "--sort=name", "--limit=3")
for command in (("diff", "OTHER"), ("growth", "OTHER", "FILE", "FILE")):
    named("one of 500 kB, in another process: " + command[0], ["n" * 500000], *command,
          "--limit=3")
ROPES, LETTER = range(23999), 23999
for part in ((0, 1), (1, 0)):
    ropes("each the %s part of another" % ("first", "second")[part[0]], [
        (i, (i + 1, LETTER)[which]) for i in ROPES for which in part], "")
    ropes("each the %s part of another" % ("first", "second")[part[0]], [
        (i, (i + 1, LETTER)[which]) for i in ROPES for which in part])
ropes("each a part of two others", [
    (i, to) for i in ROPES for to in (LETTER if i % 3 == 0 else i + 1, min(LETTER, i + 2))])
ropes("in chains of 1,000", [
    (i, to) for i in ROPES for to in (i + 1 if i % 1000 else LETTER, LETTER)])
ropes("without an end", [(i, (i + step) % 23999) for i in ROPES for step in (1, 7)])
ropes("without an end, but with a beginning", [
    (i, to) for i in ROPES for to in (LETTER if i % 9 == 0 else (i + 1) % 23999, (i + 7) % 23999)])

# A NUL does not end a name

for key, field in (("node_fields", "id"), ("edge_fields", "to_node")):
    refused("a field called %s and a NUL" % field, meta(lambda m: m[key].__setitem__(
        m[key].index(field), field + "\0")), "'%s' in 'snapshot' has no '%s'" % (key, field))

# Questions asked at one node of thousands of references by thousands of others, and texts that were
# chosen to have one hash

NODE_TYPES = ["hidden", "array", "string", "object", "code", "closure", "regexp", "number", "native",
              "synthetic"]
EDGE_TYPES = ["context", "element", "property", "internal", "hidden", "shortcut", "weak"]


class Graph:
    """Nodes and references one after the other, the root first, from which all hang."""

    def __init__(self):
        self.nodes, self.edges, self.strings, self.tables = [], [], {}, {}
        self.root = self.node("synthetic", "", held=False)

    def string(self, value):
        return self.strings.setdefault(value, len(self.strings))

    def node(self, kind, name, held=True, size=8):
        node = len(self.nodes)
        self.nodes.append((NODE_TYPES.index(kind), self.string(name), 2 * node + 1, size))
        self.edges.append([])
        if held:
            self.edge(self.root, node, "hidden", 1)
        return node

    def edge(self, source, target, kind, name):
        number = name if isinstance(name, int) else self.string(name)
        self.edges[source].append((EDGE_TYPES.index(kind), number, 7 * target))

    def internal(self, source, target, name):
        self.edge(source, target, "internal", name)

    def boxed(self, kind, value):
        box, held = self.node("number", kind), self.node("string", value)
        self.internal(box, held, "value")
        return box

    def loads(self, name, *command):
        data = snapshot()
        for key in ("trace_tree", "trace_function_infos", "samples", "locations", "scopes",
                    "scope_uses", "scope_context_vars"):
            del data[key]
        edges = [edge for of_node in self.edges for edge in of_node]
        data["snapshot"].update(node_count=len(self.nodes), edge_count=len(edges),
                                trace_function_count=0)
        data["snapshot"]["meta"]["node_types"][0] = NODE_TYPES
        data["nodes"] = [number for node, of_node in zip(self.nodes, self.edges)
                         for number in (*node, len(of_node), 0, 0)]
        data["edges"] = [number for edge in edges for number in edge]
        data["strings"] = ["@@"]
        data.update(self.tables)
        strings = b",".join(value if isinstance(value, bytes) else text(value)
                            for value in self.strings)
        loads(name, text(data).replace(b'"@@"', strings), nodes=len(self.nodes), edges=len(edges),
              strings=len(self.strings), size=sum(node[3] for node in self.nodes), samples=0, functions=0, stacks=0,
              locations=len(self.tables.get("locations", ())) // 4,
              scopes=len(self.tables.get("scopes", ())) // 5)
        CASES[-1].command = command


MANY = ("--depth=3", "--limit=0")
G = Graph()
SHARED = G.node("code", "shared")
for number in range(40000):
    G.internal(SHARED, 0, "neither")
G.tables["locations"] = []
for number in range(8000):
    closure = G.node("closure", "f")
    G.internal(closure, SHARED, "shared")
    G.tables["locations"] += [7 * closure, number, 1, 1]
G.loads("8,000 functions of other scripts share one of 40,000 references", "summary")
G = Graph()
CLOSURE, CONTEXT = G.node("closure", "f"), G.node("object", "system / Context")
for number in range(80000):
    G.internal(CLOSURE, CONTEXT, "neither")
G.loads("a context to which a function refers 80,000 times", "contexts", *MANY)
G = Graph()
CLOSURE, INFO = G.node("closure", "f"), G.node("code", "system / ScopeInfo")
for number in range(14000):
    CONTEXT = G.node("object", "system / Context")
    G.internal(CLOSURE, CONTEXT, "neither")
    G.internal(CONTEXT, INFO, "scope_info")
G.loads("a function that refers to 14,000 contexts", "contexts", *MANY)
G = Graph()
INFO, CODE = G.node("code", "system / ScopeInfo"), G.node("code", "c")
for number in range(30000):
    G.internal(CODE, INFO, "neither")
for number in range(8000):
    G.internal(G.node("object", "system / Context"), INFO, "scope_info")
G.loads("8,000 contexts of a scope that is referred to 30,000 times", "contexts", *MANY)
G = Graph()
BOX = G.node("number", "int")
for number in range(40000):
    G.internal(BOX, 0, "neither")
for number in range(8000):
    INFO = G.node("code", "system / ScopeInfo")
    G.internal(INFO, BOX, "scope_id")
    G.internal(G.node("object", "system / Context"), INFO, "scope_info")
G.loads("8,000 scopes share a number of 40,000 references", "contexts", *MANY)
G = Graph()
BOX = G.node("number", "bool")
for number in range(40000):
    G.internal(BOX, 0, "neither")
for number in range(8000):
    G.internal(G.node("string", "s"), BOX, "truncated")
G.loads("8,000 strings share a truth of 40,000 references", "strings", *MANY)
G = Graph()
TRUE = G.boxed("bool", "true")
for number in range(8000):
    string = G.node("string", "s")
    G.internal(string, TRUE, "truncated")
    G.internal(string, G.boxed("int", str(2000 + number % 7999)), "length")
G.loads("8,000 strings of one beginning, all but two of other lengths", "strings", *MANY)


def of_one_hash(count):
    """Texts of 16 bytes that a hash by multiplication alone takes for one, if its key is none."""
    factor, most = 0x9e3779b97f4a7c15, (1 << 64) - 1
    found, number = [], 0
    while len(found) < count:
        number += 1
        first = b"%08x" % number
        state = (16 + 0x2545f4914f6cdd1d ^ int.from_bytes(first, "little")) * factor & most
        second = ((state ^ state >> 29) ^ 0x1234567890abcdef).to_bytes(8, "little")
        if not any(byte < 0x20 or byte in b'"\\' for byte in second):
            found.append(b'"%s"' % (first + second))
    return found


G = Graph()
for value in of_one_hash(12000):
    G.node("string", value)
    G.node("string", value)
G.loads("12,000 texts of one hash", "strings", *MANY)
G = Graph()
for number in range(20000):
    G.node("object", "o", size=1 << 31)
G.loads("20,000 large objects with nothing in them", "suspects")


def of_scopes(depth, uses, contexts, functions):
    """One script whose scopes stand in each other; each context has all variables of the first."""
    graph = Graph()
    script = graph.node("code", "system / Script / /a.js")
    shared = graph.node("code", "system / SharedFunctionInfo / f")
    info = graph.node("code", "system / ScopeInfo")
    graph.internal(shared, info, "name_or_scope_info")
    graph.internal(shared, script, "script")
    graph.internal(info, graph.boxed("int", "0"), "scope_id")
    variables = [graph.string("v%d" % number) for number in range(30)]
    before = info
    for number in range(contexts):
        context = graph.node("object", "system / Context")
        graph.internal(context, info, "scope_info")
        graph.internal(context, before, "previous")
        before = context
        for name in variables if functions == 0 else ():
            graph.edge(context, script, "context", name)
    for number in range(functions):
        closure, shared = graph.node("closure", "f"), graph.node("code", "g")
        graph.internal(closure, before, "context")
        graph.internal(closure, shared, "shared")
        graph.internal(shared, script, "script")
        graph.internal(shared, graph.boxed("int", str(number)), "scope_id")
    graph.tables = {
        "scopes": [value for number in range(depth) for value in (
            7 * script, number, number, 30 if number == 0 else 0,
            uses if number == depth - 1 else 0)],
        "scope_context_vars": variables,
        "scope_uses": [value for number in range(uses) for value in (0, number % 30)]}
    return graph


of_scopes(6000, 9000, 300, 0).loads("scopes 6,000 deep, the last of which uses all 9,000 times",
                                    "contexts")
of_scopes(2500, 30, 9000, 2500).loads("functions of 2,500 scopes in a context that is 9,000 deep",
                                      "contexts")
G = Graph()
G.tables["locations"] = []
for number in range(17000):
    G.tables["locations"] += [7 * G.node("object", "o%d" % number), 1, 1, 1]
G.loads("17,000 classes at one place in the source", "suspects", "FILE", "FILE", "FILE")
