#!/usr/bin/env python3
"""Draws shop-before.heapsnapshot and shop-after.heapsnapshot, which the reports are tried on.

    tests/reports/draw.py [DIRECTORY]

A little shop: a cache of sessions that grows, a counter that is replaced, a closure that holds
the cache too, a detached element, strings that are nobody's friends.
"""
import json
import os
import sys

NODE_TYPES = ['hidden', 'array', 'string', 'object', 'code', 'closure', 'regexp', 'number', 'native',
              'synthetic', 'concatenated string', 'sliced string', 'symbol', 'bigint', 'object shape']
EDGE_TYPES = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak']


class Drawing:
    def __init__(self):
        self.strings = ['<dummy>']
        self.nodes = []  # [type, name, id, size, detachedness, edges]
        self.locations = []

    def string(self, text):
        if text not in self.strings:
            self.strings.append(text)
        return self.strings.index(text)

    def node(self, type_name, name, number, size, detachedness=0):
        self.nodes.append([type_name, name, number, size, detachedness, []])
        return len(self.nodes) - 1

    def edge(self, source, edge_type, name, target):
        self.nodes[source][5].append((edge_type, name, target))

    def text(self):
        nodes, edges = [], []
        for type_name, name, number, size, detachedness, out in self.nodes:
            nodes.append([NODE_TYPES.index(type_name), self.string(name), number, size, len(out),
                          detachedness])
            for edge_type, edge_name, target in out:
                label = edge_name if isinstance(edge_name, int) else self.string(edge_name)
                edges.append([EDGE_TYPES.index(edge_type), label, target * 6])
        meta = {
            'node_fields': ['type', 'name', 'id', 'self_size', 'edge_count', 'detachedness'],
            'node_types': [NODE_TYPES, 'string', 'number', 'number', 'number', 'number'],
            'edge_fields': ['type', 'name_or_index', 'to_node'],
            'edge_types': [EDGE_TYPES, 'string_or_number', 'node'],
            'location_fields': ['object_index', 'script_id', 'line', 'column'],
        }
        head = {'meta': meta, 'node_count': len(nodes), 'edge_count': len(edges),
                'trace_function_count': 0}

        def rows(table):
            return '\n,'.join(','.join(str(number) for number in row) for row in table)

        locations = [[node * 6, *place] for node, *place in self.locations]
        return ('{"snapshot":' + json.dumps(head) + ',\n"nodes":[' + rows(nodes) + '],\n"edges":['
                + rows(edges) + '],\n"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n'
                + '"locations":[' + rows(locations) + '],\n"strings":'
                + json.dumps(self.strings, indent=0) + '}\n')


def shop(sessions, counter):
    d = Drawing()
    root = d.node('synthetic', '', 1, 0)
    gc_roots = d.node('synthetic', '(GC roots)', 3, 0)
    window = d.node('object', 'global', 5, 40)
    d.edge(root, 'element', 1, gc_roots)
    d.edge(root, 'shortcut', 'global', window)
    cache = d.node('object', 'Map', 7, 32)
    table = d.node('array', '', 9, 160)
    d.edge(window, 'property', 'cache', cache)
    d.edge(cache, 'internal', 'table', table)
    for n in sessions:
        session = d.node('object', 'Session', 101 + n * 10, 24)
        user = d.node('string', f'user-{n}', 103 + n * 10, 20)
        d.edge(table, 'internal', f'{n}', session)
        d.edge(session, 'property', 'user', user)
        d.edge(session, 'property', 'cache', cache)
        d.locations.append((session, 7, 11, 2))
    handler = d.node('closure', 'onRequest', 11, 64)
    context = d.node('object', 'system / Context', 13, 48)
    script = d.node('code', '/srv/shop.js', 15, 0)
    shared = d.node('code', 'onRequest', 17, 56)
    d.edge(window, 'property', 'handler', handler)
    d.edge(handler, 'internal', 'context', context)
    d.edge(handler, 'internal', 'shared', shared)
    d.edge(shared, 'internal', 'script', script)
    d.edge(context, 'context', 'cache', cache)
    d.locations.append((handler, 7, 20, 4))
    counter_node = d.node('object', 'Counter', counter, 72)
    d.edge(window, 'property', 'counter', counter_node)
    d.edge(counter_node, 'property', 'self', counter_node)
    element = d.node('native', 'HTMLDivElement', 20, 96, 2)
    d.edge(counter_node, 'property', 'element', element)
    for i, text in enumerate(['=1+1', 'a "quoted", text', 'red \x1b[31m and \u202e turned', 'é😀',
                              'twice', 'twice']):
        string = d.node('string', text, 31 + 2 * i, 16 + i)
        d.edge(gc_roots if i == 3 else window, 'property', f'text{i}', string)
    only_weak = d.node('object', 'Forgotten', 51, 8)
    d.edge(window, 'weak', 'forgotten', only_weak)
    return d.text()


directory = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
for name, sessions, counter in [('before', [1, 2, 3], 19), ('after', [2, 3, 4, 5, 6], 21)]:
    with open(os.path.join(directory, f'shop-{name}.heapsnapshot'), 'w', encoding='ascii') as file:
        file.write(shop(sessions, counter))
