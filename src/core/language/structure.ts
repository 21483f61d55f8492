import { directives } from '../directives/directives.ts';
import type { Block } from '../syntax/block.ts';
import type { Region, RegionKind, Span } from '../syntax/nodes.ts';
import { shift } from '../syntax/span.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { cursorContextAt } from './cursorContext.ts';

export interface Fold extends Span {
  readonly kind: 'region' | 'comment' | 'body';
}

/** What can be folded: each request, its body, runs of comments. */
export function foldsOf(tree: MatterTree): readonly Fold[] {
  return tree.blocks.flatMap((block, index) =>
    foldsIn(block).map((fold) => ({ ...fold, ...shift(fold, tree.starts[index] ?? 0) })),
  );
}

function foldsIn(block: Block): readonly Fold[] {
  const { regions, text } = block;
  const folds: Fold[] = [];
  // A body may be nothing but white space that is no empty line, such as a byte order mark.
  const endOf = (start: number, end: number): number => start + text.slice(start, end).trimEnd().length;
  if (regions[0]?.kind === 'separator') folds.push({ kind: 'region', start: 0, end: endOf(0, text.length) });
  for (const region of regions) {
    if (region.kind === 'body' || region.kind === 'script' || region.kind === 'response')
      folds.push({ kind: 'body', start: region.start, end: endOf(region.start, region.end) });
  }
  return [...folds, ...commentRuns(regions)];
}

function commentRuns(regions: readonly Region[]): readonly Fold[] {
  const runs: Fold[] = [];
  for (const { kind, start, end } of regions) {
    const last = runs.at(-1);
    if (kind !== 'comment') continue;
    if (last?.end === start - 1 || last?.end === start) runs[runs.length - 1] = { ...last, end };
    else runs.push({ kind: 'comment', start, end });
  }
  return runs.map((run) => ({ ...run, end: run.end - 1 }));
}

/** From the inside out: value, line, head or body, request, file. */
export function selectionAt(tree: MatterTree, offset: number): readonly Span[] {
  const place = cursorContextAt(tree, offset);
  if (place?.region === undefined) return [];
  const { block, region, start } = place;
  const at = place.offset;
  const word = wordAt(block.text, at);
  const candidates: Span[] = [
    word,
    ...block.references.filter((reference) => reference.start <= at && at <= reference.end),
    { start: region.nameStart, end: region.nameEnd },
    { start: region.valueStart, end: region.valueEnd },
    { start: region.start, end: block.text.slice(0, region.end).replace(/\r?\n$/, '').length },
    headOf(block.regions),
    { start: 0, end: block.text.length },
  ];
  const holding = candidates.filter((span) => span.start <= at && at <= span.end && span.start < span.end);
  const located = [...holding.map((span) => shift(span, start)), { start: 0, end: tree.length }];
  return nested(located);
}

/** Each larger than the one before it. */
function nested(spans: readonly Span[]): readonly Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.end - a.start - (b.end - b.start))) {
    const last = result.at(-1);
    const grows = last === undefined || span.end - span.start > last.end - last.start;
    if (grows && (last === undefined || (span.start <= last.start && last.end <= span.end))) result.push(span);
  }
  return result;
}

function wordAt(text: string, at: number): Span {
  const before = /[\w$-]*$/.exec(text.slice(Math.max(0, at - 200), at))?.[0].length ?? 0;
  const after = /^[\w$-]*/.exec(text.slice(at, at + 200))?.[0].length ?? 0;
  return { start: at - before, end: at + after };
}

const headKinds: ReadonlySet<RegionKind> = new Set<RegionKind>(['request', 'continuation', 'header', 'fold']);

function headOf(regions: readonly Region[]): Span {
  const head = regions.filter(({ kind }) => headKinds.has(kind));
  return { start: head[0]?.start ?? 0, end: head.at(-1)?.end ?? 0 };
}

export interface Link {
  readonly span: Span;
  /** A whole URL, or a path relative to the file. */
  readonly target: { readonly url: string } | { readonly path: string };
}

/** URLs without references, and the files that bodies, portfolios and saves name. */
export function linksOf(tree: MatterTree): readonly Link[] {
  return tree.blocks.flatMap((block, index) =>
    linksIn(block).map((link) => ({ ...link, span: shift(link.span, tree.starts[index] ?? 0) })),
  );
}

function linksIn(block: Block): readonly Link[] {
  const { text } = block;
  return block.regions.flatMap((region): readonly Link[] => {
    const value = text.slice(region.valueStart, region.valueEnd);
    const whole = { start: region.valueStart, end: region.valueEnd };
    if (region.kind === 'request' && /^https?:\/\/[^{}\s]+$/i.test(value))
      return [{ span: whole, target: { url: value } }];
    if (region.kind === 'save' && !value.includes('{{')) return [{ span: whole, target: { path: value } }];
    if (region.kind === 'directive') {
      const file = directives.get(text.slice(region.nameStart, region.nameEnd))?.file?.(value);
      return file === undefined ? [] : [{ span: shift(file, region.valueStart), target: { path: file.path } }];
    }
    return region.kind === 'body' ? includesIn(value, region.valueStart) : [];
  });
}

/** `< path`, `<@ path`, `<@utf8 path` at the start of a line. */
function includesIn(body: string, start: number): readonly Link[] {
  if (!body.includes('<')) return [];
  return [...body.matchAll(/^<(?:@\w*)?[ \t]+([^\s{}<>][^{}<>\r\n]*)$/gm)].flatMap(({ 0: line, 1: path = '', index }) =>
    fileLink(path.trimEnd(), start + index + line.length - path.length, /^.+/),
  );
}

function fileLink(text: string, start: number, pattern: RegExp): readonly Link[] {
  const path = pattern.exec(text)?.[0];
  return path === undefined ? [] : [{ span: { start, end: start + path.length }, target: { path } }];
}
