import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import ExpressOAuth2, { type Falsey } from '@node-oauth/oauth2-server';
import { OAuth2Server as MockServer } from 'oauth2-mock-server';
import oauth2orize from 'oauth2orize';
import Provider from 'oidc-provider';

// Authorization servers that nobody here wrote, each with its own defaults; only the path of the token endpoint is ours.

export interface Login {
  readonly clientId: string;
  readonly clientSecret: string;
}

interface TokenEndpoint {
  readonly handle: RequestListener;
  readonly isValid: (token: string) => boolean | Promise<boolean>;
}

type CreateEndpoint = (login: Login, origin: string) => TokenEndpoint | Promise<TokenEndpoint>;

export const tokenPath = '/auth/v1/token';

export interface OAuthServer {
  readonly origin: string;
  /** The API refuses these from now on. */
  readonly revoked: Set<string>;
  stop(): Promise<void>;
}

/** Tokens at `tokenPath`, an API that wants them everywhere else. */
export async function startOAuthServer(create: CreateEndpoint, login: Login): Promise<OAuthServer> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const origin = originOf(server);
  const { handle, isValid } = await create(login, origin);
  const revoked = new Set<string>();
  const answerApi = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const isIn = token !== '' && !revoked.has(token) && (await isValid(token));
    request.resume();
    if (isIn) response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"ok":true}');
    else response.writeHead(401, { 'WWW-Authenticate': 'Bearer error="invalid_token"' }).end();
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === tokenPath) handle(request, response);
    else void answerApi(request, response);
  });
  return {
    origin,
    revoked,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** oidc-provider: form-encoded Basic only, opaque tokens of 10 minutes. */
export const oidcProvider: CreateEndpoint = ({ clientId, clientSecret }, origin) => {
  const provider = quietly(
    () =>
      new Provider(origin, {
        clients: [
          {
            client_id: clientId,
            client_secret: clientSecret,
            grant_types: ['client_credentials'],
            redirect_uris: [],
            response_types: [],
          },
        ],
        features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
        routes: { token: tokenPath },
      }),
  );
  return {
    handle: provider.callback(),
    isValid: async (token) => (await provider.ClientCredentials.find(token)) !== undefined,
  };
};

/** It warns of what its own defaults are not for. */
function quietly<Result>(create: () => Result): Result {
  const { warn, info } = console;
  Object.assign(console, { warn: () => undefined, info: () => undefined });
  try {
    return create();
  } finally {
    Object.assign(console, { warn, info });
  }
}

/** oauth2-mock-server: gives a signed token to anybody who asks as RFC 6749 says. */
export const mockServer: CreateEndpoint = async (_login, origin) => {
  const server = new MockServer(undefined, undefined, { endpoints: { token: tokenPath } });
  await server.issuer.keys.generate('ES256');
  server.issuer.url = origin;
  const issued = new Set<string>();
  // Two tokens of one second would be the same one.
  server.service.on('beforeTokenSigning', ({ payload }: { payload: { jti?: string } }) => {
    payload.jti = randomUUID();
  });
  server.service.on('beforeResponse', ({ body }: { body: { access_token?: string } }) => {
    issued.add(body.access_token ?? '');
  });
  return { handle: server.service.requestHandler, isValid: (token) => issued.has(token) };
};

/** @node-oauth/oauth2-server, as its README shows it; Basic is read by `basic-auth`, without form-decoding. */
export const nodeOAuth: CreateEndpoint = ({ clientId, clientSecret }) => {
  const issued = new Map<string, ExpressOAuth2.Token>();
  const client = { id: clientId, grants: ['client_credentials'] };
  const server = new ExpressOAuth2({
    model: {
      getClient: (id: string, secret: string): Promise<ExpressOAuth2.Client | Falsey> =>
        Promise.resolve(id === clientId && secret === clientSecret ? client : false),
      getUserFromClient: () => Promise.resolve({}),
      saveToken: (token: ExpressOAuth2.Token) => {
        const saved = { ...token, client, user: {} };
        issued.set(token.accessToken, saved);
        return Promise.resolve(saved);
      },
      getAccessToken: (token: string) => Promise.resolve(issued.get(token)),
    },
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', headers } = request;
    const asked = { method, headers, query: {}, body: Object.fromEntries(new URLSearchParams(await text(request))) };
    const reply = new ExpressOAuth2.Response({ headers: {} });
    const failure = await server.token(new ExpressOAuth2.Request(asked as never), reply).then(
      () => undefined,
      (error: unknown) => error as ExpressOAuth2.OAuthError,
    );
    // As its wrapper for Express does it.
    const body: unknown =
      failure === undefined ? reply.body : { error: failure.name, error_description: failure.message };
    response.writeHead(failure?.code ?? 200, { 'Content-Type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(body));
  };
  return {
    handle: (request, response) => void answer(request, response),
    isValid: (token) => issued.has(token),
  };
};

/** oauth2orize, as its README shows it: a body parser and a check of Basic before it, as `passport-http` does it. */
export const orize: CreateEndpoint = ({ clientId, clientSecret }) => {
  const issued = new Set<string>();
  const server = oauth2orize.createServer();
  server.exchange(
    oauth2orize.exchange.clientCredentials((_client, _scope, done) => {
      const token = randomUUID();
      issued.add(token);
      done(null, token);
    }),
  );
  const [token, fail] = [server.token(), server.errorHandler()];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    if (basicOf(request) !== `${clientId}:${clientSecret}`) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="Users"' }).end('Unauthorized');
      return;
    }
    // What express.urlencoded() leaves where there is no form: nothing.
    const parsed = body === '' ? {} : { body: Object.fromEntries(new URLSearchParams(body)) };
    const asked = Object.assign(request, parsed, { user: { id: clientId } });
    const next = (error?: Error): void => {
      fail(error ?? new Error('not handled'), asked, response, () => undefined);
    };
    try {
      token(asked, response, next);
    } catch (error) {
      next(error as Error); // as Express does it
    }
  };
  return {
    handle: (request, response) => void answer(request, response),
    isValid: (one) => issued.has(one),
  };
};

function basicOf({ headers: { authorization = '' } }: IncomingMessage): string {
  return Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString();
}
