import { isObject } from '../../../src/core/json.ts';

/** Numbers from 0 to below 1, the same for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const others: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 3_000_000_000, 1e21, '', 'x', 'x'.repeat(300), [], {}, [null], { x: 1 }],
  ...[
    '2020-02-30',
    '2020-01-01T00:00:00Z',
    'a@b.example',
    'https://h.example/',
    '00000000-0000-4000-8000-000000000000',
  ],
];

/** A value with one change somewhere: another value, a member less, a member more, an item twice. */
export function mutateJson(value: unknown, random: () => number): unknown {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  if (Array.isArray(value) && value.length > 0 && random() < 0.8) {
    const at = Math.floor(random() * value.length);
    const list = value as readonly unknown[];
    if (random() < 0.2) return [...list, list[at]];
    return list.map((item, index) => (index === at ? mutateJson(item, random) : item));
  }
  if (isObject(value) && Object.keys(value).length > 0 && random() < 0.9) {
    const key = pick(Object.keys(value));
    const { [key]: member, ...rest } = value;
    const choice = random();
    if (choice < 0.25) return rest;
    if (choice < 0.35) return { ...value, unheardOf: pick(others) };
    return { ...rest, [key]: mutateJson(member, random) };
  }
  return pick(others);
}
