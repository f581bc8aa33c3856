// Statistics, and what belongs to which native context.
export function* questions(snapshot) {
  const {total, native, v8heap} = snapshot.getStatistics();
  yield {
    args: ['statistics', '--columns=kind,size'],
    rows: () => [
      ['total', total],
      ['code', v8heap.code],
      ['strings', v8heap.strings],
      ['js_arrays', v8heap.jsArrays],
      ['typed_arrays', native.typedArrays],
      ['system', v8heap.system],
      ['other_js', v8heap.total - v8heap.code - v8heap.strings - v8heap.jsArrays - v8heap.system],
      ['other_native', native.total - native.typedArrays],
    ].map(([kind, size]) => ({kind, size})),
  };
}
