import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { packDescription } from '../core/api/packedDescription.ts';
import { parseDescription } from '../core/api/parseDescription.ts';
import { DescriptionCache, hashOf } from './descriptionCache.ts';
import type { DescriptionJob, PackedAnswer } from './descriptionFiles.ts';
import { readBeside } from './filesBeside.ts';

/** The thread behind DescriptionFiles: reads and parses a description, posts what it is, then keeps it. */
const { name, path, text, cache } = workerData as DescriptionJob;
const content = path === undefined ? Buffer.from(text ?? '') : readFileSync(path);
const hashes: Record<string, string> = {};
const parsed = await parseDescription(content.toString(), name, async (file) => {
  const beside = path === undefined ? undefined : await readBeside(path, file);
  hashes[file] = beside === undefined ? '' : hashOf(beside);
  return beside === undefined ? undefined : new TextDecoder().decode(beside);
});
const answer = (own: PackedAnswer): void => parentPort?.postMessage(own);
if (parsed.problem !== undefined) answer({ problem: parsed.problem.message });
else {
  const bytes = packDescription(parsed.description, parsed.schemas);
  answer({ bytes });
  // Without it the next window parses again.
  await new DescriptionCache(cache).keep(content, bytes, hashes).catch(() => undefined);
}
