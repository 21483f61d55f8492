import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

interface Property {
  readonly default?: unknown;
}

/** The settings of package.json, without their prefix. */
function described(): ReadonlyMap<string, unknown> {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly contributes: { readonly configuration: unknown };
  };
  const sections = [contributes.configuration].flat() as readonly { readonly properties: Record<string, Property> }[];
  const properties = sections.flatMap((section) => Object.entries(section.properties));
  return new Map(properties.map(([name, property]) => [name.replace(/^matter\./, ''), property.default]));
}

/** What settings.ts reads, each with the text of its default. */
function read(): ReadonlyMap<string, string> {
  const calls = readFileSync('src/vscode/settings.ts', 'utf8').matchAll(/\bread\('([\w.]+)', ([^)]+)\)/g);
  return new Map([...calls].map(([, name = '', fallback = '']) => [name, fallback]));
}

describe('settings', () => {
  it('are those of package.json: one with a wrong name would always have its default', () => {
    assert.deepEqual([...read().keys()].sort(), [...described().keys()].sort());
  });

  it('have the same default in both', () => {
    const constants = { matterApiOrigin: '"https://api.thisismatter.com"' };
    for (const [name, fallback] of read()) {
      const text = constants[fallback as keyof typeof constants] ?? fallback.replaceAll("'", '"');
      assert.deepEqual(JSON.parse(text), described().get(name), name);
    }
  });
});
