import type { Feature, Services } from '../services.ts';
import { registerPaste } from './pasteProvider.ts';

/** What other tools wrote, as requests; loaded when it is asked for. */
export function registerImport({ report }: Services): Feature<'matter.importHttpFile' | 'matter.importCurl'> {
  const paste = registerPaste();
  return {
    handlers: {
      'matter.importHttpFile': async (uri) => (await import('./importCommands.ts')).importHttpFile(report, uri),
      'matter.importCurl': async () => (await import('./importCommands.ts')).importCurl(report),
    },
    dispose: () => {
      paste.dispose();
    },
  };
}
