import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Body } from '../core/http/body.ts';
import { BodyCollector, decodedLimits } from './bodyCollector.ts';
import type { TemporaryFolder } from './temporaryFolder.ts';

/** What a small message may become: beyond, it is an attack rather than an answer. */
const limits = { ratio: 200, ratioFromBytes: 1_000_000, codings: 3 };

type Decoders = Readonly<Record<string, () => Transform>>;

/** No name of a coding: "deflate" without its zlib header, as some servers send it (RFC 9110 section 8.4.1.2). */
const rawDeflate = 'raw deflate';

/** Loaded with the first body that is coded. */
async function loadDecoders(): Promise<Decoders> {
  const zlib = await import('node:zlib');
  return {
    gzip: () => zlib.createGunzip(),
    'x-gzip': () => zlib.createGunzip(),
    deflate: () => zlib.createInflate(),
    [rawDeflate]: () => zlib.createInflateRaw(),
    br: () => zlib.createBrotliDecompress(),
    ...('createZstdDecompress' in zlib ? { zstd: zlib.createZstdDecompress as () => Transform } : {}),
  };
}

export interface Decoded {
  readonly body: Body;
  /** Why the body is the bytes as they came. */
  readonly warning?: string;
}

/** Removes the content codings (RFC 9110 section 8.4), the last one first. What cannot be decoded stays as it came. */
export async function decode(
  raw: Body,
  encoding: string,
  charset: string | undefined,
  folder: TemporaryFolder,
): Promise<Decoded> {
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const decoders = await loadDecoders();
  if (codings.length > limits.codings || codings.some((coding) => !Object.hasOwn(decoders, coding)))
    return {
      body: raw,
      warning: `The body is shown as it came: its coding "${encoding.slice(0, 40)}" is not supported.`,
    };
  if (codings.length === 0 || raw.sizeBytes === 0) return { body: raw };
  const raws = codings.map((coding) => (coding === 'deflate' ? rawDeflate : coding));
  let why = '';
  for (const names of codings.includes('deflate') ? [codings, raws] : [codings]) {
    const collector = new BodyCollector(folder, decodedLimits);
    const steps = names.flatMap((name) => decoders[name]?.() ?? []).reverse();
    const failure = await run(raw, steps, collector);
    if (failure === undefined) {
      raw.dispose();
      return { body: await collector.finish(charset) };
    }
    await collector.discard();
    why = failure;
    if (failure === expandsTooFar) break;
  }
  return { body: raw, warning: `The body is shown as it came: it ${why} (${codings.join(', ')}).` };
}

const expandsTooFar = 'expands too far';

/** Why it cannot be decoded, if it cannot. */
async function run(raw: Body, steps: readonly Transform[], collector: BodyCollector): Promise<string | undefined> {
  const decoded = steps.at(-1);
  if (decoded === undefined) return undefined;
  // Both at once: the one that fails ends the other.
  const [piped, collected] = await Promise.allSettled([
    pipeline([Readable.from(raw.chunks()), ...steps]),
    collect(decoded, collector, raw.sizeBytes),
  ]);
  if (piped.status === 'fulfilled' && collected.status === 'fulfilled') return undefined;
  const isBomb = collected.status === 'rejected' && collected.reason instanceof ExpandsTooFar;
  return isBomb ? expandsTooFar : 'is damaged';
}

class ExpandsTooFar extends Error {}

async function collect(decoded: AsyncIterable<Uint8Array>, collector: BodyCollector, rawBytes: number): Promise<void> {
  for await (const chunk of decoded) {
    const hasRoom = await collector.add(chunk);
    const { sizeBytes } = collector;
    const isBomb = sizeBytes > limits.ratioFromBytes && sizeBytes / rawBytes > limits.ratio;
    if (!hasRoom || isBomb) throw new ExpandsTooFar();
  }
}
