#include "config.h"

#include "heap/explain.h"

/* The first row that fits is the one.  A name that ends in "*" stands for all that start so. */
struct explanation {
	const char *name;
	const char *words;
};

static const struct explanation names[] = {
	{ "system / Context / *",
	  "The variables of one call of a function that functions made in it still use. All of "
	  "them live as long as any of those functions does." },
	{ "system / Context",
	  "The variables of one call of a function that functions made in it still use. All of "
	  "them live as long as any of those functions does." },
	{ "system / NativeContext*",
	  "One JavaScript world: a page, a frame, a vm context. It holds the built-in objects "
	  "and the global object." },
	{ "system / Map*",
	  "A hidden class: the layout V8 gives to objects that have the same properties in the "
	  "same order. Nothing to do with Map, the collection." },
	{ "system / DescriptorArray",
	  "The list of properties of a hidden class: their names and where the values stand." },
	{ "(map descriptors)",
	  "The list of properties of a hidden class: their names and where the values stand." },
	{ "system / PropertyArray",
	  "The property values of an object that do not fit into the object itself." },
	{ "(object properties)",
	  "The property values of one object, kept beside it: as a list, or as a table once there "
	  "are many or some were deleted." },
	{ "(object elements)",
	  "What an array or object holds under numbers: the store behind array[0], array[1] ... "
	  "It keeps room to grow and is replaced by a larger one when full." },
	{ "system / FeedbackCell*", "Links a function to what V8 has learnt of how it is used." },
	{ "system / FeedbackVector*",
	  "What V8 has learnt of a function: which types were seen where. It makes code faster." },
	{ "system / ScopeInfo*", "The description of a scope: names of its variables and where "
				 "they stand." },
	{ "system / SharedFunctionInfo*",
	  "What all closures of one function in the source share: its code, its scope, its place "
	  "in the file." },
	{ "system / Script*", "One source file, or one piece of text that was compiled." },
	{ "system / BytecodeArray", "A function compiled for V8's interpreter." },
	{ "system / JSArrayBufferData",
	  "The bytes of an ArrayBuffer, Buffer or typed array. They lie outside the JavaScript "
	  "heap and are freed with the buffer." },
	{ "system / ExternalStringData",
	  "The characters of a string that is kept outside the JavaScript heap." },
	{ "system / ArrayList", "A list V8 keeps for itself." },
	{ "system / TransitionArray",
	  "Leads from one hidden class to the next when a property is added. It holds them "
	  "weakly." },
	{ "system / PrototypeInfo", "What V8 notes of an object that others have as prototype." },
	{ "system / PropertyCell", "The place of one global variable." },
	{ "system / Cell", "A place for one value that code refers to, such as a variable of a "
			   "module." },
	{ "system / WeakCell", "One object a WeakRef or FinalizationRegistry watches, weakly." },
	{ "system / PromiseReaction*",
	  "What waits for a promise: the functions given to then, or an await. It lives until the "
	  "promise is settled." },
	{ "system / AccessorPair", "The getter and setter of one property." },
	{ "system / AccessorInfo", "A property whose value is made by V8 or its embedder." },
	{ "system / AllocationSite*", "Notes where arrays and objects are made, to make them "
				      "better next time." },
	{ "system / ArrayBoilerplateDescription", "The pattern an array literal is copied from." },
	{ "system / ObjectBoilerplateDescription",
	  "The pattern an object literal is copied from." },
	{ "system / UncompiledData*", "A function that has not been compiled yet." },
	{ "system / FunctionTemplateInfo", "How the embedder (Node, the browser) makes one of its "
					   "functions." },
	{ "system / ObjectTemplateInfo", "How the embedder (Node, the browser) makes its "
					 "objects." },
	{ "system / EmbedderDataArray", "What Node or the browser keeps with a context." },
	{ "system / Oddball", "undefined, null, true, false or a mark of V8's own." },
	{ "system / ClassPositions", "Where a class stands in its file." },
	{ "system / StackFrameInfo", "One line of a stack trace, kept by an Error." },
	{ "system / CallSiteInfo", "One line of a stack trace, kept by an Error." },
	{ "system / ErrorStackData", "The stack trace of an Error. It keeps the functions on it "
				     "alive." },
	{ "system / *", "Something V8 keeps for itself." },
	{ "(GC roots)", "All that V8 holds on to by itself, in groups." },
	{ "(Global handles)",
	  "Objects that native code (Node, the browser, an addon) keeps: callbacks, wrappers of "
	  "open handles." },
	{ "(Traced handles)", "Objects that belong to DOM nodes and other things of the page." },
	{ "(Stack roots)",
	  "Variables of functions that were running when the snapshot was taken, the taking "
	  "itself among them." },
	{ "(Handle scope)",
	  "What native code was working with when the snapshot was taken; gone when it returns." },
	{ "(Strong roots)", "Tables of V8 itself: built-in objects, symbols, strings." },
	{ "(Strong root list)", "Tables of V8 itself: built-in objects, symbols, strings." },
	{ "(Micro tasks)", "Promise reactions that are about to run." },
	{ "(Eternal handles)", "Objects the embedder keeps for ever." },
	{ "(Startup object cache)", "Objects prepared for a quick start." },
	{ "(Document DOM trees)", "The documents of the page." },
	{ "C++ roots", "Objects of the page that native code holds." },
	{ "C++ Persistent roots", "Objects of the page that native code holds." },
	{ "InternalNode", "Something inside the browser that it does not name; it leads from one "
			  "DOM object to another." },
	{ "V8EventListener", "A function that the page listens with for an event." },
	{ "Detached *",
	  "Has left the document; a variable, a list or a listener still holds it." },
	{ "(compiled code)",
	  "Functions compiled by V8: machine code, bytecode, and their tables. It goes when the "
	  "functions go." },
	{ "(system)", "V8's own: scopes, tables, marks. Much of it belongs to the objects that "
		      "refer to it." },
	{ "(array)",
	  "Stores behind objects: elements of arrays, tables of Maps and Sets, properties. Look "
	  "at who holds them." },
	{ "(object shape)",
	  "Hidden classes and their lists of properties: how V8 lays out objects. Many of them "
	  "mean objects built in ever different ways." },
	{ "(string)", "Texts." },
	{ "(concatenated string)",
	  "A text made with +, kept as its two halves until somebody reads it." },
	{ "(sliced string)",
	  "A part of another text. It keeps the whole other text alive; a copy would not." },
	{ "(number)", "Numbers that do not fit into 31 bits, or have a fraction." },
	{ "(symbol)", "Symbols." },
	{ "(bigint)", "Integers of any length." },
	{ "(synthetic)", "Not objects: entries that group the roots." },
	{ "(internal array)", "A list V8 keeps for itself." },
};

static const char *const type_words[NODE_TYPES_KNOWN] = {
	[NODE_HIDDEN] = "Something V8 keeps for itself.",
	[NODE_ARRAY] = "A store behind an object: elements, entries or properties. Look at who "
		       "holds it.",
	[NODE_STRING] = "A text. Very long ones are cut in a snapshot.",
	[NODE_OBJECT] = "An object of the program or of a library.",
	[NODE_CODE] = "Part of a compiled function.",
	[NODE_CLOSURE] = "A function together with the variables it uses from around it (its "
			 "context).",
	[NODE_REGEXP] = "A regular expression.",
	[NODE_NUMBER] = "A number that does not fit into 31 bits, or has a fraction.",
	[NODE_NATIVE] = "An object of Node, the browser or an addon, outside of JavaScript.",
	[NODE_SYNTHETIC] = "Not an object: an entry that groups the roots.",
	[NODE_CONCATENATED_STRING] = "A text made with +, kept as its two halves until somebody "
				     "reads it.",
	[NODE_SLICED_STRING] = "A part of another text. It keeps the whole other text alive; a "
			       "copy would not.",
	[NODE_SYMBOL] = "A symbol.",
	[NODE_BIGINT] = "An integer of any length.",
	[NODE_OBJECT_SHAPE] = "A hidden class or a part of one: how V8 lays out objects.",
	[NODE_WASM_OBJECT] = "An object of a WebAssembly program.",
};

static const struct explanation edges[] = {
	{ "map", "The object's hidden class." },
	{ "__proto__", "The object's prototype." },
	{ "elements", "What the object holds under numbers." },
	{ "properties", "Property values that do not fit into the object itself." },
	{ "table", "The table of a Map or Set, with all its entries." },
	{ "context", "The variables the function uses from around it." },
	{ "previous", "The variables of the function around." },
	{ "scope_info", "The description of the scope." },
	{ "shared", "What all closures of this function in the source share." },
	{ "feedback_cell", "What V8 has learnt of how the function is used." },
	{ "code", "The function, compiled." },
	{ "initial_map", "The hidden class of objects this function constructs." },
	{ "prototype", "The prototype of objects this function constructs." },
	{ "backing_store", "The bytes of the buffer." },
	{ "parent", "The whole text of which this is a part." },
	{ "first", "The first half of the text." },
	{ "second", "The second half of the text." },
	{ "reactions_or_result", "What waits for the promise, or what it came to." },
	{ "parameters_and_registers", "The variables of a generator or async function that "
				      "waits." },
	{ "bound_this", "What a bound function has for this." },
	{ "bound_function", "The function that was bound." },
	{ "native_context", "The JavaScript world the object belongs to." },
	{ "get *", "The getter of the property." },
	{ "set *", "The setter of the property." },
};

static const char *
explanation_find(const struct explanation *table, size_t count, struct text name)
{
	for (size_t i = 0; i < count; i++) {
		struct text pattern = text_of(table[i].name);

		if (pattern.at[pattern.length - 1] == '*') {
			pattern.length--;
			if (text_starts_with(name, pattern))
				return table[i].words;
		} else if (text_equal(name, pattern)) {
			return table[i].words;
		}
	}
	return NULL;
}

const char *
explain_constructor(struct text name)
{
	return explanation_find(names, sizeof(names) / sizeof(*names), name);
}

const char *
explain_class(struct text name)
{
	if (text_starts_with(name, TEXT("{")))
		return "Plain objects that have these properties, as { ... } in the source makes "
		       "them.";
	if (text_equal(name, TEXT("Object")))
		return "Plain objects, as { ... } in the source makes them. Those of which many "
		       "have the same properties stand in rows of their own.";
	return "Objects of this class: what its constructor made, or the engine where the class is "
	       "built in.";
}

const char *
explain_object(const struct heap *heap, node_ix node)
{
	enum node_type type = heap_node_type(heap, node);
	struct arena scratch = { 0 };
	const char *words = NULL;

	/* Names of strings and functions are the program's, whatever they look like. */
	if (type != NODE_STRING && type != NODE_CLOSURE && type != NODE_SYMBOL
	    && type != NODE_CONCATENATED_STRING && type != NODE_SLICED_STRING)
		words = explain_constructor(snapshot_node_name(&heap->snapshot, node, &scratch));
	arena_release(&scratch);
	if (words != NULL)
		return words;
	if ((unsigned)type < NODE_TYPES_KNOWN)
		return type_words[type];
	return "An object of a kind this program does not know.";
}

const char *
explain_edge(const struct heap *heap, edge_ix edge)
{
	struct arena scratch = { 0 };
	struct text name = snapshot_edge_name(&heap->snapshot, edge, &scratch);
	const char *words = NULL;

	switch (snapshot_edge_type(&heap->snapshot, edge)) {
	case EDGE_CONTEXT:
		words = "A variable of a function, used by functions made in it.";
		break;
	case EDGE_WEAK:
		words = "Held weakly: this keeps nothing alive.";
		break;
	case EDGE_EPHEMERON:
		words = "The value of a WeakMap entry, seen from the table. The value lives only "
			"as long as its key does.";
		break;
	case EDGE_PROPERTY:
		if (text_equal(name, TEXT("__proto__")))
			words = "The object's prototype.";
		break;
	case EDGE_INTERNAL:
		words = explanation_find(edges, sizeof(edges) / sizeof(*edges), name);
		if (words == NULL
		    && text_find(name, TEXT(" pair in WeakMap (table @"), 0, false) != SIZE_MAX)
			words = "The value of a WeakMap entry. It lives as long as this, its key, "
				"does.";
		break;
	case EDGE_HIDDEN:
		words = "A reference V8 has no name for.";
		break;
	default:
		break;
	}
	arena_release(&scratch);
	return words;
}
