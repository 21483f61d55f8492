import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';

/** Of this run, the same for every fuzz test: MATTER_SEED, else another one each time, which is printed. */
export function fuzzSeed(): number {
  process.env['MATTER_SEED'] ??= announced(randomInt(2 ** 31));
  return Number(process.env['MATTER_SEED']);
}

function announced(seed: number): string {
  console.log(`seed ${seed}`);
  return String(seed);
}

const boundMs = 2000;

/** A bound against hangs, far from how long anything takes. */
export function inTime<T>(what: string, action: () => T): T {
  const start = performance.now();
  const result = action();
  assert.ok(performance.now() - start < boundMs, `${what} took too long`);
  return result;
}

export async function inTimeAsync<T>(what: string, action: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await action();
  assert.ok(performance.now() - start < boundMs, `${what} took too long`);
  return result;
}
