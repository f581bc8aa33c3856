"""A small snapshot with a little of everything, to be broken."""

import copy
import json

META = {
    "node_fields": ["type", "name", "id", "self_size", "edge_count", "trace_node_id",
                    "detachedness"],
    "node_types": [["hidden", "array", "string", "object", "closure", "native", "synthetic"],
                   "string", "number", "number", "number", "number", "number"],
    "edge_fields": ["type", "name_or_index", "to_node"],
    "edge_types": [["context", "element", "property", "internal", "hidden", "shortcut", "weak"],
                   "string_or_number", "node"],
    "trace_function_info_fields": ["function_id", "name", "script_name", "script_id", "line",
                                   "column"],
    "trace_node_fields": ["id", "function_info_index", "count", "size", "children"],
    "sample_fields": ["timestamp_us", "last_assigned_id"],
    "location_fields": ["object_index", "script_id", "line", "column"],
    "scope_fields": ["script_node_index", "scope_id", "depth", "scope_context_vars_count",
                     "scope_uses_count"],
    "scope_context_var_fields": ["name"],
    "scope_use_fields": ["declaring_scope_id", "slot_index"],
}

SNAPSHOT = {
    "snapshot": {"meta": META, "node_count": 4, "edge_count": 5, "trace_function_count": 2,
                 "extra_native_bytes": 12},
    "nodes": [6, 1, 1, 0, 2, 0, 0,
              3, 2, 3, 28, 2, 2, 0,
              2, 3, 5, 4294967296, 0, 0, 0,
              5, 4, 6, 64, 1, 0, 2],
    "edges": [1, 1, 7,
              5, 5, 21,
              2, 3, 14,
              6, 5, 21,
              1, 4294967295, 14],
    "trace_function_infos": [0, 1, 1, 0, 0, 0, 7, 2, 5, 9, 12, 3],
    "trace_tree": [1, 0, 0, 0, [2, 1, 1, 28, []]],
    "samples": [0, 1, 5000000000, 5],
    "locations": [7, 9, 11, 2],
    "scopes": [21, -2, 0, 1, 1],
    "scope_context_vars": [3],
    "scope_uses": [-2, 0],
    "strings": ["<dummy>", "", "Session", "key\t\u20ac", "Detached <div>", "a \"b\" \\ \ud83d"],
}


def snapshot():
    """A copy to change at will."""
    return copy.deepcopy(SNAPSHOT)


def text(value, **layout):
    """As V8 writes it, if nothing else is asked for: without a blank."""
    layout.setdefault("separators", (",", ":"))
    return json.dumps(value, **layout).encode("ascii")
