// What is still alive, by the sample it was allocated in.
export function* questions(snapshot) {
  const samples = snapshot.getSamples();
  if (!samples)
    return;
  const {timestamps, lastAssignedIds, sizes} = samples;
  yield {
    args: ['timeline', '--depth=2', '--columns=depth,end_us,min_id,max_id,size'],
    level: 1, // above are stretches of time, which are heaptui's own
    rows: () => timestamps.map((time, i) => ({
      depth: 1,
      end_us: Math.round((time - timestamps[0]) * 1000),
      min_id: i === 0 ? 0 : lastAssignedIds[i - 1],
      max_id: lastAssignedIds[i],
      size: sizes[i],
    })),
  };
}
