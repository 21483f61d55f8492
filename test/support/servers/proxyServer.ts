import type { lookup, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Server } from 'proxy-chain';

export interface TestProxy {
  /** With the name and password, where it wants some. */
  readonly url: string;
  /** The hosts that it was asked for, with their ports. */
  readonly asked: string[];
  stop(): Promise<void>;
}

export interface TestProxyOptions {
  readonly login?: { readonly username: string; readonly password: string };
}

const toLoopback: LookupFunction = (_name, { all }: LookupOptions, done) => {
  const address = { address: '127.0.0.1', family: 4 };
  if (all === true) done(null, [address]);
  else done(null, address.address, address.family);
};

/** A real forward proxy on loopback, which looks every name up as this computer. */
export async function startProxy({ login }: TestProxyOptions = {}): Promise<TestProxy> {
  const asked: string[] = [];
  const server = new Server({
    host: '127.0.0.1',
    port: 0,
    prepareRequestFunction: ({ hostname, port, username, password }) => {
      asked.push(`${hostname}:${port}`);
      const isKnown = login === undefined || (username === login.username && password === login.password);
      return {
        requestAuthentication: !isKnown,
        dnsLookup: toLoopback as unknown as typeof lookup,
      };
    },
  });
  await server.listen();
  const user = login === undefined ? '' : `${login.username}:${login.password}@`;
  return {
    url: `http://${user}127.0.0.1:${server.port}`,
    asked,
    stop: () => server.close(true),
  };
}
