import assert from 'node:assert/strict';
import fc from 'fast-check';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { importCurl } from '../../../../src/core/import/importCurl.ts';
import { curlCommand } from '../../../support/import/curlGrammar.ts';
import { recordCurl, shellFiles, shellVariables, type Recorded } from '../../../support/import/recordCurl.ts';
import { comparable } from '../../../support/import/sameRequest.ts';
import { sentBy } from '../../../support/import/sentBy.ts';

const folder = 'test/unit/core/import/curl';
const goldenFile = `${folder}/sent.jsonl`;
const listed = (file: string): readonly string[] =>
  readFileSync(`${folder}/${file}`, 'utf8').replace(/\n$/, '').split('\n%%\n');
/** The forms of public documentation and of browsers. */
const written = listed('commands.txt');
/** Options and addresses that curl sends in a way that nothing here can. */
const withoutCounterpart = listed('withoutCounterpart.txt');
const generated = fc.sample(curlCommand, { seed: 17, numRuns: 150 });
const commands = [...written, ...generated, ...withoutCounterpart];

/** `MATTER_RECORD=1` writes what the real curl sends anew; the nightly run compares it with the file. */
const isRecording = process.env['MATTER_RECORD'] !== undefined;
const isNightly = process.env['npm_lifecycle_event'] === 'test:nightly' && existsSync('/usr/bin/curl');

type Verdict = 'equal' | 'noted' | 'silent';

async function verdict(command: string, recorded: readonly Recorded[]): Promise<Verdict> {
  const imported = importCurl(command);
  if (imported === undefined) return 'silent';
  const isNoted = imported.notes.some(({ severity }) => severity !== 'information');
  try {
    const asked = Object.entries({ ...shellVariables, output: '' }).filter(([name]) =>
      new RegExp(`prompt ${name}$`, 'm').test(imported.text),
    );
    const sent = await sentBy(imported.text, { files: shellFiles, given: Object.fromEntries(asked) });
    assert.deepEqual(sent.map(comparable), recorded.map(comparable));
    return 'equal';
  } catch (error) {
    if (!isNoted && process.env['MATTER_SHOW'] !== undefined)
      console.log(command, '\n->\n', imported.text, '\n', String(error));
    return isNoted ? 'noted' : 'silent';
  }
}

describe('importCurl against the real curl', () => {
  let golden: readonly (readonly Recorded[])[];

  before(async function () {
    this.timeout(300_000);
    if (isRecording)
      writeFileSync(goldenFile, `${(await recordCurl(commands)).map((one) => JSON.stringify(one)).join('\n')}\n`);
    golden = readFileSync(goldenFile, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as readonly Recorded[]);
  });

  it('sends what curl sends, or says what it does not', async () => {
    assert.equal(golden.length, commands.length);
    const verdicts = await Promise.all(commands.map((command, index) => verdict(command, golden[index] ?? [])));
    const count = (wanted: Verdict): number => verdicts.filter((one) => one === wanted).length;
    if (process.env['MATTER_SHOW'] !== undefined) {
      console.log({ equal: count('equal'), noted: count('noted'), silent: count('silent') });
      commands.forEach((command, index) => {
        if (verdicts[index] === 'noted')
          console.log(
            'NOTED',
            command,
            importCurl(command)?.notes.map(({ message }) => message),
          );
      });
    }
    assert.deepEqual(
      commands.filter((_, index) => verdicts[index] === 'silent'),
      [],
    );
    const usual = verdicts.slice(0, written.length + generated.length);
    assert.ok(usual.length >= 300);
    assert.ok(usual.filter((one) => one === 'equal').length >= usual.length * 0.98);
  });

  if (isNightly)
    it('has what the real curl of this machine sends', async () => {
      assert.deepEqual(
        (await recordCurl(commands)).map((one) => one.map(comparable)),
        golden.map((one) => one.map(comparable)),
      );
    }).timeout(300_000);
});
