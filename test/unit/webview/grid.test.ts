import assert from 'node:assert/strict';
import fc from 'fast-check';
import { movedBy } from '../../../src/webview/gridKeys.ts';
import { ColumnLayout, RowLayout } from '../../../src/webview/gridLayout.ts';
import { GridSelection } from '../../../src/webview/gridSelection.ts';

const column = (key: string, width: number, grow: number) => ({ key, title: key, isNumber: false, width, grow });

describe('columns of a grid', () => {
  it('share the room that is left, to the last pixel', () => {
    const layout = new ColumnLayout();
    layout.fit([column('a', 100, 1), column('b', 50, 0), column('c', 100, 2)], 353);
    assert.deepEqual([layout.width(0), layout.width(1), layout.width(2), layout.total], [134, 50, 169, 353]);
  });

  it('keep the width that they were given, and never vanish', () => {
    const layout = new ColumnLayout();
    const columns = [column('a', 100, 1), column('b', 100, 1)];
    layout.resize('a', 3);
    layout.fit(columns, 400);
    assert.deepEqual([layout.width(0), layout.width(1)], [40, 360]);
  });

  it('are found by what is seen of them', () => {
    const layout = new ColumnLayout();
    layout.fit([column('a', 100, 0), column('b', 100, 0), column('c', 100, 0)], 50);
    assert.deepEqual(layout.between(0, 100), [0, 1]);
    assert.deepEqual(layout.between(99, 201), [0, 3]);
    assert.deepEqual(layout.between(300, 400), [3, 3]);
  });
});

describe('rows of a grid', () => {
  const room = 480;
  const counts = fc.integer({ min: 1, max: 2_000_000 });

  it('lie in an element that a browser can draw, from the first to the last of them', () => {
    fc.assert(
      fc.property(counts, (count) => {
        const layout = new RowLayout(count, 24, room);
        assert.ok(layout.height <= 8_000_000);
        assert.equal(layout.range(0, 0)[0], 0);
        assert.equal(layout.range(Math.max(0, layout.height - room), 0)[1], count);
      }),
    );
  });

  it('are seen whole where they are revealed, and in the middle where they are centred', () => {
    fc.assert(
      fc.property(counts, fc.nat(), fc.nat(), (count, some, other) => {
        const layout = new RowLayout(count, 24, room);
        const row = some % count;
        const from = other % Math.max(1, layout.height - room);
        for (const to of [layout.reveal(row, from), Math.min(layout.centre(row), Math.max(0, layout.height - room))]) {
          const top = layout.top(row, to) - to;
          assert.ok(top > -0.01 && top + 24 < room + 0.01, `row ${row} of ${count} lies at ${top}`);
        }
      }),
    );
  });
});

describe('keys of a grid', () => {
  const key = (name: string, ctrlKey = false) => ({ key: name, ctrlKey, metaKey: false });
  const size = { rows: 10, columns: 3, page: 4 };

  it('move among the cells and the header, and stop at the ends', () => {
    const at = { row: 0, column: 1 };
    assert.deepEqual(movedBy(key('ArrowUp'), at, size), { row: -1, column: 1 });
    assert.deepEqual(movedBy(key('ArrowUp'), { row: -1, column: 1 }, size), { row: -1, column: 1 });
    assert.deepEqual(movedBy(key('PageDown'), at, size), { row: 4, column: 1 });
    assert.deepEqual(movedBy(key('End', true), at, size), { row: 9, column: 2 });
    assert.deepEqual(movedBy(key('Home'), at, size), { row: 0, column: 0 });
    assert.equal(movedBy(key('toString'), at, size), undefined);
  });
});

describe('selected rows', () => {
  const idOf = (place: number): number | undefined => (place === 2 ? undefined : place * 10);

  it('are those from where Shift began, without headings', () => {
    const selection = new GridSelection();
    selection.moveTo(3, false, idOf);
    selection.moveTo(1, true, idOf);
    assert.deepEqual([...selection.ids], [10, 30]);
    selection.toggle(1, idOf);
    selection.toggle(2, idOf);
    assert.deepEqual([...selection.ids], [30]);
  });
});
