import { createRequire } from 'node:module';
import type { Disposable } from '../core/event.ts';
import type { Redactor } from '../core/http/redactor.ts';
import type { Transport } from '../core/http/transport.ts';
import type { TransportOptions } from '../node/httpTransport.ts';
import type { EditorCertificates } from './certificates.ts';
import { settings } from './settings.ts';
import { refuseUntrusted } from './trust.ts';

/**
 * VS Code's settings for proxies and its certificates apply to these modules, but only where an extension requires them,
 * and by these names: an import gets Node's own.
 */
const editorModule = createRequire(import.meta.url) as {
  (name: 'http'): typeof import('node:http');
  (name: 'https'): typeof import('node:https');
};

/** Over VS Code's network. Loaded with the first request; certificates by those who have set some. */
export function createEditorTransport(redactor: Redactor): Transport & Disposable {
  let certificates: Promise<EditorCertificates> | undefined;
  const options: TransportOptions = {
    modules: { http: () => editorModule('http'), https: () => Promise.resolve(editorModule('https')) },
    timeouts: settings.timeouts,
    certificates: async (url) => {
      if (settings.caFile() === '' && settings.clientCertificates().length === 0) return {};
      certificates ??= import('./certificates.ts').then((module) => new module.EditorCertificates(redactor));
      return (await certificates).for(url);
    },
  };
  let loading: Promise<Transport & Disposable> | undefined;
  return {
    async send(request, signal) {
      refuseUntrusted();
      loading ??= import('../node/httpTransport.ts').then(({ createNodeTransport }) => createNodeTransport(options));
      return (await loading).send(request, signal);
    },
    dispose() {
      void loading?.then((transport) => {
        transport.dispose();
      });
    },
  };
}
