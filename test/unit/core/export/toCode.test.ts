import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { importCurl } from '../../../../src/core/import/importCurl.ts';
import type { HttpRequest } from '../../../../src/core/http/httpMessage.ts';
import { codeLabels, toCode } from '../../../../src/core/export/toCode.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { startRecordingServer, type Seen } from '../../../support/servers/recordingServer.ts';

const poll = { everySeconds: 1, attempts: 3 };
const hostile = `{"text": "it's \\"quoted\\" \`$(id)\` \${1} \\\\n", "digits": 12345678901234567890}`;

function request(origin: string, body?: string): HttpRequest {
  const headers = [
    ['X-A', `it's "b"`],
    ['Content-Type', 'application/json'],
  ] as const;
  return { method: 'POST', url: new URL(`${origin}/a?b=c%20d`), headers, ...(body === undefined ? {} : { body }) };
}

describe('copy as', () => {
  for (const label of codeLabels) {
    it(`${label} takes the token from the environment, and polls where the request does`, async () => {
      const once = await toCode(label, request('https://h'), true, undefined);
      assert.match(once, /MATTER_TOKEN/);
      assert.doesNotMatch(once, /202/);
      const again = await toCode(label, request('https://h'), true, poll);
      assert.match(again, /202/);
      assert.match(again, /attempt/);
      assert.doesNotMatch(await toCode(label, request('https://h'), false, undefined), /MATTER_TOKEN/);
    });

    it(`${label} is refused for a body that is no text`, async () => {
      const binary = { ...request('https://h'), body: Uint8Array.of(0xff, 0xfe, 0xfd) };
      await assert.rejects(toCode(label, binary, false, undefined), { code: 'usage' });
    });
  }

  it('cURL reads back as the same request', async () => {
    const code = await toCode('cURL', request('https://h', hostile), false, undefined);
    const [read] = parseMatter(importCurl(code)?.text ?? '').requests;
    assert.equal(read?.method, 'POST');
    assert.equal(read.url, 'https://h/a?b=c%20d');
    assert.equal(read.body?.text, hostile);
    assert.ok(read.headers.some(({ name, value }) => name === 'X-A' && value === `it's "b"`));
  });

  it('JavaScript sends the same request, with the token, until it is ready', async () => {
    const bodies: Seen[] = [];
    const server = await startRecordingServer((seen) => {
      bodies.push(seen);
      return { status: bodies.length < 3 ? 202 : 200, body: '{"ready": true}' };
    });
    try {
      const code = await toCode('JavaScript (fetch)', request(server.origin, hostile), true, poll);
      const child = spawn(process.execPath, ['--input-type=module'], {
        env: { ...process.env, MATTER_TOKEN: 'sbx_token_of_the_test' },
      });
      let out = '';
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
      child.stdin.end(code);
      await once(child, 'close');
      assert.match(out, /ready: true/);
      assert.deepEqual(
        server.seen.map(({ method, path, authorization }) => [method, path, authorization]),
        Array.from({ length: 3 }, () => ['POST', '/a?b=c%20d', 'Bearer sbx_token_of_the_test']),
      );
    } finally {
      await server.stop();
    }
  });
});
