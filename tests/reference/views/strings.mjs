// The same text held more than once.
export function* questions(snapshot) {
  yield {
    args: ['strings', '--columns=value,count,shallow_size,retained_size'],
    rows: () => snapshot.getDuplicateStrings().map(group => ({
      value: group.value,
      count: group.count,
      shallow_size: group.totalSelfSize,
      retained_size: group.totalRetainedSize,
    })),
  };
}
