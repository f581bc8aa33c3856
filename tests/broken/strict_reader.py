"""A slow, strict reader of .heapsnapshot files, to be compared with heaptui's.

It shares no idea with the fast one: Python's json module reads all of the file, and what is
asked of a snapshot is then asked of plain lists, one rule after the other.

    strict_reader.py FILE...     prints what the program "loaded" prints of each file
"""

import json
import sys
from fractions import Fraction

NODE_LIMIT = 1 << 29
EDGE_LIMIT = (1 << 32) - 17
U32 = (1 << 32) - 1
U64 = (1 << 64) - 1
REQUIRED = ("snapshot", "nodes", "edges", "strings")
KNOWN = REQUIRED + ("trace_function_infos", "trace_tree", "samples", "locations", "scopes",
                    "scope_context_vars", "scope_uses")


class Refused(Exception):
    """The file is not a snapshot one may show numbers of."""


def require(truth, reason):
    if not truth:
        raise Refused(reason)


class Real(str):
    """A number with a point or an exponent, as it stands in the file."""


class Pairs(list):
    """An object, duplicates and all."""

    def get(self, key, default=None):
        found = default
        for name, value in self:
            if name == key:
                found = value
        return found


def no_constant(name):
    raise Refused("constant " + name)


def parse(raw):
    if raw.startswith(b"\xef\xbb\xbf"):
        raw = raw[3:]
    text = raw.decode("utf-8", "surrogateescape")
    try:
        return json.loads(text, object_pairs_hook=Pairs, parse_float=Real, parse_int=Real,
                          parse_constant=no_constant)
    except ValueError as problem:
        raise Refused(str(problem)) from problem


def whole(value, low=0, high=U64):
    """The value of a number token, which has to be whole and in range."""
    require(isinstance(value, Real), "not a number: %.40r" % (value,))
    require(len(value) <= 63, "a number of more than 63 characters")
    mantissa, _, exponent = value.lower().partition("e")
    exponent = int(exponent or 0)
    digits = mantissa.lstrip("-").replace(".", "").lstrip("0")
    number = Fraction(0)
    if digits:
        require(abs(exponent) < 1000, "a number far out")
        number = Fraction(mantissa) * Fraction(10) ** exponent
    require(number.denominator == 1, "not whole: " + value)
    require(low <= number <= high, "out of range: " + value)
    return int(number)


def names(value, at_most):
    require(isinstance(value, list) and not isinstance(value, Pairs), "not a list of names")
    require(len(value) <= at_most, "too many names")
    for name in value:
        require(isinstance(name, str) and not isinstance(name, Real), "not a name")
    return value


def optional_names(meta, key):
    value = meta.get(key)
    return [] if value is None else names(value, 64)


def fields_and_types(meta, what, needed):
    fields = names(meta.get(what + "_fields"), 64)
    for name in needed:
        require(name in fields, "no " + name)
    types = meta.get(what + "_types")
    require(isinstance(types, list) and not isinstance(types, Pairs), "types")
    place = fields.index("type")
    require(place < len(types), "types without the list")
    return fields, names(types[place], 200)


def rows(array, fields):
    require(isinstance(array, list) and not isinstance(array, Pairs), "not an array")
    require(len(array) % len(fields) == 0, "ends inside a row")
    for at in range(0, len(array), len(fields)):
        yield dict(zip(reversed(fields), reversed(array[at:at + len(fields)])))


def check_every_number(array):
    for value in array:
        whole(value, -U64)


class Snapshot:
    def __init__(self, raw):
        top = parse(raw)
        require(isinstance(top, Pairs), "not an object")
        seen = [name for name, _ in top]
        for name in KNOWN:
            require(seen.count(name) <= 1, "two " + name)
        for name in REQUIRED:
            require(name in seen, "no " + name)
        self.top = top
        self.read_header(top.get("snapshot"))
        self.read_strings(top.get("strings"))
        self.read_nodes(top.get("nodes"))
        self.read_edges(top.get("edges"))
        self.read_tables()

    def read_header(self, header):
        require(isinstance(header, Pairs), "header")
        meta = header.get("meta")
        require(isinstance(meta, Pairs), "meta")
        self.meta = meta
        self.node_fields, self.node_types = fields_and_types(
            meta, "node", ("type", "name", "id", "self_size", "edge_count"))
        self.edge_fields, self.edge_types = fields_and_types(
            meta, "edge", ("type", "name_or_index", "to_node"))
        self.optional = {key: optional_names(meta, key) for key in (
            "trace_function_info_fields", "trace_node_fields", "sample_fields",
            "location_fields", "scope_fields", "scope_context_var_fields", "scope_use_fields")}
        top = (1 << 63) - 1
        self.node_count = whole(header.get("node_count"), 0, top)
        self.edge_count = whole(header.get("edge_count"), 0, top)
        for key in ("trace_function_count", "extra_native_bytes", "root_index"):
            present = any(name == key for name, _ in header)
            value = whole(header.get(key), 0, top) if present else 0
            setattr(self, key, value)
        require(self.root_index == 0, "root")

    def read_strings(self, strings):
        require(isinstance(strings, list) and not isinstance(strings, Pairs), "strings")
        for string in strings:
            require(isinstance(string, str) and not isinstance(string, Real), "string")
        self.strings = strings

    def name(self, value):
        return whole(value, 0, len(self.strings) - 1)

    def read_nodes(self, array):
        total = 0
        self.self_size = 0
        count = 0
        last = dict
        for row in rows(array, self.node_fields):
            count += 1
            whole(row["type"], 0, len(self.node_types) - 1)
            self.name(row["name"])
            whole(row["id"], 0, U32)
            self.self_size += whole(row["self_size"])
            total += whole(row["edge_count"], 0, EDGE_LIMIT)
            for name in ("trace_node_id", "detachedness"):
                if name in row:
                    whole(row[name], 0, U32)
        check_every_number(array)
        require(0 < count == self.node_count <= NODE_LIMIT, "node_count")
        require(total == self.edge_count <= EDGE_LIMIT, "edge_count")

    def read_edges(self, array):
        count = 0
        stride = len(self.node_fields)
        for row in rows(array, self.edge_fields):
            count += 1
            kind = self.edge_types[whole(row["type"], 0, len(self.edge_types) - 1)]
            if kind in ("element", "hidden"):
                whole(row["name_or_index"], 0, U32)
            else:
                self.name(row["name_or_index"])
            target = whole(row["to_node"], -(1 << 31))
            if target < 0:
                target += 1 << 32
            require(target % stride == 0 and target // stride < self.node_count, "to_node")
        check_every_number(array)
        require(count == self.edge_count, "edge_count")

    def table(self, key, fields_key, wanted):
        """The rows of an optional table, if the header tells of all its fields."""
        fields = self.optional[fields_key]
        array = self.top.get(key)
        if array is None and not any(name == key for name, _ in self.top):
            return []
        if not fields or any(name not in fields for name in wanted):
            return []
        found = list(rows(array, fields))
        check_every_number(array)
        return found

    def node(self, value):
        index = whole(value)
        stride = len(self.node_fields)
        require(index % stride == 0 and index // stride < self.node_count, "a node")
        return index // stride

    def read_tables(self):
        self.locations = set()
        for row in self.table("locations", "location_fields",
                              ("object_index", "script_id", "line", "column")):
            self.locations.add(self.node(row["object_index"]))
            for name in ("script_id", "line", "column"):
                whole(row[name], 0, U32)
        samples = self.table("samples", "sample_fields", ("timestamp_us", "last_assigned_id"))
        for row in samples:
            whole(row["timestamp_us"])
            whole(row["last_assigned_id"])
        self.samples = len(samples)
        self.functions = 0
        self.trace_nodes = 0
        if self.trace_function_count > 0:
            self.read_stacks()
        self.read_scopes()

    def read_stacks(self):
        wanted = ("function_id", "name", "script_name", "script_id", "line", "column")
        for row in self.table("trace_function_infos", "trace_function_info_fields", wanted):
            for name in wanted:
                whole(row[name], 0, U32)
            self.name(row["name"])
            self.name(row["script_name"])
            self.functions += 1
        fields = self.optional["trace_node_fields"]
        wanted = ("id", "function_info_index", "count", "size", "children")
        tree = self.top.get("trace_tree")
        if any(name not in fields for name in wanted) or not any(
                name == "trace_tree" for name, _ in self.top):
            return
        pending = [tree]
        require(isinstance(tree, list) and not isinstance(tree, Pairs), "tree")
        require(len(tree) <= len(fields), "two roots")
        while pending:
            level = pending.pop()
            require(isinstance(level, list) and not isinstance(level, Pairs), "tree")
            for row in rows(level, fields):
                self.trace_nodes += 1
                for at, name in enumerate(fields):
                    value = level[at]
                pending.append(row["children"])
            for at, value in enumerate(level):
                field = at % len(fields)
                if field == fields.index("children"):
                    continue
                limit = U32 if field in (fields.index("id"),
                                         fields.index("function_info_index")) else U64
                whole(value, 0, limit)

    def read_scopes(self):
        variables = self.table("scope_context_vars", "scope_context_var_fields", ("name",))
        uses = self.table("scope_uses", "scope_use_fields", ("declaring_scope_id", "slot_index"))
        for row in variables:
            self.name(row["name"])
        for row in uses:
            whole(row["declaring_scope_id"], -(1 << 31), U32)
            whole(row["slot_index"], 0, U32)
        left = {"scope_context_vars_count": len(variables), "scope_uses_count": len(uses)}
        scopes = self.table("scopes", "scope_fields",
                            ("script_node_index", "scope_id", "depth",
                             "scope_context_vars_count", "scope_uses_count"))
        for row in scopes:
            self.node(row["script_node_index"])
            whole(row["scope_id"], -(1 << 31), U32)
            whole(row["depth"], 0, U32)
            for name in left:
                left[name] -= whole(row[name], 0, U32)
        require(min(left.values()) >= 0, "scopes")
        self.scopes = len(scopes)

    def summary(self):
        return ("ok nodes=%d edges=%d strings=%d locations=%d samples=%d functions=%d stacks=%d "
                "scopes=%d size=%d" % (
                    self.node_count, self.edge_count, len(self.strings), len(self.locations),
                    self.samples, self.functions, self.trace_nodes, self.scopes,
                    min(self.self_size, U64)))


def verdict(raw):
    """What the file holds in one line; "refused: why" otherwise."""
    try:
        return Snapshot(raw).summary()
    except Refused as problem:
        return "refused: %s" % problem


if __name__ == "__main__":
    for path in sys.argv[1:]:
        with open(path, "rb") as file:
            print(verdict(file.read()))
