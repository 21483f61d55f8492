import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checker } from '../../src/core/language/check.ts';
import { emptyContext } from '../../src/core/language/context.ts';
import { lensAnchors, symbolsOf } from '../../src/core/language/symbols.ts';
import { editMatter } from '../../src/core/syntax/edit.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import { median, report, timed } from './measure.ts';

/** A mixed file: GET and POST with JSON body, names, comments, file variables; about 285 characters a request. */
function mixedFile(count: number): string {
  const request = (index: number): string => {
    const isPost = index % 2 === 1;
    const body = {
      id: index,
      name: `item ${index}`,
      tags: ['alpha', 'beta', 'gamma'],
      tenant: '{{tenant}}',
      nested: { a: true },
    };
    return [
      `### request ${index}`,
      ...(isPost ? [] : [`# a comment about request ${index}`, '// and another one']),
      ...(index % 4 > 1 ? [`# @name req_${index}`] : []),
      `${isPost ? 'POST' : 'GET'} {{baseUrl}}/v1/items/${index}?page=${index % 7}&size=20`,
      'Accept: application/json',
      `X-Request-Id: r-${index}`,
      ...(isPost ? ['Content-Type: application/json', '', JSON.stringify(body, null, 2)] : []),
      '',
    ].join('\n');
  };
  const variables = '@baseUrl = http://127.0.0.1\n@tenant = acme\n@version = v1\n@userAgent = bench\n@lang = en\n\n';
  return variables + Array.from({ length: count }, (_, index) => request(index)).join('\n');
}

function bigBody(): string {
  const row = JSON.stringify({ id: 123456, name: 'the quick brown fox', ok: true, price: 12.5 });
  const rows = Array.from({ length: Math.ceil((50 << 20) / row.length) }, () => row);
  return `### big\nPOST http://127.0.0.1/\nContent-Type: application/json\n\n[${rows.join(',\n')}]\n`;
}

interface Parsed {
  readonly ms: number;
  readonly peakMb: number;
}

/** One cold parse in a process of its own. */
function parseOnce(way: 'split' | 'ours', path: string): Parsed {
  const { stdout, stderr } = spawnSync(process.execPath, ['out/bench/parseOnce.js', way, path], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Parsed;
}

function comparesParse(name: string, path: string, text: string): { readonly oursMs: number } {
  writeFileSync(path, text);
  const pairs = Array.from({ length: 5 }, () => [parseOnce('split', path), parseOnce('ours', path)] as const);
  const figure = (key: keyof Parsed): readonly [number, number, number] => [
    median(pairs.map(([floor]) => floor[key])),
    median(pairs.map(([, ours]) => ours[key])),
    median(pairs.map(([floor, ours]) => ours[key] / floor[key])),
  ];
  const [floorMs, oursMs, timeRatio] = figure('ms');
  const [floorMb, oursMb, memoryRatio] = figure('peakMb');
  report(`${name} : split`, `${oursMs.toFixed(0)} ms, floor ${floorMs.toFixed(0)} ms`, timeRatio, 3);
  report(`${name}, peak memory`, `${oursMb.toFixed(0)} MB, floor ${floorMb.toFixed(0)} MB`, memoryRatio, 2);
  return { oursMs };
}

export function parsing(dir: string): void {
  const path = join(dir, 'bench.matter');
  const { oursMs: small } = comparesParse('parse 10,000 requests', path, mixedFile(10_000));
  const { oursMs: large } = comparesParse('parse 100,000 requests', path, mixedFile(100_000));
  report('parse, 10 times the requests', `${(large / small).toFixed(1)} times the time`, large / small, 12);
  comparesParse('parse a body of 50 MB', path, bigBody());
}

/** A keystroke in the middle of 10,000 requests: parse, check, symbols, anchors of the lenses. */
export function keystroke(): void {
  const checker = new Checker();
  let tree = parseMatter(mixedFile(10_000));
  const at = tree.starts[5000]! + 20;
  const type = (): void => {
    tree = editMatter(tree, { span: { start: at, end: at }, text: 'x' });
    checker.check(tree, emptyContext);
    symbolsOf(tree);
    lensAnchors(tree);
  };
  checker.check(tree, emptyContext);
  for (let count = 0; count < 20; count++) type();
  const ms = median(Array.from({ length: 50 }, () => timed(type)));
  report('keystroke in 10,000 requests', `${ms.toFixed(1)} ms`, ms / 10, 1);
}

/** Texts of 1 MB that cost a careless parser the square of their length. */
export function hostile(): void {
  const size = 1 << 20;
  const texts = [
    '{'.repeat(size),
    `GET /${'{{'.repeat(size / 2)}`,
    `GET /\n\n${'{{a\n'.repeat(size / 4)}`,
    `@a = ${'{{b'.repeat(size / 3)}`,
    'x'.repeat(size),
    `GET /\n${'a b\n'.repeat(size / 4)}`,
    `# @assert body.$${'['.repeat(size)}`,
  ];
  const worst = Math.max(...texts.map((text) => timed(() => new Checker().check(parseMatter(text), emptyContext))));
  report('worst of 7 hostile texts of 1 MB', `${worst.toFixed(0)} ms`, worst / 100, 1);
}
