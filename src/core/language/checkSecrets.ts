import type { Block } from '../syntax/block.ts';
import type { Problem, Region, Span, TextEdit } from '../syntax/nodes.ts';
import { fixOf, problem } from '../syntax/problems.ts';

/**
 * A JSON Web Token (RFC 7519), or a bearer or basic credential that is written out. Each begins where a word begins, so
 * that no text is read twice.
 */
const token = /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*|\b(?:Bearer|Basic)\s+([\w+/.~-]{12,}=*)/g;
const secretName = /^(?:x-api-key|api-key|.*(?:client[_-]?secret|password|access[_-]?token))$/i;

/** Secrets that look pasted into the file, where they would be committed and shared. */
export function checkSecrets(block: Block): readonly Problem[] {
  return block
    .all('variable', 'request', 'header')
    .flatMap((region) => placesOf(block.text, region).map((span) => pasted(block, region, span)));
}

function placesOf(text: string, region: Region): readonly Span[] {
  const value = text.slice(region.valueStart, region.valueEnd);
  const name = text.slice(region.nameStart, region.nameEnd);
  const isPlain = value.length >= 8 && !value.includes('{{') && !/\s/.test(value);
  if (region.kind !== 'request' && secretName.test(name) && isPlain)
    return [{ start: region.valueStart, end: region.valueEnd }];
  return [...value.matchAll(token)].map(({ 0: found, 1: credential = found, index }) => {
    const end = region.valueStart + index + found.length;
    return { start: end - credential.length, end };
  });
}

function pasted(block: Block, region: Region, span: Span): Problem {
  const { request } = block.outline;
  if (region.kind === 'header' && request?.url.startsWith('/') === true) {
    const message = 'This looks like a secret. Sign in instead: a path is sent with the token of your account.';
    const fix = fixOf('Remove it: the account signs the request', region, '');
    return problem('pasted-secret', 'warning', span, message, fix);
  }
  const message = 'This looks like a secret, and the file may be shared. Ask for it at send instead.';
  const edits = request === undefined ? [] : askEdits(block.text, region, span, request.lineSpan.start);
  if (edits.length === 0) return problem('pasted-secret', 'warning', span, message);
  return problem('pasted-secret', 'warning', span, message, { title: 'Ask for it at send', edits });
}

function askEdits(text: string, region: Region, span: Span, requestLine: number): readonly TextEdit[] {
  if (region.kind === 'variable') {
    const name = text.slice(region.nameStart, region.nameEnd);
    return [{ span: { start: region.start, end: region.valueEnd }, text: `# @secret-prompt ${name}` }];
  }
  return [
    { span: { start: requestLine, end: requestLine }, text: '# @secret-prompt token\n' },
    { span, text: '{{token}}' },
  ];
}
