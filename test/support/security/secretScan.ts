import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesBelow } from './treeCopy.ts';

/** What a secret looks like, or what would tell of the machine that packed. */
const patterns: Readonly<Record<string, RegExp>> = {
  'sandbox credential': /sbx_(?:secret|token)_[0-9a-f]{8,}/,
  'private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'AWS key': /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  'Google key': /\bAIza[0-9A-Za-z_-]{35}\b/,
  'GitHub token': /\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_\w{22,})/,
  'npm token': /\bnpm_[0-9A-Za-z]{36}\b|_authToken=/,
  'Slack token': /\bxox[abprs]-[0-9A-Za-z-]{10,}/,
  'JSON Web Token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
  'authorization header': /\b(?:Bearer|Basic) [0-9A-Za-z+/._~-]{20,}/,
  'source map': /[#@] sourceMappingURL=/,
  'source path': /(?:^|[^\w.-])(?:\.\/)?src\/(?:cli|core|node|vscode|webview)\//,
  'folder of packages': /node_modules\/[\w@.-]+\//,
};
/** Of files that no package holds. */
const names =
  /(?:^|\/)\.(?:env|npmrc|git|netrc|aws|ssh)|\.(?:map|pem|key|pfx|p12|ts|lock|log)$|(?:^|\/)(?:test|src|out)\//;

/** Finds what must not be in a package; `places`: texts that tell of this machine, by what they are. */
export class SecretScan {
  readonly #places: ReadonlyMap<string, string>;

  constructor(places: ReadonlyMap<string, string>) {
    this.#places = places;
  }

  /** What an entry shows, a line each. */
  of(name: string, content: Buffer): readonly string[] {
    const text = content.toString('latin1');
    const found = Object.entries(patterns).filter(([, pattern]) => pattern.test(text));
    const told = [...this.#places].filter(([place]) => text.includes(place));
    return [
      ...(names.test(name) ? [`${name}: its name`] : []),
      ...found.map(([what]) => `${name}: ${what}`),
      ...told.map(([, what]) => `${name}: ${what}`),
    ];
  }
}

/** Names and credentials that stand in the tests only. */
export function fixtures(testFolder: string, sourceFolder: string): ReadonlyMap<string, string> {
  const read = (folder: string) => filesBelow(folder).map((path) => readFileSync(join(folder, path), 'utf8'));
  const own = read(sourceFolder).join('\n');
  const credentials = read(testFolder).flatMap((text) => text.match(/\bsbx_[A-Za-z0-9_]{6,}/g) ?? []);
  const files = filesBelow(testFolder).map((path) => basename(path));
  const only = [...credentials, ...files].filter((text) => text.length >= 10 && !own.includes(text));
  return new Map(only.map((text) => [text, `${text}, of the tests`]));
}
