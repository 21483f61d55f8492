// A process of its own for `npm run bench`: an API description read and one request of it checked, as in the editor:
// `floor FILE`, or `ours FILE CACHE`. Prints milliseconds, the longest time that the main thread was held, and the peak.
import { readFile } from 'node:fs/promises';
import { resourcesOf } from '../../src/core/api/apiDescription.ts';
import { Checker } from '../../src/core/language/check.ts';
import { emptyContext } from '../../src/core/language/context.ts';
import { JsonBodies } from '../../src/core/language/jsonBody.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import { DescriptionFiles } from '../../src/node/descriptionFiles.ts';

const [what, path = '', cache = ''] = process.argv.slice(2);

/** The longest time between two turns of the event loop. */
let longestMs = 0;
let last = performance.now();
const turn = setInterval(() => {
  const now = performance.now();
  longestMs = Math.max(longestMs, now - last);
  last = now;
}, 1);

const request = 'POST /repos/{{owner}}/{{repo}}/issues\nContent-Type: application/json\n\n{"title": "a"}\n';
const bodies = await JsonBodies.create();
await new Promise((resolve) => setTimeout(resolve, 50)); // the program itself is loaded
[longestMs, last] = [0, performance.now()];
const start = performance.now();
if (what === 'floor') walk(JSON.parse(await readFile(path, 'utf8')));
else await ours();
const ms = performance.now() - start;
await new Promise((resolve) => setTimeout(resolve, 5));
clearInterval(turn);
console.log(JSON.stringify({ ms, longestMs, peakMb: process.resourceUsage().maxRSS / 1024 }));

function walk(value: unknown): void {
  if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) walk(item);
}

async function ours(): Promise<void> {
  const api = await new DescriptionFiles(cache).read({ name: 'github', path });
  const resources = resourcesOf(api);
  const tree = parseMatter(`### a\n@owner = o\n@repo = r\n${request}`);
  const problems = [...new Checker().check(tree, { ...emptyContext, api })];
  for (const block of tree.blocks) problems.push(...(await bodies.problems(block, api)));
  if (resources.length < 10 || problems.length > 0) throw new Error(`Not read as it is: ${JSON.stringify(problems)}`);
}
