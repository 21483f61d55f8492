import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type * as TypeScript from 'typescript';

/** As it is installed: 9 MB that need not be in every bundle of a test. */
export const ts = createRequire(resolve('package.json'))('typescript') as typeof TypeScript;

/** Every node of a text in TypeScript or JavaScript, from the top. */
export function* nodesOf(file: string, text: string): Generator<TypeScript.Node> {
  const kind = file.endsWith('.ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS;
  const waiting: TypeScript.Node[] = [ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kind)];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    ts.forEachChild(node, (child) => {
      waiting.push(child);
    });
  }
}
