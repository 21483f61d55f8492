import { tally, type TallyKind } from './tally.ts';

/** One of the threats of docs/security-model.md, 1: shown once every test in it has passed. */
export function threat(id: string, title: string, tests: () => void): void {
  describe(`${id} ${title}`, () => {
    let failed = 0;
    let passed = 0;
    tests();
    afterEach(function () {
      if (this.currentTest?.state === 'passed') passed++;
      else failed++;
    });
    after(() => {
      if (passed > 0 && failed === 0) tally('threat', id);
    });
  });
}

/** One hostile input: `check` fails where it was not stopped. */
export function hostile(kind: Extract<TallyKind, `hostile:${string}`>, name: string, check: () => unknown): void {
  it(name, async () => {
    await check();
    tally(kind, name);
  });
}
