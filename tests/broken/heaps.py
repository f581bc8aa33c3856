"""Heaps that load, of shapes that are hard on a view, and of the engine's own words at random.

Each is opened with the command that looks at what is hard about it.
"""

import random

from cases import CASES, loads
from template import snapshot, text

NODE_TYPES = ["hidden", "array", "string", "object", "code", "closure", "regexp", "number", "native",
              "synthetic", "concatenated string", "sliced string", "symbol", "bigint",
              "object shape"]
EDGE_TYPES = ["context", "element", "property", "internal", "hidden", "shortcut", "weak"]
FIELDS = 7


def whole(row):
    return row if len(row) == 5 else (*row, 8, 0)


def heap(rows, edges, strings, samples):
    """Rows are (type, name, id) or (type, name, id, size, detachedness), edges (source, target, type,
    name or number)."""
    data = snapshot()
    for key in ("trace_tree", "trace_function_infos", "scopes", "scope_uses", "scope_context_vars",
                "locations"):
        del data[key]
    data["samples"] = list(samples)
    out = [[] for _ in rows]
    for source, target, kind, name in edges:
        out[source] += [EDGE_TYPES.index(kind), name, FIELDS * target]
    data["snapshot"].update(node_count=len(rows), edge_count=len(edges),
                            trace_function_count=0)
    data["snapshot"]["meta"]["node_types"][0] = NODE_TYPES
    data["nodes"] = [value for (kind, name, number, size, detached), edge in zip(map(whole, rows), out)
                     for value in (NODE_TYPES.index(kind), name, number, size, len(edge) // 3, 0,
                                   detached)]
    data["edges"] = [value for edge in out for value in edge]
    data["strings"] = strings
    return text(data)


def add(name, command, rows, edges, strings, samples=()):
    def write(path):
        with open(path, "wb") as file:
            file.write(heap(rows, edges, strings, samples))
    loads("heap: " + name, write, nodes=len(rows), edges=len(edges), strings=len(strings),
          size=sum(whole(row)[3] for row in rows), samples=len(samples) // 2, locations=0, scopes=0, functions=0, stacks=0)
    CASES[-1].command = command.split()


def shape(name, command, count, pairs, types=("object",), names=lambda node: 1, edge="property",
          strings=("", "a"), ids=lambda node: 2 * node + 1):
    """Edges are (source, target) or (source, target, name) or (source, target, name, type)."""
    rows = [(types[node % len(types)], names(node), ids(node)) for node in range(count)]
    edges = [(pair[0], pair[1], pair[3] if len(pair) > 3 else edge,
              pair[2] if len(pair) > 2 else 1) for pair in pairs]
    add(name, command, rows, edges, list(strings))


def chain(count, name=1):
    return [(node, node + 1, name) for node in range(count - 1)]


def star(count):
    return [(0, node) for node in range(1, count)]


# Names of plain objects that are one long name of a property

for title, long in (("plain", "p" * 300000), ("of escapes", "\u00e9\n" * 50000)):
    for command in ("objects --sort=name", "objects --filter=zz", "objects --filter=name=q",
                    "search zz"):
        shape("objects of one long property, %s: %s" % (title, command), command + " --limit=3",
              1000, [(i, i + 1, 2) for i in range(999)], strings=("", "Object", long))

# Regular expressions on one name of 500 kB that thousands have

for title, letters in (("letters", "a" * 500000), ("words", "ab " * 166666)):
    for count, command in ((9000, "objects --filter=/foo.*bar/"), (9000, "objects --filter=/Error$/"),
                           (9000, "search FILE /[a-f]+[!?]/"), (9000, "search FILE /(a|b|\\s)+/i"),
                           (300, "objects --filter=/[^b]$/"), (300, "objects --filter=/FOO/i"),
                           (300, "objects --filter=/b(?=\\s)/")):
        shape("%s on 500 kB of %s" % (command, title), command + " --limit=3", count, star(count),
              ["string"], strings=("", letters))

# Dominators

N = 20000
for title, count, pairs in (
        ("each to all behind it", 400, [(i, j) for i in range(400) for j in range(i + 1, 400)]),
        ("a ladder with crossed rungs", N, [(0, 1)] + [
            (i, j) for i in range(N - 2) for j in (i - i % 2 + 2, i - i % 2 + 3)]),
        ("a chain, each also to its mirror", N, chain(N) + [(i, N - 1 - i) for i in range(N)]),
        ("a chain, the last also to all", N, chain(N) + [(N - 1, i) for i in range(N)]),
        ("a star, each also to the one before", N, star(N) + [(i, i - 1) for i in range(1, N)]),
        ("a tree, and back from below", 2 ** 14 - 1,
         [((i - 1) // 2, i) for i in range(1, 2 ** 14 - 1)]
         + [(2 ** 14 - 2 - i, i // 2) for i in range(2 ** 14 - 2)]),
        ("nothing from the root, a circle beside it", N,
         [(i, i + 1) for i in range(1, N - 1)] + [(N - 1, 1)]),
        ("all back to the root", N, star(N) + [(i, 0) for i in range(N)])):
    shape(title, "dominators --depth=9 --limit=9", count, pairs)
for kind in ("weak", "shortcut", "hidden", "element"):
    shape("a chain of %s edges" % kind, "containment --depth=9 --limit=9", N, chain(N), edge=kind)
for title, count, command in (
        ("to its end", 90000, "dominators --depth=99999 --limit=0"),
        ("all of it new", 50000, "diff --depth=2 --limit=0 --format=csv OTHER FILE")):
    shape("a long chain, " + title, command, count, chain(count))
shape("elements of the largest numbers", "objects --sort=name --limit=9", N, star(N) + [
    (i, 0, 4294967295 - i, "element") for i in range(1, N)], types=("array", "object"))

# Many rows that each ask for a long way, or for one of many references

for count in (20000, 30000):
    add("%d objects in a chain, and a thousand tables at its end" % count, "suspects",
        [("object", 1, 2 * node + 1, 8 if node < count else 100000 + node, 0)
         for node in range(count + 1000)],
        [(node, node + 1, "property", 1) for node in range(count - 1)]
        + [(count - 1, node, "property", 1) for node in range(count, count + 1000)], ["", "a"])
for title, pairs in (("one object", [(0, 1)] + [(1, node) for node in range(2, 26000)]),
                     ("the root", star(26000))):
    add("detached nodes below %s" % title, "detached --depth=3 --limit=0",
        [("native" if node else "synthetic", 1, 2 * node + 1, 8, 2 if node else 0)
         for node in range(26000)],
        [(source, target, "property", 1) for source, target in pairs], ["", "Detached <div>"])

shape("as many rows as weak retainers of each", "retainers --depth=2 --limit=0 FILE @5", 26000,
      [(0, node) for node in range(1, 26000) if node != 2] + [(1, 2)] * 25000
      + [(node, 1, 1, "weak") for node in range(3, 26000)])

# Ids, names and interfaces

shape("one id for all", "object --depth=9 --limit=9 FILE @7", N, star(N), ids=lambda node: 7)
shape("no id but 0", "summary --depth=2 --limit=9", N, star(N), ids=lambda node: 0)
shape("as many constructors as objects", "summary --limit=9", N, star(N), names=lambda node: node,
      strings=["N%d" % i for i in range(N)])
shape("as many interfaces as objects", "summary --limit=9", 6000, star(6000) + [
    (i, 1, j) for i in range(1, 6000) for j in (i, i * 7 % 6000)], names=lambda node: 0,
      strings=["Object"] + ["p%d" % i for i in range(1, 6000)])
shape("an object of 30,000 properties", "object --limit=9 FILE @3", 3, [(0, 1)] + [
    (1, 2, i) for i in range(1, 30000)], names=lambda node: 0,
      strings=["Object"] + ["p%d" % i for i in range(1, 30000)])
shape("sixty objects that refer to the root a thousand times each",
      "retainers --depth=5 --limit=200 FILE @1", 60, star(60) + [
          (i, 0, j) for i in range(1, 60) for j in range(1, 1000)], names=lambda node: 0,
      strings=["Object"] + ["p%d" % i for i in range(1, 1000)])

# What the engine's own edges tell

for title, name, parent, kind in (
        ("contexts", "system / Context", "previous", "internal"),
        ("prototypes", "Foo", "__proto__", "property"), ("list nodes", "Node", "next", "property"),
        ("maps", "system / Map", "back_pointer", "internal"),
        ("closures", "f", "context", "internal"),
        ("detached elements", "Detached <div>", "next", "property")):
    types = {"maps": ["object shape"], "closures": ["closure", "object"],
             "detached elements": ["native"]}.get(title, ["object"])
    views = {"contexts": "contexts", "closures": "contexts", "detached elements": "detached"}
    for end, more in (("chain", []), ("circle", [(14999, 0, 2)])):
        shape("a %s of %s" % (end, title), views.get(title, "suspects") + " --limit=9", 15000,
              chain(15000, 2) + more, types, edge=kind, strings=["", name, parent])
for title, pairs in (("chain", lambda i, n: (i, i + 1, n)), ("itself", lambda i, n: (i, i, i)),
                     ("mirror", lambda i, n: (n - i, n - i - 1, 1)),
                     ("scatter", lambda i, n: (i, i * 7 % n, i * 13 % n)),
                     ("the root's", lambda i, n: (i, i + 1, 0))):
    pairs = [pairs(i, 3000) for i in range(3000)]
    shape("WeakMap pairs: " + title, "retainers --depth=9 --limit=9 FILE @5", 3002, [(0, 1, 1)] + [
        (source, pair[1], 2 + i, "internal") for i, pair in enumerate(pairs)
        for source in (pair[0], pair[2])],
          strings=["", "K"] + ["1 / part of key (K @%d) -> value (K @%d) pair in WeakMap (table @%d)"
                               % tuple(2 * node + 1 for node in pair) for pair in pairs])

# Ropes

PARTS = ["", "x", "first", "second"]
for title, count, pairs in (
        ("in a circle", 2000, [(i, (i + 1) % 2000, 2) for i in range(2000)]
         + [(i, (i + 7) % 2000, 3) for i in range(2000)]),
        ("of 2^58 letters", 60, chain(59, 2) + chain(59, 3)),
        ("a thousand of 2^38 letters", 1040, chain(40, 2) + chain(40, 3)
         + [(i, 1, part) for i in range(40, 1040) for part in (2, 3)])):
    for command in ("strings --depth=2", "objects --sort=name"):
        shape("ropes: %s, %s" % (title, command.split()[0]), command + " --limit=9", count, pairs,
              ["concatenated string"] * (count - 1) + ["string"] if count == 60
              else ["concatenated string"], edge="internal", strings=PARTS)
for title, part, other in (("left", 2, 3), ("right", 3, 2)):
    for command in ("strings --depth=2", "objects --sort=name"):
        shape("ropes: a chain on the %s, %s" % (title, command.split()[0]), command + " --limit=9",
              15000, chain(15000, part) + [(i, 14999, other) for i in range(14998)],
              ["concatenated string"] * 14999 + ["string"], edge="internal", strings=PARTS)
for title, letters in (("plain", "y" * 400000), ("escaped", "\n" * 100000)):
    shape("ropes: on one long %s text, sorted" % title, "objects --sort=name --limit=9", 9000,
          [(i, 8999, 2) for i in range(8999)], ["concatenated string"] * 8999 + ["string"],
          names=lambda node: node // 8999, edge="internal", strings=["", letters, "first"])
# Pieces so long that to copy, compare or decode them for each of thousands takes seconds

ESCAPED = "\n" * 120000
for title, strings, pairs in (
        ("that begin with one escaped text", ["x", ESCAPED], ((2, 1),)),
        ("that end with one escaped text", ["x", ESCAPED], ((1, 2),)),
        ("that end with one long text", ["x", "y" * 240000], ((1, 2),)),
        ("of one text cut at twenty places", [part for i in range(1, 21) for part in (
            "x" * i, "x" * (12000 - i))], [(2 * i + 1, 2 * i + 2) for i in range(20)]),
        ("that end with forty texts which differ late", ["x"] + [
            "y" * 9000 + str(i) for i in range(40)], [(1, 2 + i) for i in range(40)]),
        ("of a thousand letters of three bytes and one of 500 ends", ["\u6f22" * 1000] + [
            "\u6f22" * (i % 20) + chr(0x4e00 + i) * 20 for i in range(500)],
         [(1, 2 + i) for i in range(500)])):
    leaves = len(strings)
    for command in ("strings", "objects --sort=name", "objects --filter=zz", "search zz",
                    "objects --format=json"):
        shape("ropes %s: %s" % (title, command), command + " --limit=%d" % (
            0 if "json" in command else 9), 9000,
              [(node, pairs[node % len(pairs)][which - 2], which) for node in range(leaves + 1, 9000)
               for which in (2, 3)],
              types=["synthetic"] + ["string"] * leaves + ["concatenated string"] * (8999 - leaves),
              names=lambda node, leaves=leaves: node + 3 if 0 < node <= leaves else 0,
              edge="internal", strings=["", "", "first", "second", *strings])
# Twenty pieces and a long one, so often that no room is left to keep more; then ropes as deep as can be
for title, last in (("chains", lambda i: 1 if i % 1000 == 0 else i - 1),
                    ("no end", lambda i: 4025 + (i + 7) % 4970)):
    for command in ("strings", "objects --sort=name"):
        shape("ropes: many long ones, and those with %s: %s" % (title, command),
              command + " --limit=9", 9000, [(3, 1, 2), (3, 1, 3)] + [
                  edge for i in range(4, 24) for edge in ((i, i - 1, 2), (i, 1, 3))] + [
                  edge for i in range(24, 4025) for edge in ((i, 23, 2), (i, 2, 3))] + [
                  edge for i in range(4025, 9000) for edge in ((i, last(i), 2), (i, 1, 3))],
              types=["synthetic", "string", "string"] + ["concatenated string"] * 8997,
              names=lambda node: (0, 4, 5)[node] if node < 3 else 0, edge="internal",
              strings=["", "", "first", "second", "x", "y" * 9000])
for title, name in (("controls", "\1"), ("letters", "a"), ("marks that turn the text round", "\u202e"),
                    ("lone surrogates", "\ud83d")):
    for command in ("objects", "summary --depth=2"):
        for form in ("json", "csv", "markdown", "text"):
            shape("names: 4 kB of %s for each object, %s as %s" % (title, command, form),
                  "%s --format=%s --limit=0" % (command, form), 15000, [],
                  names=lambda node: 1 + node % 2,
                  strings=["", name * (4000 // len(name.encode("utf-8", "surrogatepass"))),
                           name * (4000 // len(name.encode("utf-8", "surrogatepass")) - 1)])
shape("references: of two names that are all escapes", "containment --depth=4 --limit=9", 4500,
      [(0, node, 2 + node % 2) for node in range(1, 4500)],
      strings=["", "a", "\u202e" * 15000, "\u202e" * 15000 + "x"])
shape("names: half a megabyte for each object, as JSON", "objects --format=json --limit=0", 12000, [],
      names=lambda node: 1, strings=["", "a" * 500000])
shape("names: two of 100 kB that are all escapes, sorted", "objects --sort=name --limit=9", 1500,
      star(1500), ["string"], names=lambda node: 1 + node % 2,
      strings=["", "\n" * 50000, "\n" * 50000 + "x"])
shape("slices in a chain", "objects --sort=name --limit=9", 15000, chain(15000, 2),
      ["sliced string"], edge="internal", strings=["", "x", "parent"])

# At random, of words that mean something to somebody

WORDS = ["", "map", "elements", "properties", "table", "context", "previous", "scope_info", "code",
         "native_context", "shared", "feedback_cell", "__proto__", "prototype", "constructor", "next",
         "backing_store", "value", "key", "first", "second", "parent", "(GC roots)", "(array)",
         "(Global handles)", "(Document DOM trees)", "(Detached DOM trees)", "system / Context",
         "system / NativeContext", "system / Map", "system / WeakCell", "Detached <div>", "Window",
         "Window / http://x/", "global / ", "(global property cell)", "Map", "Set", "WeakMap", "Array",
         "Object", "Promise", "EventEmitter", "_events", "get", "getter for x", "resolve", "1", "2",
         "4294967295", "descriptors", "back_pointer", "transitions", "target", "script", "source",
         "(object elements)", "{a, b}", "Foo", "(string)", "console", "bound_function", "arguments",
         "V8EventListener", "C++ Persistent roots",
         "1 / part of key (Object @1) -> value (Object @3) pair in WeakMap (table @5)",
         " / part of key ( @) -> value ( @) pair in WeakMap (table @)",
         "9 / part of key (\x1b @3) -> value (x @99999999999) pair in WeakMap (table @7)"]
HOSTILE = ["\x1b]52;c;eA==\x07", "\x1b[2J\x1b[31m", "\x9b31m", "\x9d0;t\x9c", "\u202eevil\u202c",
           "\u200b\u200d\ufeff", "\U000e0041\U000e007f", "\r\nover", "a\tb", "\u2028\u2029",
           "\ufffe\uffff", "e" + "\u0301" * 3000, "\u0301start", "\u6f22\u5b57" * 40, "a\xadb",
           "\u3164\uffa0", "\ufff9\ufffb", "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1",
           "|pipe|`tick`", "<script>alert(1)</script>", "[a](javascript:x)", "\\\\\\", "\"'\"'",
           "%s%n", "$(rm -rf /)", "x" * 9000, "\ud83d", "\udc00\ud83d", "\0", "a\0b", "\x7f\x08",
           "Detached \x1b[1m<div>", "../../etc/passwd\x1b", "\u061c\u200e\u2069", "# head", "---",
           "```\n```", "&lt;", "<br>\n\n<b>", "\x00\x1b" * 100]
COMMANDS = ("summary --depth=2", "objects", "object --depth=2 FILE @3", "containment --depth=4",
            "dominators --depth=3", "retainers --depth=5 FILE @5", "suspects", "suspects FILE FILE FILE", "diff --depth=2 FILE FILE", "growth FILE FILE",
            "paths --depth=3 FILE @5",
            "statistics", "strings --depth=2", "contexts --depth=2", "detached --depth=2",
            "allocations --depth=9", "timeline", "search FILE e", "summary --only=detached-dom",
            "objects --only=contexts --sort=name", "objects --filter=/(a|b)+e/")
FORMATS = ("text", "csv", "json", "ndjson", "markdown")


def at_random(seed):
    rng = random.Random(seed)
    strings = WORDS + HOSTILE
    count = 10 + seed * 7 % 150

    def name():
        return rng.randrange(len(WORDS) if rng.random() < 0.85 else len(strings))

    def edge(source, target):
        kind = rng.choice(EDGE_TYPES)
        numbered = kind in ("element", "hidden")
        return source, target, kind, rng.choice((0, 1, 7, 4294967295)) if numbered else name()

    ids = list(range(1, 2 * count + 1, 2))
    if seed % 5 == 1:
        rng.shuffle(ids)
    elif seed % 5 == 2:
        ids = [rng.randrange(1, count) for _ in ids]
    rows = [("synthetic", 0, ids[0])] + [(rng.choice(NODE_TYPES), name(), number)
                                         for number in ids[1:]]
    edges = [edge(rng.randrange(node), node) for node in range(1, count) if seed % 3]
    edges += [edge(rng.randrange(count), rng.randrange(count)) for _ in range(count * (1 + seed % 4))]
    samples = [value for i in range(rng.randrange(9))
               for value in (i * rng.choice((1, 1000, 10 ** 9)), rng.choice(ids))]
    command = "--format=%s %s" % (FORMATS[seed // 3 % len(FORMATS)],
                                  COMMANDS[seed % len(COMMANDS)])
    add("at random %d, %s" % (seed, command), command, rows, edges, strings, samples=samples)


for seed in range(90):
    at_random(seed)
