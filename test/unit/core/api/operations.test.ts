import assert from 'node:assert/strict';
import type { ApiDescription } from '../../../../src/core/api/apiDescription.ts';
import { operationOf, operationsAt } from '../../../../src/core/api/matchOperation.ts';
import { parseDescription } from '../../../../src/core/api/parseDescription.ts';
import { Checker } from '../../../../src/core/language/check.ts';
import { emptyContext } from '../../../../src/core/language/context.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';

async function read(document: object): Promise<ApiDescription> {
  const { description, problem } = await parseDescription(
    JSON.stringify({ openapi: '3.1.0', ...document }),
    'own.json',
  );
  assert.ok(description, problem?.message);
  return description;
}

const get = (id: string, parameters: readonly object[] = []): object => ({ get: { operationId: id, parameters } });
const messages = (api: ApiDescription, text: string): readonly string[] =>
  new Checker().check(parseMatter(text), { ...emptyContext, api }).map(({ message }) => message);

describe('operations are matched as OpenAPI says', () => {
  const paths = {
    '/users/{id}': get('one'),
    '/users/me': get('me', [{ name: 'verbose', in: 'query' }]),
    '/users/{id}.json': get('json'),
    '/users/{id}:activate': get('activate'),
    '/{kind}/me': get('kind'),
    '/caf%C3%A9': get('coffee'),
    '/a-{x}-b-{y}': get('parts'),
  };
  const found: readonly (readonly [string, string | undefined])[] = [
    ['/users/me?verbose=1', 'me'], // case 20
    ['/users/7', 'one'],
    ['/users/{{id}}', 'one'],
    ['/users/7.json', 'json'],
    ['/users/{{id}}.json', 'json'],
    ['/users/7:activate', 'activate'],
    ['/things/me', 'kind'],
    ['/café', 'coffee'],
    ['/a-1-b-2', 'parts'],
    ['/a--b-', undefined],
    ['/users/', undefined],
    ['{{host}}/users/me', 'me'],
  ];
  for (const [url, id] of found)
    it(url, async () => {
      assert.equal(operationOf(await read({ paths }), 'GET', url)?.id, id);
    });

  it('whatever their order in the document', async () => {
    const turned = Object.fromEntries(Object.entries(paths).reverse());
    const api = await read({ paths: turned });
    for (const [url, id] of found) assert.equal(operationOf(api, 'GET', url)?.id, id, url);
  });

  it('a reference is no concrete name, and nothing is said where it may be one', async () => {
    const api = await read({
      paths: { '/pet/findByStatus': get('find', [{ name: 'status', in: 'query', required: true }]) },
    });
    assert.deepEqual(messages(api, '### a\n@what = 1\nGET /pet/{{what}}\n'), []);
    assert.match(messages(api, '### a\nGET /pet/3\n').join(), /no such path/);
  });

  it('in time linear in a hostile template and path', async () => {
    const api = await read({ paths: { [`/${'{a}x'.repeat(2000)}`]: get('evil') } });
    assert.deepEqual(operationsAt(api, `/${'yx'.repeat(1999)}z`), []);
  });
});

describe('the base path of a server stands before the paths', () => {
  const withServers = (servers: readonly object[], item = {}): Promise<ApiDescription> =>
    read({ servers, paths: { '/users': { ...get('list'), ...item } } });
  const idAt = (api: ApiDescription, url: string): string | undefined => operationOf(api, 'GET', url)?.id;

  it('of one server', async () => {
    const api = await withServers([{ url: 'https://api.example.com/v1' }]);
    assert.equal(idAt(api, '/v1/users'), 'list');
    assert.equal(idAt(api, '/users'), undefined);
    assert.equal(api.operations[0]?.path, '/v1/users');
  });

  it('of each of several, and none where one has none', async () => {
    const api = await withServers([{ url: 'https://a.example/v1/' }, { url: '/v2' }, { url: 'https://b.example' }]);
    assert.deepEqual(
      ['/v1/users', '/v2/users', '/users', '/v3/users'].map((url) => idAt(api, url)),
      ['list', 'list', 'list', undefined],
    );
  });

  it('with variables, each of their values', async () => {
    const variables = {
      version: { default: 'v1', enum: ['v1', 'v2'] },
      host: { default: 'a.example' },
      any: { default: 'x' },
    };
    const api = await withServers([
      { url: 'https://{host}/{version}', variables },
      { url: '{host}/of/{any}', variables },
    ]);
    assert.deepEqual(
      ['/v1/users', '/v2/users', '/v3/users'].map((url) => idAt(api, url)),
      ['list', 'list', undefined],
    );
    assert.equal(api.operations[0]?.path, '/v1/users');
  });

  it('of the path and of the operation before those of the document', async () => {
    const servers = [{ url: 'https://a.example/doc' }];
    assert.equal(idAt(await withServers(servers, { servers: [{ url: '/path' }] }), '/path/users'), 'list');
    const own = { get: { operationId: 'own', servers: [{ url: '/own' }] } };
    assert.equal(idAt(await withServers(servers, own), '/own/users'), 'own');
  });
});

describe('query parameters of every style', () => {
  const object = { type: 'object', properties: { size: {}, color: {} } };
  const check = async (parameter: object, query: string, rest: object = {}): Promise<readonly string[]> =>
    messages(
      await read({ paths: { '/a': get('a', [{ in: 'query', ...parameter }]) }, ...rest }),
      `### a\nGET /a${query}\n`,
    );

  const right: readonly (readonly [string, object, string])[] = [
    ['form', { name: 'ids', schema: { type: 'array' }, required: true }, '?ids=1&ids=2'],
    ['form without explode', { name: 'ids', explode: false, schema: { type: 'array' }, required: true }, '?ids=1,2'],
    ['an object in form', { name: 'filter', schema: object, required: true }, '?size=1&color=red'],
    ['an object in form that is referred to', { name: 'filter', schema: { allOf: [object] } }, '?size=1'],
    ['deepObject', { name: 'filter', style: 'deepObject', schema: object, required: true }, '?filter[size]=1'],
    ['deepObject, encoded', { name: 'filter', style: 'deepObject', required: true }, '?filter%5Bsize%5D=1'],
    ['pipeDelimited', { name: 'ids', style: 'pipeDelimited', explode: false, required: true }, '?ids=1%7C2'],
    ['content', { name: 'q', content: { 'application/json': { schema: object } }, required: true }, '?q=%7B%7D'],
    ['a fragment', { name: 'a' }, '?a=1#b&c=2'],
    ['brackets in the name', { name: 'ids[]', required: true }, '?ids[]=1'],
    ['a whole query (3.2)', { name: 'all', in: 'querystring', content: { 'application/json': {} } }, '?any=1'],
  ];
  for (const [name, parameter, query] of right)
    it(`finds nothing wrong with ${name}`, async () => {
      assert.deepEqual(await check(parameter, query), []);
    });

  it('knows the key of an API in the query', async () => {
    const rest = {
      components: { securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'api_key' } } },
      security: [{ key: [] }],
    };
    assert.deepEqual(await check({ name: 'a' }, '?api_key=1', rest), []);
    assert.equal((await check({ name: 'a' }, '?api_key=1')).length, 1);
  });

  const wrong: readonly (readonly [string, object, string, RegExp])[] = [
    ['an unknown name', { name: 'status' }, '?statsu=1', /no parameter "statsu". Did you mean status\?/],
    ['a missing deepObject', { name: 'filter', style: 'deepObject', required: true }, '', /"filter" is missing/],
    ['a member without deepObject', { name: 'filter' }, '?filter[a]=1', /no parameter "filter\[a\]"/],
  ];
  for (const [name, parameter, query, message] of wrong)
    it(`finds ${name}`, async () => {
      assert.match((await check(parameter, query)).join(), message);
    });
});
