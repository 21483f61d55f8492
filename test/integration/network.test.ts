import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { TestAuthority, toPkcs12 } from '../support/servers/certificates.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { startTlsServer } from '../support/servers/tlsServer.ts';
import { sendText } from './requests.ts';

type Settings = Readonly<Record<string, unknown>>;

async function withSettings(values: Settings, work: () => Promise<void>): Promise<void> {
  const set = async (name: string, value: unknown): Promise<void> => {
    await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
  };
  for (const [name, value] of Object.entries(values)) await set(name, value);
  try {
    await work();
  } finally {
    for (const name of Object.keys(values)) await set(name, undefined);
  }
}

describe('the network of VS Code', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-connections-'));
  const authority = new TestAuthority();
  const client = authority.issue({ hosts: ['client.test'] });
  const write = (name: string, content: string | Buffer): string => {
    const path = join(dir, name);
    writeFileSync(path, content);
    return path;
  };
  const caFile = write('ca.pem', authority.cert);
  const certFile = write('client.pem', client.cert);
  const keyFile = write('client.key', client.key);
  const pfxFile = write('client.p12', toPkcs12(client, ''));

  after(() => {
    rmSync(dir, { recursive: true });
  });

  it('trusts the authority of the setting, and nobody without it', async () => {
    const server = await startTlsServer(authority.issue());
    const text = `GET https://127.0.0.1:${server.port}/\n`;
    try {
      assert.equal(await sendText(text), undefined); // an error, and no response
      assert.equal(server.seen.length, 0);
      await withSettings({ 'matter.tls.caFile': caFile }, async () => {
        assert.match((await sendText(text)) ?? '', /"client": null/);
      });
    } finally {
      await server.stop();
    }
  });

  for (const [title, files] of [
    ['a certificate and its key', { certFile, keyFile }],
    ['a PKCS#12 file', { pfxFile }],
  ] as const)
    it(`shows ${title} to the server that they are for`, async () => {
      const options = { ca: authority.cert, requestCert: true, rejectUnauthorized: true };
      const server = await startTlsServer({ ...authority.issue(), ...options });
      const text = `GET https://127.0.0.1:${server.port}/\n`;
      try {
        await withSettings({ 'matter.tls.caFile': caFile }, async () => {
          assert.equal(await sendText(text), undefined);
          const clientCertificates = [{ host: `127.0.0.1:${server.port}`, ...files }];
          await withSettings({ 'matter.tls.clientCertificates': clientCertificates }, async () => {
            assert.match((await sendText(text)) ?? '', /"client": "client.test"/);
          });
        });
      } finally {
        await server.stop();
      }
    });

  for (const [title, variable] of [
    ['', 'MATTER_TEST_PROXY'],
    [' with a password', 'MATTER_TEST_PROXY_WITH_PASSWORD'],
  ] as const)
    it(`goes through VS Code's own proxy${title}, over http and https`, async () => {
      const proxy = process.env[variable] ?? ''; // outside of this process; it looks up any name as this computer
      const plain = await startRecordingServer(() => ({ status: 200, body: '{"by": "proxy"}' }));
      const secure = await startTlsServer(authority.issue({ hosts: ['matter.test'] }));
      const { port } = new URL(plain.origin);
      try {
        await withSettings({ 'http.proxy': proxy, 'matter.tls.caFile': caFile }, async () => {
          assert.match((await sendText(`GET http://matter.test:${port}/\n`)) ?? '', /"by": "proxy"/);
          assert.match((await sendText(`GET https://matter.test:${secure.port}/\n`)) ?? '', /"client": null/);
        });
        assert.deepEqual([plain.seen.length, secure.seen.length], [1, 1]);
      } finally {
        await Promise.all([plain.stop(), secure.stop()]);
      }
    });
});
