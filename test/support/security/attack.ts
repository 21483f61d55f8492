import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { AppError } from '../../../src/core/appError.ts';
import { Senders } from '../../../src/core/auth/senders.ts';
import type { AuthenticatedClient } from '../../../src/core/http/authenticatedClient.ts';
import { Redactor } from '../../../src/core/http/redactor.ts';
import type { Exchange } from '../../../src/core/run/exchange.ts';
import { Runner, type RunnerPorts } from '../../../src/core/run/runner.ts';
import { Secret } from '../../../src/core/secret.ts';
import { parseMatter } from '../../../src/core/syntax/parse.ts';
import { createNodeTransport } from '../../../src/node/httpTransport.ts';
import { testCredential } from '../fakes/auth.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { runnerPorts } from '../fakes/runnerPorts.ts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What became of a request: its answer, or why it was not sent. */
export type Outcome = { readonly exchange: Exchange } | { readonly error: AppError };

class Recorder {
  readonly received: Received[] = [];
  reply: (received: Received) => Reply = () => ({});
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.once('end', () => {
        const { method = '', url: path = '', headers, rawHeaders } = request;
        const received = { method, path, headers, rawHeaders, body };
        this.received.push(received);
        const { status = 200, headers: own = {}, body: text = '{}' } = this.reply(received);
        response.writeHead(status, { 'Content-Type': 'application/json', ...own }).end(text);
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** Every name leads to this computer, so that a request that should not leave would be seen. */
const toThisComputer: LookupFunction = (_name, options, done) => {
  if (options.all === true) done(null, [{ address: '127.0.0.1', family: 4 }]);
  else done(null, '127.0.0.1', 4);
};

/**
 * An account at a real server, `api.matter.test`, and somebody else's server, which any other name leads to. The bearer
 * token and the secret are the prey.
 */
export class Attack {
  readonly api = new Recorder();
  readonly evil = new Recorder();
  readonly token = 'sbx_token_prey.1234567890';
  readonly secret = 'sbx_secret_prey_1234567890';
  #transport = createNodeTransport({ lookup: toThisComputer });

  get origin(): string {
    return `http://api.matter.test:${this.api.port}`;
  }

  /** Host and port of the other server. */
  get evilHost(): string {
    return `evil.test:${this.evil.port}`;
  }

  async start(): Promise<void> {
    await Promise.all([this.api.start(), this.evil.start()]);
  }

  stop(): void {
    this.#transport.dispose();
    this.api.stop();
    this.evil.stop();
  }

  /** Before each case. The API answers with a token where it is asked for one, else as told. */
  reset(answer: (received: Received) => Reply = () => ({})): void {
    this.api.received.length = this.evil.received.length = 0;
    this.evil.reply = () => ({});
    const body = JSON.stringify({ access_token: this.token, token_type: 'Bearer', expires_in: 3600 });
    this.api.reply = (received) => (received.path === '/auth/v1/token' ? { body } : answer(received));
  }

  /** Sends the last request of a file, and before it those that it needs, as the extension and the command line do. */
  async send(text: string, own: Partial<RunnerPorts> = {}): Promise<Outcome> {
    const tree = parseMatter(text);
    const runner = new Runner(tree, runnerPorts(this.#client(), new ManualClock(), own));
    const request = tree.requests.at(-1);
    if (request === undefined) throw new Error('There is no request in this text.');
    try {
      return { exchange: await runner.run(request) };
    } catch (error) {
      if (error instanceof AppError) return { error };
      throw error;
    }
  }

  /** All that the other server got, as text. */
  get loot(): string {
    return JSON.stringify(this.evil.received);
  }

  #client(): AuthenticatedClient {
    const credential = testCredential(this.origin, { clientSecret: new Secret(this.secret) });
    return new Senders(this.#transport, new ManualClock(), new Redactor()).for(credential);
  }
}
