// Statistics, and the bytes of each native context.
export function* questions(snapshot) {
  const {total, native, v8heap} = snapshot.getStatistics();
  const {nativeContexts, sharedSize, noAttributionSize} = snapshot.getNativeContextSizes();
  const kinds = [
    ['code', v8heap.code],
    ['strings', v8heap.strings],
    ['js_arrays', v8heap.jsArrays],
    ['typed_arrays', native.typedArrays],
    ['system', v8heap.system],
    ['other', v8heap.total - v8heap.code - v8heap.strings - v8heap.jsArrays - v8heap.system],
    ['other_native', native.total - native.typedArrays],
    ['total', total],
  ];
  yield {
    args: ['statistics', '--columns=kind,id,size'],
    rows: () => [
      ...kinds.map(([kind, size]) => ({kind, id: null, size})),
      ...nativeContexts.map(({nodeId, attributedSize}) => ({kind: 'native_context', id: nodeId, size: attributedSize}))
        .sort((a, b) => b.size - a.size),
      {kind: 'shared_native_context', id: null, size: sharedSize},
      {kind: 'no_native_context', id: null, size: noAttributionSize},
    ],
  };
}
