#include "config.h"

#include "heap/patterns.h"

#include <stddef.h>

/*
 * The order matters: what is told by a name inside Node or the browser comes before what is
 * told by a plain collection, and the plainest comes last.
 */
const struct pattern patterns[] = {
	{
		.name = "detached-dom",
		.strength = 3,
		.facts = FACT_DETACHED,
		.what = "Elements that were removed from the document are still held by $H",
		.fix = "Drop the reference when the element is removed, or keep elements in a "
		       "WeakMap or WeakRef.",
	},
	{
		.name = "dom-timer",
		.strength = 3,
		.path = "DOMTimer|DOMTimerCoordinator",
		.what = "Timers are armed in the page, and each keeps what its function "
			"uses",
		.fix = "Call clearInterval or clearTimeout when the component goes.",
	},
	{
		.name = "listener-on-window",
		.strength = 3,
		.path = "EventTargetData|RegisteredEventListener|EventListenerMap|V8EventListener",
		.what = "Listeners are added to $H, which lives as long as the page, and "
			"not removed; the name of the event is not in the "
			"snapshot, so look for the function",
		.fix = "Call removeEventListener when the component goes, or pass { signal } and "
		       "abort it.",
	},
	{
		.name = "observer",
		.strength = 3,
		.entry = "MutationObserver|ResizeObserver|IntersectionObserver|"
			 "PerformanceObserver",
		.what = "Observers are never disconnected",
		.fix = "Call disconnect() when the component goes.",
	},
	{
		.name = "abort-signal-listeners",
		.strength = 4,
		.entry = "Listener|closure",
		.path = "AbortSignal|AbortController|<symbol kAborted>|kAborted",
		.what = "Abort listeners are added to a signal that lives on, $H, and not "
			"removed",
		.fix = "Remove the listener when the work is done, pass { once: true }, or give "
		       "each piece of work a signal of its own and AbortSignal.any.",
	},
	{
		.name = "abort-signal-listeners",
		.strength = 3,
		.reference = "gcPersistentSignals",
		.what = "Signals made by AbortSignal.any or AbortSignal.timeout are listened to, "
			"and Node keeps each in $H while it has a listener",
		.fix = "Remove the listener when the work is done.",
	},
	{
		.name = "abort-signal-listeners",
		.strength = 3,
		.reference = "sourceSignalsCleanupRegistry",
		.what = "AbortSignal.any is called again and again for a signal that lives on, and "
			"Node notes each call in $H",
		.fix = "Add a listener to the signal that lives on instead, and remove it when the "
		       "work is done.",
	},
	{
		.name = "event-target-listener",
		.strength = 3,
		.entry = "Listener",
		.what = "Listeners are added to an EventTarget that lives on, $H, and not "
			"removed",
		.fix = "Call removeEventListener, or pass { once: true } or { signal }.",
	},
	{
		.name = "listener-on-process",
		.strength = 4,
		.path = "process._events",
		.facts = FACT_CLOSURES,
		.what = "Listeners are added to process, for '$E', and not removed",
		.fix = "Subscribe once outside, or call process.off() when done.",
	},
	{
		.name = "event-name-per-id",
		.strength = 1,
		.reference = "_events",
		.what = "The emitter gets a new event name for each id",
		.fix = "Use fixed event names with the id as an argument; remove what timed out.",
	},
	{
		.name = "diagnostics-channel",
		.strength = 4,
		.path = "ActiveChannel._subscribers|Channel._subscribers",
		.facts = FACT_CLOSURES,
		.what = "Subscribers are added to a diagnostics channel, $H, and not removed",
		.fix = "Subscribe once outside, or call unsubscribe() with the same function.",
	},
	{
		.name = "stream-never-consumed",
		.strength = 2,
		.entry = "Readable|Writable|Duplex|Transform|PassThrough|ReadStream|WriteStream|"
			 "IncomingMessage|ServerResponse|ReadableStream|WritableStream|Gunzip|Gzip|"
			 "Inflate|Deflate",
		.what = "Streams are never ended; $H holds them with what they have "
			"buffered",
		.fix = "Use pipeline(), read or resume() to the end, and destroy() on errors and "
		       "after a time limit.",
	},
	{
		.name = "sockets-open",
		.strength = 2,
		.entry = "Socket|TLSSocket|TCP|Pipe|ClientRequest|Agent|Server|WebSocket|"
			 "Node / TCPSocketWrap|Http2Session|Http2Stream",
		.what = "Connections are opened and not closed; $H holds them",
		.fix = "Call end() or destroy(), set a timeout, and limit keep-alive "
		       "(maxSockets, keepAliveTimeout).",
	},
	{
		.name = "event-emitter-listener",
		.strength = 3,
		.path = "_events",
		.facts = FACT_CLOSURES,
		.what = "Listeners for '$E' are added$O and not removed",
		.fix = "Call off() on every way out, use once(), or subscribe once outside.",
	},
	{
		.name = "event-emitter-listener",
		.strength = 3,
		.path = "_events",
		.inside = "fn|listener|callback|handler",
		.facts = FACT_OBJECTS,
		.what = "Listeners for '$E' are added$O and not removed",
		.fix = "Call off() on every way out, use once(), or subscribe once outside.",
	},
	{
		.name = "async-iterator-backlog",
		.strength = 2,
		.path = "_events",
		.inside = "unconsumedEvents|unconsumedPromises",
		.what = "Iterators made by events.on() are left open: each listens to '$E', and "
			"keeps what it has not read",
		.fix = "Call return() on the iterator, or leave a for-await loop over it by break; "
		       "or pass { signal } and abort it.",
	},
	{
		/* Functions of one call share its scope, which has most of the bytes. */
		.name = "event-emitter-listener",
		.strength = 3,
		.path = "_events",
		.entry = "system / Context",
		.what = "Listeners for '$E' are added$O and not removed",
		.fix = "Call off() on every way out, use once(), or subscribe once outside.",
	},
	{
		.name = "subscription",
		.strength = 2,
		.entry = "*Subscriber|*Subscription|*Observer|*Listener|*Handler",
		.what = "Subscriptions to $H are not taken back",
		.fix = "Keep what subscribing returned, and unsubscribe at the end.",
	},
	{
		.name = "message-ports",
		.strength = 3,
		.entry = "MessagePort|MessageChannel|BroadcastChannel|Worker|Node / MessagePort",
		.what = "Ports stay open; $H holds them",
		.fix = "Call close() (terminate() of a worker) when the conversation is over.",
	},
	{
		.name = "timeout-chain",
		.strength = 2,
		.entry = "Timeout|TimersList|Immediate",
		.facts = FACT_ONE_SHOT,
		.what = "Timers are armed and never cleared",
		.fix = "Call clearTimeout in close(), and before arming again.",
	},
	{
		.name = "interval-never-cleared",
		.strength = 3,
		.entry = "Timeout|TimersList",
		.what = "Intervals are armed and never cleared",
		.fix = "Call clearInterval when the object that armed it is done.",
	},
	{
		.name = "suspended-generators",
		.strength = 4,
		.facts = FACT_GENERATOR,
		.what = "Generators suspended in the middle are held by $H",
		.fix = "Finish them: call return(), or use for-of, which does on break.",
	},
	{
		.name = "async-iterator-backlog",
		.strength = 2,
		.path = "unconsumedEvents|unconsumedPromises|FixedCircularBuffer",
		.what = "Events are queued faster than they are read",
		.fix = "Read the iterator, or call return() on it.",
	},
	{
		.name = "unresolved-promises",
		.strength = 4,
		.facts = FACT_PROMISE,
		.what = "Promises never settle: $H holds what would settle them, and who "
			"awaits them waits for ever",
		.fix = "Set a time limit, reject on a lost reply, and remove the entry either "
		       "way.",
	},
	{
		.name = "unresolved-promises",
		.strength = 4,
		.entry = "Promise",
		.facts = FACT_PENDING,
		.what = "Promises that have not settled, or not been removed, are held by "
			"$H",
		.fix = "Set a time limit, and remove a promise once it has settled.",
	},
	{
		.name = "promise-reactions",
		.strength = 4,
		.path = "reactions_or_result|system / PromiseReaction",
		.what = "Callers wait for one promise that does not settle",
		.fix = "Settle it, or race it with a time limit.",
	},
	{
		.name = "async-local-store",
		.strength = 2,
		.entry = "AsyncContextFrame|AsyncResource",
		.what = "Asynchronous contexts are kept, each with its store",
		.fix = "Run long-lived callbacks inside exit(), and keep no bound callbacks.",
	},
	{
		.name = "async-local-store",
		.strength = 2,
		.inside = "asyncResource|get asyncResource|set asyncResource|AsyncResource|"
			  "AsyncContextFrame",
		.facts = FACT_CLOSURES,
		.what = "$H keeps functions bound to their asynchronous context, each with the "
			"store of its request",
		.fix = "Let go of each once it has run, or do not bind what outlives its request.",
	},
	{
		.name = "sliced-string-parent",
		.strength = 3,
		.facts = FACT_SLICES,
		.what = "$H keeps short slices, and each slice keeps the whole text it was "
			"cut from",
		.fix = "Copy the part: Buffer.from(part).toString(), or build a new string.",
	},
	{
		.name = "growing-text",
		.strength = 1,
		.facts = FACT_ROPE,
		.what = "$H is a text that is only appended to",
		.fix = "Write it out in pieces.",
	},
	{
		.name = "code-cache",
		.strength = 1,
		.facts = FACT_CLOSURES | FACT_OWN_CODE,
		.what = "Functions are compiled again and again and kept by $H",
		.fix = "Compile once with parameters, or bound the cache.",
	},
	{
		.name = "linked-list",
		.strength = 2,
		.facts = FACT_LIST,
		.what = "The list behind $H gets longer and is never cut",
		.fix = "Cut it off at a length, or write the old part out.",
	},
	{
		.name = "class-static-registry",
		.strength = 1,
		.facts = FACT_STATIC | FACT_OBJECTS,
		.what = "$H belongs to a class, and keeps every object put into it",
		.fix = "Let objects take themselves out when they are done, or keep WeakRefs.",
	},
	{
		.name = "weakref-index",
		.strength = 3,
		.entry = "WeakRef",
		.facts = FACT_DEAD_WEAKREFS,
		.what = "$H keeps WeakRefs and their keys after what they referred to has "
			"died",
		.fix = "Delete the key in a FinalizationRegistry.",
	},
	{
		.name = "weakmap-misuse",
		.strength = 1,
		.facts = FACT_WEAK_PAIR,
		.what = "The keys of a WeakMap are kept alive by $H, so its values never "
			"go",
		.fix = "Remove them from $H when done; a WeakMap alone would let go.",
	},
	{
		.name = "finalization-registry",
		.strength = 3,
		.holder = "FinalizationRegistry",
		.facts = FACT_HELD_VALUE,
		.what = "What $H holds for each object leads back to that object, so none of "
			"them ever goes",
		.fix = "Hold a key or a number, nothing from which the object can be reached.",
	},
	{
		.name = "finalization-registry",
		.strength = 1,
		.holder = "FinalizationRegistry",
		.what = "Objects are registered in $H and do not die, so what it holds for "
			"each stays",
		.fix = "See who keeps the objects; call unregister() for those that are closed "
		       "in time.",
	},
	{
		.name = "broken-eviction",
		.strength = 2,
		.facts = FACT_BESIDE,
		.what = "$H is filled together with $B, but only $B is kept small",
		.fix = "Where an entry is taken out of $B, take it out of $H, too.",
	},
	{
		.name = "errors-kept",
		.strength = 2,
		.entry = "*Error",
		.what = "$H keeps errors with their stacks",
		.fix = "Keep message and count, and bound the list.",
	},
	{
		.name = "errors-kept",
		.strength = 2,
		.inside = "*Error",
		.facts = FACT_OBJECTS,
		.what = "$H keeps errors with their stacks",
		.fix = "Keep message and count, and bound the list.",
	},
	{
		.name = "shared-scope",
		.strength = 3,
		.facts = FACT_CLOSURES | FACT_LARGE_CAPTURE | FACT_SHARED_SCOPE,
		.what = "$H keeps functions, and with each the variables of its scope, also those "
			"that only another function made there uses",
		.fix = "Take functions out of $H when they are done with, and make them in a scope "
		       "that has only what they need.",
	},
	{
		.name = "closure-captures-large",
		.strength = 3,
		.facts = FACT_CLOSURES | FACT_LARGE_CAPTURE,
		.what = "$H keeps functions, and each keeps alive what it was made beside",
		.fix = "Take functions out of $H when they are done with; copy out what one needs, "
		       "or set the variable to null, since a function keeps all that is used in "
		       "its scope.",
	},
	{
		.name = "subscription",
		.strength = 2,
		.holder = "Set|Array|Map",
		.facts = FACT_CLOSURES,
		.what = "$H keeps functions that subscribed and never unsubscribed",
		.fix = "Return a function that unsubscribes, and call it at the end.",
	},
	{
		.name = "growing-buffer",
		.strength = 0.3,
		.facts = FACT_LARGER,
		.what = "$H is replaced by something larger at every step",
		.fix = "Keep sums instead of values, or only the last so many.",
	},
	{
		.name = "external-buffers",
		.strength = 1,
		.facts = FACT_OFF_HEAP,
		.what = "$H keeps buffers whose bytes are outside the heap of JavaScript",
		.fix = "Release the reference when the data is used up, or use buffers again from "
		       "a bounded pool.",
	},
	{
		.name = "nested-collections",
		.strength = 0.3,
		.facts = FACT_SPREAD,
		.what = "The growth is spread over many collections below $H",
		.fix = "Bound each of them and drop the empty ones; an id does not belong into a "
		       "label.",
	},
	{
		.name = "memoize-unbounded",
		.strength = 0.8,
		.holder = "Map|Object",
		.facts = FACT_MEMO,
		.what = "$H, the memory of a function, is never emptied",
		.fix = "Bound the memory (LRU), or key it on fewer arguments.",
	},
	{
		.name = "tree",
		.strength = 0.3,
		.facts = FACT_CLASS,
		.what = "A tree or graph below $H grows in many places",
		.fix = "Bound its size, or drop branches not used for long.",
	},
	{
		.name = "symbols-registered",
		.strength = 2,
		.path = "public_symbol_table|(Strong roots)",
		.entry = "symbol",
		.what = "Symbols are registered with Symbol.for, and those are never freed",
		.fix = "Use Symbol(), or strings in a Map.",
	},
	{
		.name = "copied-state",
		.strength = 0.3,
		.holder = "Object",
		.facts = FACT_COPIED,
		.what = "The state is copied at every change, and nothing is taken out of "
			"$H in it",
		.fix = "Take entries out of the state when they are done with.",
	},
	{
		.name = "number-table",
		.strength = 0.3,
		.facts = FACT_STORAGE,
		.what = "The table of $H grows, with nothing in it but plain numbers",
		.fix = "Delete entries when done, or keep sums instead of values.",
	},
	{
		.name = "unbounded-map",
		.strength = 0.4,
		.holder = "Map",
		.what = "The Map $H is filled, and nothing is taken out",
		.fix = "Delete entries when done, or bound the Map (LRU).",
	},
	{
		.name = "unbounded-set",
		.strength = 0.4,
		.holder = "Set",
		.what = "The Set $H is filled, and nothing is taken out",
		.fix = "Delete entries when done, bound the Set, or use a WeakSet for objects.",
	},
	{
		.name = "growing-array",
		.strength = 0.3,
		.holder = "Array",
		.what = "The array $H is filled, and nothing is taken out",
		.fix = "Take entries out when done, use a ring, or write pages out.",
	},
	{
		.name = "object-as-dictionary",
		.strength = 0.3,
		.holder = "Object",
		.what = "$H is used as a table, and nothing is taken out",
		.fix = "Delete keys when done, or use a Map with a bound.",
	},
	{
		.name = "unknown",
		.strength = 0.1,
		.what = "$H keeps what is added to it",
	},
	{ .name = NULL },
};
