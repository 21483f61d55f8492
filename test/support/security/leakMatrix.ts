import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { tally } from './tally.ts';

export const clientId = 'sbx_leak_client';
/** What the suite itself writes to the console of the extension host. */
export const consoleMark = 'the leak suite wrote to this console';

/** What must appear nowhere: fresh in each run, so that no mask can be written for it. */
export interface Canaries {
  readonly secret: string;
  readonly token: string;
  /** The value of the Basic header. */
  readonly basic: string;
  /** Of the private environment: the user marked it as secret. */
  readonly marked: string;
}

export function newCanaries(): Canaries {
  const random = (): string => randomBytes(9).toString('hex');
  const secret = `sbx "<${random()}>'&/+ é`;
  return {
    secret,
    token: `sbx_token.${random()}+/~-x==`,
    basic: Buffer.from(`${clientId}:${secret}`).toString('base64'),
    marked: `sbx marked/${random()}"<&'`,
  };
}

/** The nine forms in which a value may turn up: as a server would write them, and what of that is the value's alone. */
function formsOf(value: string): Readonly<Record<string, { readonly written: string; readonly sought: string }>> {
  const whole = (written: string): { written: string; sought: string } => ({ written, sought: written });
  const base64 = (before: number): { written: string; sought: string } => {
    const written = Buffer.from(`${'x'.repeat(before)}${value}yy`).toString('base64');
    // The characters at both ends hold bits of the neighbours too.
    const end = Math.floor(((before + Buffer.byteLength(value)) * 4) / 3) - 1;
    return { written, sought: written.slice(before === 0 ? 0 : before + 1, end) };
  };
  const html = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const url = Buffer.from(value).toString('base64url');
  return {
    raw: whole(value),
    URL: whole(encodeURIComponent(value)),
    JSON: whole(JSON.stringify(value).slice(1, -1)),
    HTML: whole(html.replaceAll('"', '&quot;').replaceAll("'", '&#39;')),
    'base64, first': base64(0),
    'base64, second': base64(1),
    'base64, third': base64(2),
    base64url: { written: url, sought: url.slice(0, -2) },
    hex: whole(Buffer.from(value).toString('hex')),
  };
}

/** Everything that a careless server might say, a line a form. */
export function echoOf(canaries: Canaries): readonly string[] {
  return Object.values(canaries).flatMap((value: string) =>
    Object.values(formsOf(value)).map(({ written }) => written),
  );
}

/** Long enough to be no chance, short enough to be found in what is left where a value was cut. */
const runLength = 12;

/** The random middle, letters and digits only: no encoding of text changes it, however often it is encoded. */
function holdsRun(text: string, value: string): boolean {
  const run = randomOf(value);
  return Array.from({ length: run.length - runLength + 1 }, (_, at) => run.slice(at, at + runLength)).some((part) =>
    text.includes(part),
  );
}

function randomOf(value: string): string {
  const [written] = /[0-9a-f]{18}/.exec(value) ?? [];
  if (written !== undefined) return written;
  // The Basic header: of its base64, the characters that hold random bytes alone.
  const before = /[0-9a-f]{18}/.exec(Buffer.from(value, 'base64').toString('latin1'))?.index ?? 0;
  return value.slice(Math.ceil((before * 4) / 3), Math.floor(((before + 18) * 4) / 3));
}

/** Names of the canaries and forms that a text holds. */
export function formsIn(text: string, canaries: Canaries): readonly string[] {
  return Object.entries(canaries).flatMap(([name, value]: [string, string]) =>
    Object.entries(formsOf(value))
      .filter(([, { sought }]) => text.includes(sought))
      .map(([form]) => `${name}, ${form}`),
  );
}

/** And of those whose random part it holds, in whatever form. */
export function hitsIn(text: string, canaries: Canaries): readonly string[] {
  const runs = Object.entries(canaries).filter(([, value]: [string, string]) => holdsRun(text, value));
  return [...formsIn(text, canaries), ...runs.map(([name]) => `${name}, its random part`)];
}

/** 36 checks of one sink. `proof`: what must be in it, so that an empty one is not taken for a clean one. */
export function checkSink(sink: string, text: string, proof: RegExp, canaries: Canaries, find = hitsIn): void {
  assert.match(text, proof, `the sink ${sink} was not reached`);
  const hits = find(text, canaries);
  for (const hit of hits) tally('leak hit', `${sink}: ${hit}`);
  for (const [name, value] of Object.entries(canaries) as [string, string][])
    for (const form of Object.keys(formsOf(value))) tally('leak check', `${sink}: ${name}, ${form}`);
  assert.deepEqual(hits, [], `${sink} holds secrets`);
}

/** Each canary in each form, planted into a text, is found. */
export function checkPlantedLeaks(canaries: Canaries): void {
  for (const leak of echoOf(canaries)) {
    assert.notDeepEqual(hitsIn(`log: ${leak} end`, canaries), []);
    tally('planted leak caught', leak.slice(0, 4));
  }
  const twice = (value: string): readonly string[] => [
    JSON.stringify(JSON.stringify(JSON.stringify(value))),
    encodeURIComponent(encodeURIComponent(value)),
    value.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
    value.slice(0, -3),
  ];
  for (const value of Object.values(canaries) as string[])
    for (const leak of twice(value)) assert.notDeepEqual(hitsIn(leak, canaries), [], 'encoded twice, or cut');
}
