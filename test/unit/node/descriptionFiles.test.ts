import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mergeDescriptions, type ApiDescription } from '../../../src/core/api/apiDescription.ts';
import { expandSchema } from '../../../src/core/api/expandSchema.ts';
import { operationOf } from '../../../src/core/api/matchOperation.ts';
import { DescriptionFiles } from '../../../src/node/descriptionFiles.ts';

const root = {
  openapi: '3.0.3',
  info: { title: 'Split', version: '1' },
  paths: {
    '/a': { $ref: './paths/a.yml' },
    '/b': { get: { $ref: 'paths/b.yml#/list' } },
  },
  components: { schemas: { Name: { type: 'string', maxLength: 3 } } },
};
const parts = {
  'paths/a.yml': `post:
  operationId: createA
  parameters: [{ $ref: '../shared/parameters.yml#/page' }]
  requestBody: { content: { application/json: { schema: { $ref: ../shared/thing.json } } } }
`,
  'paths/b.yml': 'list: { operationId: listB }\n',
  'shared/parameters.yml': 'page: { name: page, in: query }\n',
  'shared/thing.json': '{"properties":{"name":{"$ref":"../api.json#/components/schemas/Name"},"next":{"$ref":"#"}}}',
};

describe('API descriptions in files', () => {
  let folder = '';
  let cache = '';
  const write = (name: string, content: string | object): string => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  const read = async (path: string): Promise<ApiDescription> => {
    const files = new DescriptionFiles(cache);
    const api = await files.read({ name: 'api.json', path });
    await files.whenKept();
    return api;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'matter-api-'));
    cache = join(folder, '..', `${folder}-cache`);
    for (const [name, content] of Object.entries(parts)) write(name, content);
  });
  afterEach(() => {
    for (const path of [folder, cache]) rmSync(path, { recursive: true, force: true });
  });

  it('are read with the files that they are split into', async () => {
    const api = await read(write('api.json', root));
    assert.deepEqual(api.notes, []);
    const create = operationOf(api, 'POST', '/a');
    assert.equal(create?.id, 'createA');
    assert.deepEqual(
      create.parameters.map(({ name }) => name),
      ['page'],
    );
    const thing = expandSchema(create.bodies[0]?.schema, create.definitions);
    assert.deepEqual(thing, { properties: { name: root.components.schemas.Name, next: {} } });
    assert.equal(operationOf(api, 'GET', '/b')?.method, 'GET');
  });

  it('say what is not there, and nothing is known of it', async () => {
    const api = await read(
      write('api.json', { ...root, paths: { '/a': { $ref: 'none.yml' }, '/b': { get: { $ref: 'none.yml' } } } }),
    );
    assert.match(api.notes.join(), /none\.yml is not there or was not read/);
    assert.deepEqual(api.unreadPaths, ['/a']);
    assert.equal(operationOf(api, 'GET', '/b')?.hasUnreadParameters, true);
  });

  it('lead to no file above their folder, not by a link either, and never to the network', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests++;
      response.end('get: { operationId: fetched }');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const outside = join(folder, '..', `${folder}-outside.yml`);
    writeFileSync(outside, 'get: { operationId: outside }');
    symlinkSync(outside, join(folder, 'link.yml'));
    const references = [
      `${origin}/a.yml`,
      `//127.0.0.1:1/a.yml`,
      outside,
      `..${outside.slice(dirname(outside).length)}`,
      'link.yml',
      'file:///etc/hostname',
      'paths/%2e%2e/%2e%2e/x.yml',
    ];
    const paths = Object.fromEntries(references.map(($ref, index) => [`/${index}`, { $ref }]));
    const api = await read(write('sub.json', { ...root, paths }));
    assert.deepEqual(api.operations, []);
    assert.equal(api.unreadPaths.length, references.length);
    assert.equal(requests, 0);
    server.close();
    rmSync(outside);
  });

  it('are kept by their content: another window parses nothing', async () => {
    const path = write('api.json', root);
    const first = await read(path);
    const [kept = ''] = readdirSync(cache);
    const stamp = new Date(1_700_000_000_000);
    utimesSync(join(cache, kept), stamp, stamp);
    const second = await read(path);
    assert.deepEqual(
      second.operations.map(({ id, parameters }) => [id, parameters]),
      first.operations.map(({ id, parameters }) => [id, parameters]),
    );
    assert.deepEqual(readdirSync(cache), [kept]);
    assert.equal(readFileSync(join(cache, kept)).length > 0, true);
  });

  it('are parsed again when a file beside them is another one, or what was kept is broken', async () => {
    const path = write('api.json', root);
    await read(path);
    write('paths/b.yml', 'list: { operationId: changed }\n');
    write('api.json', { ...root, paths: { '/b': { get: { $ref: 'paths/b.yml#/list' } } } });
    assert.equal(operationOf(await read(path), 'GET', '/b')?.id, 'changed');
    write('paths/b.yml', 'list: { operationId: again }\n');
    assert.equal(operationOf(await read(path), 'GET', '/b')?.id, 'again');
    for (const name of readdirSync(cache)) writeFileSync(join(cache, name), 'broken');
    assert.equal(operationOf(await read(path), 'GET', '/b')?.id, 'again');
  });

  it('keep the last twenty only', async () => {
    for (let count = 0; count < 22; count++)
      await read(write('api.json', { ...root, paths: {}, info: { title: `${count}`, version: '1' } }));
    assert.equal(readdirSync(cache).length, 20);
  });

  it('may be a text without a file', async () => {
    const api = await new DescriptionFiles(cache).read({ name: 'api.json', text: JSON.stringify(root) });
    assert.match(api.notes.join(), /paths\/b\.yml#\/list is not there/);
    assert.equal(mergeDescriptions(api, api).operations.length, api.operations.length);
  });

  it('say what is wrong with them, and keep nothing', async () => {
    await assert.rejects(read(write('api.json', 'swagger: "1.2"')), /this is Swagger 1\.2/);
    await assert.rejects(read(join(folder, 'none.json')), /ENOENT/);
    assert.equal(existsSync(cache), false);
  });
});
