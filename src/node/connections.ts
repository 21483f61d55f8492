import * as http from 'node:http';
import type * as https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { PeerCertificate } from 'node:tls';
import { AppError } from '../core/appError.ts';
import type { HttpRequest } from '../core/http/httpMessage.ts';
import { publicLookup, refusePrivateHost } from './privateHost.ts';

/** PEM or PKCS#12 texts and bytes, as node:tls takes them. */
export interface Certificates {
  /** Trusted beside those of Node. */
  readonly ca?: string;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly pfx?: Buffer;
  readonly passphrase?: string;
}

/** Opened when first used. */
export interface HttpModules {
  readonly http: () => typeof http;
  readonly https: () => Promise<typeof https>;
}

export interface ConnectionOptions {
  /** For a server. */
  readonly certificates?: (url: URL) => Promise<Certificates>;
  /** The proxy for a URL; undefined for a direct connection. Absent in VS Code, whose modules have their own. */
  readonly proxyFor?: (url: URL) => URL | undefined;
  /** Where they are absent: Node's own. */
  readonly modules?: HttpModules;
  readonly lookup?: LookupFunction;
}

const nodeModules: HttpModules = { http: () => http, https: () => import('node:https') };

const headerLimitBytes = 65_536; // docs/security-model.md, 3.8

// The transport writes these itself; a second opinion about where a message ends is how requests are smuggled.
const ownHeaders: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'content-length',
]);

type TlsOptions = Omit<Certificates, 'ca'> & {
  readonly ca?: string[];
  readonly servername: string;
  readonly checkServerIdentity: (name: string, certificate: PeerCertificate) => Error | undefined;
  readonly minVersion: 'TLSv1.2';
  readonly rejectUnauthorized: true;
};

interface Options extends https.RequestOptions {
  readonly headers: http.OutgoingHttpHeaders;
}

/** Opens a connection for each request, or takes one that is free: direct, or through a proxy. */
export class Connections {
  readonly #options: ConnectionOptions;
  readonly #modules: HttpModules;
  readonly #http = new http.Agent({ keepAlive: true });
  #https: https.Agent | undefined;
  readonly #tunnels = new Map<string, http.Agent>();

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#modules = options.modules ?? nodeModules;
  }

  /**
   * All that has to be waited for. What is returned opens the connection, or takes a free one, at once: whoever calls it
   * must listen for errors before anything else happens.
   */
  async prepare(request: HttpRequest): Promise<() => http.ClientRequest> {
    const { url, method, hasTaintedHost: isForeign = false } = request;
    const { certificates } = this.#options;
    const proxy = this.proxyOf(url);
    if (isForeign) await refusePrivateHost(url, proxy !== undefined, this.#options.lookup);
    const lookup = isForeign && proxy === undefined ? publicLookup(url, this.#options.lookup) : this.#options.lookup;
    const options: Options = {
      method,
      headers: headersOf(request),
      maxHeaderSize: headerLimitBytes,
      ...(lookup === undefined ? {} : { lookup }),
    };
    if (url.protocol === 'https:')
      return this.#prepareTls(url, proxy, isForeign, {
        ...options,
        ...(await tlsOptions(url, await certificates?.(url))),
      });
    if (proxy !== undefined) return this.#prepareForProxy(proxy, url, options);
    // A connection that is free was opened without judging where its name leads.
    const agent = isForeign ? new http.Agent() : this.#http;
    return () => this.#modules.http().request(url, { ...options, agent });
  }

  /** Throws where an answer without TLS is the proxy's own, not the server's. */
  refuseProxyAnswer(url: URL, status: number): void {
    const proxy = url.protocol === 'http:' && status === 407 ? this.proxyOf(url) : undefined;
    if (proxy !== undefined) throw proxyRefusal(proxy, status);
  }

  proxyOf(url: URL): URL | undefined {
    return this.#options.proxyFor?.(url);
  }

  /** Closes the connections that wait for a request: where one was closed by its server, the others may be too. */
  dropIdle(): void {
    for (const { freeSockets } of this.#agents()) {
      for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
    }
  }

  dispose(): void {
    for (const agent of this.#agents()) agent.destroy();
  }

  #agents(): readonly http.Agent[] {
    return [this.#http, this.#https, ...this.#tunnels.values()].filter((agent) => agent !== undefined);
  }

  /** TLS options stand on the request, not on the agent: VS Code replaces the agent and keeps these. */
  async #prepareTls(
    url: URL,
    proxy: URL | undefined,
    isForeign: boolean,
    options: https.RequestOptions,
  ): Promise<() => http.ClientRequest> {
    const { Agent, request } = await this.#modules.https();
    this.#https ??= new Agent({ keepAlive: true });
    const direct = isForeign ? new Agent() : this.#https;
    const agent = proxy === undefined ? direct : await this.#tunnel(proxy);
    return () => {
      const outgoing = request(url, { ...options, agent });
      outgoing.once('proxyConnect', ({ statusCode }: { readonly statusCode: number }) => {
        if (proxy !== undefined && statusCode !== 200) outgoing.destroy(proxyRefusal(proxy, statusCode));
      });
      return outgoing;
    };
  }

  async #tunnel(proxy: URL): Promise<http.Agent> {
    const { HttpsProxyAgent } = await import('https-proxy-agent');
    const agent =
      this.#tunnels.get(proxy.href) ??
      new HttpsProxyAgent(proxy, { keepAlive: true, ...(await this.#proxyTls(proxy)) });
    this.#tunnels.set(proxy.href, agent);
    return agent;
  }

  /** A proxy is checked as a server is, by its own name; the certificate of the client is none of its business. */
  async #proxyTls(proxy: URL): Promise<Partial<TlsOptions>> {
    if (proxy.protocol !== 'https:') return {};
    const { ca } = (await this.#options.certificates?.(proxy)) ?? {};
    return tlsOptions(proxy, ca === undefined ? {} : { ca });
  }

  /** Without TLS the proxy is asked for the whole URL (RFC 9112 section 3.2.2). */
  async #prepareForProxy(proxy: URL, url: URL, { headers, ...options }: Options): Promise<() => http.ClientRequest> {
    const own = { ...headers, ...proxyAuthorization(proxy) };
    const path = `${url.origin}${url.pathname}${url.search}`;
    const { hostname, port, protocol } = proxy;
    const { request } = protocol === 'https:' ? await this.#modules.https() : this.#modules.http();
    const tls = await this.#proxyTls(proxy);
    return () => request({ ...options, ...tls, headers: own, hostname, port, path, protocol });
  }
}

function proxyRefusal(proxy: URL, status: number): AppError {
  const reason = status === 407 ? 'wants a user name and password' : `refuses to connect (status ${status})`;
  return new AppError('proxy', `Proxy: ${proxy.host} ${reason}. Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY.`);
}

function proxyAuthorization({ username, password }: URL): http.OutgoingHttpHeaders {
  if (username === '' && password === '') return {};
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}

/** The server proves to be the one of the URL: Node would take the name of a Host header. `ca` replaces Node's list, so that list goes along. */
async function tlsOptions({ hostname }: URL, certificates: Certificates | undefined): Promise<TlsOptions> {
  const { checkServerIdentity, rootCertificates } = await import('node:tls');
  const host = hostname.replace(/^\[|\]$/g, '');
  const { ca, ...own } = certificates ?? {};
  return {
    ...own,
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
    servername: isIP(host) === 0 ? host : '',
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
    minVersion: 'TLSv1.2',
    // Said here, it holds against NODE_TLS_REJECT_UNAUTHORIZED and against VS Code's "http.proxyStrictSSL".
    rejectUnauthorized: true,
  };
}

/** By name, with a list for duplicates: of headers in a flat list, proxy agents would lose all. */
function headersOf(request: HttpRequest): http.OutgoingHttpHeaders {
  const lists = new Map<string, [name: string, values: string[]]>();
  const add = (name: string, value: string): void => {
    const known = lists.get(name.toLowerCase());
    if (known === undefined) lists.set(name.toLowerCase(), [name, [value]]);
    else known[1].push(value);
  };
  const own = request.headers.filter(([name]) => !ownHeaders.has(name.toLowerCase()));
  const isOwn = (wanted: string): boolean => own.some(([name]) => name.toLowerCase() === wanted);
  if (!isOwn('host')) add('Host', request.url.host);
  if (!isOwn('user-agent')) add('User-Agent', 'matter-vscode');
  for (const [name, value] of own) add(name, value);
  const length = sizeOf(request.body);
  if (length > 0 || !['GET', 'HEAD', 'OPTIONS'].includes(request.method)) add('Content-Length', String(length));
  return Object.fromEntries(
    [...lists.values()].map(([name, values]): [string, string | string[]] => {
      const [first = ''] = values;
      return [name, values.length > 1 ? values : first];
    }),
  );
}

function sizeOf(body: HttpRequest['body']): number {
  if (body === undefined) return 0;
  return typeof body === 'object' && 'chunks' in body ? body.sizeBytes : Buffer.byteLength(body);
}
