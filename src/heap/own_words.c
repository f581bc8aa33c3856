#include "config.h"

#include "heap/own_words.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by bytes.  What V8, Node and Chromium call their own things, JavaScript's built-in
 * objects, and the words of a snapshot's header. */
static const char *const own_words[] = {
	"AbortController", "AbortSignal", "AccessorInfo", "AccessorPair", "AggregateError",
	"AllocationSite", "Arguments", "Array", "ArrayBoilerplateDescription",
	"ArrayBuffer", "Atomics", "BigInt", "BigInt64Array", "BigUint64Array", "Blink",
	"Blob", "Boolean", "Bootstrapper", "BreakPointInfo", "BroadcastChannel", "Buffer",
	"Builtins", "ByteArray", "ByteLengthQueuingStrategy", "BytecodeArray",
	"CallSiteInfo", "Cell", "Client", "Code", "CodeWrapper", "Compilation",
	"CompressionStream", "Context", "CountQueuingStrategy", "Cpp",
	"CrossThreadPersistent", "Crypto", "CryptoKey", "CustomEvent", "DOM",
	"DOMException", "DataView", "Date", "DebugInfo", "Debugger", "DecompressionStream",
	"DescriptorArray", "Detached", "Document", "Element", "EnumCache", "Environment",
	"EphemeronHashTable", "Error", "ErrorStackData", "Eternal", "EvalError", "Event",
	"EventListener", "EventTarget", "FeedbackCell", "FeedbackMetadata",
	"FeedbackVector", "File", "Filler", "FinalizationRegistry", "FixedArray",
	"FixedDoubleArray", "Float32Array", "Float64Array", "Foreign", "FormData",
	"FreeSpace", "Function", "GC", "Generator", "Global", "GlobalDictionary", "HTML",
	"Handle", "Headers", "HeapNumber", "Identity", "Infinity", "Int16Array",
	"Int32Array", "Int8Array", "Internal", "InternalNode", "InterpreterData", "Intl",
	"Isolate", "JSArrayBufferData", "JSGlobalObject", "JSGlobalProxy", "JSON",
	"JSWeakRef", "LoadHandler", "Managed", "Map", "Math", "MessageChannel",
	"MessageEvent", "MessagePort", "Micro", "Microtask", "Module", "MutableHeapNumber",
	"MutationObserver", "NaN", "NameDictionary", "NativeContext", "Node", "Number",
	"NumberDictionary", "Object", "ObjectBoilerplateDescription", "Oddball",
	"OrderedHashMap", "OrderedHashSet", "Pending", "Performance", "PerformanceEntry",
	"PerformanceMark", "PerformanceMeasure", "PerformanceObserver",
	"PerformanceObserverEntryList", "PerformanceResourceTiming", "Persistent",
	"PreparseData", "Promise", "PromiseReaction", "PropertyArray", "PropertyCell",
	"PrototypeInfo", "Proxy", "RangeError", "ReadOnly", "ReadableByteStreamController",
	"ReadableStream", "ReadableStreamBYOBReader", "ReadableStreamBYOBRequest",
	"ReadableStreamDefaultController", "ReadableStreamDefaultReader", "ReferenceError",
	"Reflect", "RegExp", "RegExpData", "Relocatable", "Request", "Response", "Retain",
	"SVG", "ScopeInfo", "Script", "Serializer", "Set", "Shareable",
	"SharedArrayBuffer", "SharedFunctionInfo", "SharedHeap", "Smi", "SourceTextModule",
	"Stack", "StackFrameInfo", "Startup", "StoreHandler", "String", "Strong", "Struct",
	"SubtleCrypto", "Symbol", "Synchronizer", "SyntaxError", "SyntheticModule",
	"TextDecoder", "TextDecoderStream", "TextEncoder", "TextEncoderStream", "Thread",
	"Traced", "TransformStream", "TransformStreamDefaultController", "TransitionArray",
	"Tuple2", "TypeError", "URIError", "URL", "URLSearchParams", "Uint16Array",
	"Uint32Array", "Uint8Array", "Uint8ClampedArray", "UncompiledData",
	"V8EventListener", "Weak", "WeakArrayList", "WeakCell", "WeakFixedArray",
	"WeakMap", "WeakPersistent", "WeakRef", "WeakSet", "WebAssembly", "Window",
	"Wrapper", "WritableStream", "WritableStreamDefaultController",
	"WritableStreamDefaultWriter", "__proto__", "array", "back_pointer",
	"backing_store", "barrier", "bigint", "bindings", "boilerplate_description",
	"bool", "buffer", "builtin", "bytecode_array", "cache", "cell", "channel",
	"children", "closure", "code", "code_cache", "column", "concatenated", "console",
	"constant", "constant_pool", "constructor", "constructor_or_back_pointer",
	"context", "context_snapshot", "count", "data", "declaring_scope_id",
	"deoptimization_data", "dependent_code", "depth", "descriptor_array",
	"descriptors", "detached", "detachedness", "dictionary", "document", "dom", "dummy",
	"edge_count", "edge_fields", "edge_types", "edges", "element", "elements",
	"embedder", "end_position", "enum", "enum_cache", "eternal", "events", "exception",
	"extension", "extension_or_scope", "external", "extra_native_bytes", "false",
	"feedback_cell", "feedback_vector", "fields", "first", "flusher", "for", "from",
	"function", "function_id", "function_info_index", "function_name", "get", "getter",
	"global", "global_handles", "global_object", "global_proxy_object", "grow",
	"handler_table", "handles", "hash", "heap", "hidden", "host", "id", "in",
	"in_object", "index", "info", "instance_descriptors", "instruction", "int",
	"internal", "internal_array", "invisible", "is", "isolate", "iterator", "key",
	"keys", "last_assigned_id", "layout_descriptor", "length", "line", "line_ends",
	"list", "local", "location_fields", "locations", "manager", "map", "maps",
	"message", "meta", "name", "name_or_index", "name_or_scope_info", "names",
	"native", "native_context", "native_function", "new_target", "next", "node",
	"node_count", "node_fields", "node_types", "nodes", "not", "null", "number",
	"object", "object_index", "of", "only", "options", "outer_scope_info", "pair",
	"parent", "part", "persistent", "platform", "pool", "previous", "primordials",
	"process", "properties", "property", "prototype", "prototype_info", "proxy", "raw",
	"receiver", "regexp", "registry", "relocation_info", "require", "resolve", "root",
	"root_index", "roots", "sample_fields", "samples", "scope",
	"scope_context_var_fields", "scope_context_vars", "scope_context_vars_count",
	"scope_fields", "scope_id", "scope_info", "scope_use_fields", "scope_uses",
	"scope_uses_count", "scopes", "script", "script_id", "script_list", "script_name",
	"script_node_index", "script_object_index", "script_or_debug_info", "second",
	"self_size", "set", "setter", "shape", "shared", "shared_function_info",
	"shortcut", "size", "slice", "sliced", "sloppy_function_map", "slot", "slot_index",
	"smi", "snapshot", "source", "source_position_table", "source_url", "stack",
	"start_position", "state", "static", "stream", "string", "string_or_number",
	"strings", "sub", "symbol", "synthetic", "system", "table", "target", "tasks",
	"this", "timestamp_us", "title", "to_node", "trace_function_count",
	"trace_function_info_fields", "trace_function_infos", "trace_node_fields",
	"trace_node_id", "trace_tree", "traced", "transition", "transitions", "tree",
	"trees", "true", "truncated", "two_byte_representation", "type", "uid",
	"undefined", "value", "values", "vector", "wasm", "weak", "weak_cell", "window",
	"with",
};

/* Sorted as well: the elements of HTML and the usual ones of SVG. */
static const char *const tags[] = {
	"a", "abbr", "address", "area", "article", "aside", "audio", "b", "base", "bdi",
	"bdo", "blockquote", "body", "br", "button", "canvas", "caption", "circle", "cite",
	"clipPath", "code", "col", "colgroup", "data", "datalist", "dd", "defs", "del",
	"details", "dfn", "dialog", "div", "dl", "dt", "ellipse", "em", "embed",
	"fieldset", "figcaption", "figure", "filter", "footer", "form", "frame",
	"frameset", "g", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup",
	"hr", "html", "i", "iframe", "image", "img", "input", "ins", "kbd", "label",
	"legend", "li", "line", "link", "main", "map", "mark", "mask", "menu", "meta",
	"meter", "nav", "noscript", "object", "ol", "optgroup", "option", "output", "p",
	"path", "pattern", "picture", "polygon", "polyline", "pre", "progress", "q",
	"rect", "rp", "rt", "ruby", "s", "samp", "script", "search", "section", "select",
	"slot", "small", "source", "span", "stop", "strong", "style", "sub", "summary",
	"sup", "svg", "symbol", "table", "tbody", "td", "template", "text", "textarea",
	"tfoot", "th", "thead", "time", "title", "tr", "track", "tspan", "u", "ul", "use",
	"var", "video", "view", "wbr",
};

static int
compare_words(const void *a, const void *b)
{
	const struct text *word = a;
	const char *own = *(const char *const *)b;
	int order = strncmp(word->at, own, word->length);

	return order != 0 ? order : -(own[word->length] != '\0');
}

bool
own_words_has(struct text word)
{
	return bsearch(&word, own_words, sizeof(own_words) / sizeof(*own_words),
		       sizeof(*own_words), compare_words) != NULL;
}

bool
own_words_has_tag(struct text word)
{
	return bsearch(&word, tags, sizeof(tags) / sizeof(*tags), sizeof(*tags), compare_words)
	       != NULL;
}
