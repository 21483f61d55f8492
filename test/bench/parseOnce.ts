// One cold parse in a process of its own: `node parseOnce.js split|ours FILE` prints its time and peak memory.
import { readFileSync } from 'node:fs';
import { parseMatter } from '../../src/core/syntax/parse.ts';

const [, , way, path = ''] = process.argv;
const text = readFileSync(path, 'utf8');
const start = performance.now();
const result = way === 'split' ? text.split(/\r?\n/) : parseMatter(text).blocks;
const ms = performance.now() - start;
const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ms, peakMb, count: result.length }));
