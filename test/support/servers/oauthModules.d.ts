// What the tests use of libraries that bring no types.

declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';
  class Provider {
    constructor(issuer: string, configuration: object);
    callback(): RequestListener;
    readonly ClientCredentials: { find(token: string): Promise<{ readonly isExpired: boolean } | undefined> };
  }
  export { Provider as default };
}

declare module 'oauth2orize' {
  type Done = (error: Error | null, token?: string) => void;
  interface Server {
    exchange(grant: object): void;
    token(): (request: object, response: object, next: (error?: Error) => void) => void;
    errorHandler(): (error: Error, request: object, response: object, next: (error?: Error) => void) => void;
  }
  const oauth2orize: {
    createServer(): Server;
    readonly exchange: { clientCredentials(issue: (client: unknown, scope: unknown, done: Done) => void): object };
  };
  export { oauth2orize as default };
}

declare module 'simple-oauth2' {
  export class ClientCredentials {
    constructor(options: object);
    getToken(parameters: object): Promise<{ readonly token: { readonly access_token?: unknown } }>;
  }
}
