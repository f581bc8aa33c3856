#include "config.h"

#include "heap/own_words.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by bytes.  What V8, Node and Chromium call their own things, and JavaScript's built-in
 * objects. */
static const char *const own_words[] = {
	"AbortController", "AbortSignal", "AccessorInfo", "AccessorPair", "AggregateError",
	"AllocationSite", "Arguments", "Array", "ArrayBoilerplateDescription", "ArrayBuffer",
	"Atomics", "BigInt", "BigInt64Array", "BigUint64Array", "Blink", "Blob", "Boolean",
	"Bootstrapper", "BreakPointInfo", "BroadcastChannel", "Buffer", "Builtins",
	"ByteArray", "ByteLengthQueuingStrategy", "BytecodeArray", "CallSiteInfo", "Cell",
	"Client", "Code", "CodeWrapper", "Compilation", "CompressionStream", "Context",
	"CountQueuingStrategy", "Cpp", "CrossThreadPersistent", "Crypto", "CryptoKey",
	"CustomEvent", "DOM", "DOMException", "DataView", "Date", "DebugInfo", "Debugger",
	"DecompressionStream", "DescriptorArray", "Detached", "Document", "Element",
	"EnumCache", "Environment", "EphemeronHashTable", "Error", "ErrorStackData", "Eternal",
	"EvalError", "Event", "EventListener", "EventTarget", "FeedbackCell",
	"FeedbackMetadata", "FeedbackVector", "File", "Filler", "FinalizationRegistry",
	"FixedArray", "FixedDoubleArray", "Float32Array", "Float64Array", "Foreign",
	"FormData", "FreeSpace", "Function", "GC", "Generator", "Global", "GlobalDictionary",
	"HTML", "Handle", "Headers", "HeapNumber", "Identity", "Infinity", "Int16Array",
	"Int32Array", "Int8Array", "Internal", "InternalNode", "InterpreterData", "Intl",
	"Isolate", "JSArrayBufferData", "JSGlobalObject", "JSGlobalProxy", "JSON", "JSWeakRef",
	"LoadHandler", "Managed", "Map", "Math", "MessageChannel", "MessageEvent",
	"MessagePort", "Micro", "Microtask", "Module", "MutableHeapNumber", "MutationObserver",
	"NaN", "NameDictionary", "NativeContext", "Node", "Number", "NumberDictionary",
	"Object", "ObjectBoilerplateDescription", "Oddball", "OrderedHashMap",
	"OrderedHashSet", "Pending", "Performance", "PerformanceEntry", "PerformanceMark",
	"PerformanceMeasure", "PerformanceObserver", "PerformanceObserverEntryList",
	"PerformanceResourceTiming", "Persistent", "PreparseData", "Promise",
	"PromiseReaction", "PropertyArray", "PropertyCell", "PrototypeInfo", "Proxy",
	"RangeError", "ReadOnly", "ReadableByteStreamController", "ReadableStream",
	"ReadableStreamBYOBReader", "ReadableStreamBYOBRequest",
	"ReadableStreamDefaultController", "ReadableStreamDefaultReader", "ReferenceError",
	"Reflect", "RegExp", "RegExpData", "Relocatable", "Request", "Response", "Retain",
	"SVG", "ScopeInfo", "Script", "Serializer", "Set", "Shareable", "SharedArrayBuffer",
	"SharedFunctionInfo", "SharedHeap", "Smi", "SourceTextModule", "Stack",
	"StackFrameInfo", "Startup", "StoreHandler", "String", "Strong", "Struct",
	"SubtleCrypto", "Symbol", "Synchronizer", "SyntaxError", "SyntheticModule",
	"TextDecoder", "TextDecoderStream", "TextEncoder", "TextEncoderStream", "Thread",
	"Traced", "TransformStream", "TransformStreamDefaultController", "TransitionArray",
	"Tuple2", "TypeError", "URIError", "URL", "URLSearchParams", "Uint16Array",
	"Uint32Array", "Uint8Array", "Uint8ClampedArray", "UncompiledData", "V8EventListener",
	"Weak", "WeakArrayList", "WeakCell", "WeakFixedArray", "WeakMap", "WeakPersistent",
	"WeakRef", "WeakSet", "WebAssembly", "Window", "Wrapper", "WritableStream",
	"WritableStreamDefaultController", "WritableStreamDefaultWriter", "__proto__", "array",
	"back_pointer", "backing_store", "barrier", "bigint", "bindings",
	"boilerplate_description", "bool", "buffer", "builtin", "bytecode_array", "cache",
	"cell", "channel", "closure", "code", "code_cache", "concatenated", "console",
	"constant", "constant_pool", "constructor", "constructor_or_back_pointer", "context",
	"context_snapshot", "data", "deoptimization_data", "dependent_code",
	"descriptor_array", "descriptors", "detached", "dictionary", "document", "dom",
	"elements", "embedder", "end_position", "enum", "enum_cache", "eternal", "events",
	"exception", "extension", "extension_or_scope", "external", "false", "feedback_cell",
	"feedback_vector", "fields", "first", "flusher", "for", "from", "function",
	"function_name", "get", "getter", "global", "global_handles", "global_object",
	"global_proxy_object", "grow", "handler_table", "handles", "hash", "heap", "hidden",
	"host", "in", "in_object", "index", "info", "instance_descriptors", "instruction",
	"int", "internal", "internal_array", "is", "isolate", "iterator", "key", "keys",
	"layout_descriptor", "length", "line_ends", "list", "local", "manager", "map", "maps",
	"message", "name", "name_or_scope_info", "names", "native", "native_context",
	"native_function", "new_target", "next", "node", "nodes", "not", "null", "number",
	"object", "of", "only", "options", "outer_scope_info", "pair", "parent", "part",
	"persistent", "platform", "pool", "previous", "primordials", "process", "properties",
	"property", "prototype", "prototype_info", "proxy", "raw", "receiver", "regexp",
	"registry", "relocation_info", "require", "resolve", "root", "roots", "scope",
	"scope_id", "scope_info", "script", "script_list", "script_or_debug_info", "second",
	"set", "setter", "shared", "shared_function_info", "size", "slice", "sliced",
	"sloppy_function_map", "slot", "smi", "source", "source_position_table", "source_url",
	"stack", "start_position", "state", "static", "stream", "string", "strings", "sub",
	"symbol", "synthetic", "system", "table", "target", "tasks", "this", "traced",
	"transition", "transitions", "tree", "trees", "true", "truncated",
	"two_byte_representation", "type", "undefined", "value", "values", "vector", "wasm",
	"weak", "weak_cell", "window", "with",
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
