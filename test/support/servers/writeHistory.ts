// A program that writes one entry of the history after the other, and says of each that it is written.
import { HistoryFolder } from '../../../src/node/historyFolder.ts';

const folder = new HistoryFolder(process.argv[2] ?? '');
for (let count = 1; count <= 150; count++) {
  await folder.add({
    ...{
      id: `k${count}`,
      at: count,
      file: 'file:///a.matter',
      key: 'a',
      title: 'a',
      method: 'GET',
      origin: 'http://h',
    },
    ...{ path: '/', status: 200, timeMs: 1, sizeBytes: 1, failed: false },
  });
  process.send?.(count);
}
