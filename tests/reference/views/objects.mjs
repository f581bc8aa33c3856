// Every object of the file, every column.
import {OBJECT_COLUMNS, objectRow} from '../rows.mjs';

export function* questions(snapshot) {
  yield {
    args: ['objects', `--columns=${OBJECT_COLUMNS}`],
    rows: function*() {
      for (let ordinal = 0; ordinal < snapshot.nodeCount; ordinal++)
        yield objectRow(snapshot, ordinal * snapshot.nodeFieldCount);
    },
  };
}
