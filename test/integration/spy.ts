import assert from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';

/** Calls `seen` with the first argument of each call of a method, until the returned function is called. */
export function spy(owner: object, name: string, seen: (argument: unknown) => void): () => void {
  const methods = owner as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[name];
  assert.ok(original);
  methods[name] = function (...args) {
    seen(args[0]);
    return Reflect.apply(original, this, args);
  };
  syncBuiltinESMExports();
  return () => {
    methods[name] = original;
    syncBuiltinESMExports();
  };
}
