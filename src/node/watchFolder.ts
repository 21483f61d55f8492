import { watch } from 'node:fs';
import type { Disposable } from '../core/event.ts';

/** Where the system has no watch left, the windows do not hear of each other; each goes on. */
export function watchFolder(path: string, onDidChange: (name: string | null) => void): Disposable {
  try {
    const watcher = watch(path, (_event, name) => {
      onDidChange(name);
    });
    watcher.on('error', () => {
      watcher.close();
    });
    return {
      dispose: () => {
        watcher.close();
      },
    };
  } catch {
    return { dispose: () => undefined };
  }
}
