import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { isNightly } from '../security/cases.ts';

/** Of this run, the same for every property test: MATTER_SEED, else 1, and by night another one each time. */
export function fuzzSeed(): number {
  process.env['MATTER_SEED'] ??= announced(isNightly ? randomInt(2 ** 31) : 1);
  return Number(process.env['MATTER_SEED']);
}

function announced(seed: number): string {
  console.log(`seed ${seed}`);
  return String(seed);
}

/** A bound against hangs, thousands of times what anything takes: the machine may be busy. */
const boundMs = 2 * 60_000;

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
