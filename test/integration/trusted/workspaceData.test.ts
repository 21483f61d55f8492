import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AnalysisJob } from '../../../src/core/analysis/analysisJob.ts';
import { withUser } from '../../support/fakes/editorUser.ts';
import { hostile } from '../../support/security/threats.ts';
import { startMatterServer } from '../../support/servers/matterServer.ts';
import { HostileBench, folder, storage, until, wait, write } from '../hostileBench.ts';

// What the files of a workspace and the answers of a server may not do.

const execute = vscode.commands.executeCommand;
const workspace = vscode.ConfigurationTarget.Workspace;
const settings = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('matter');

describe('a workspace and its server', () => {
  let bench: HostileBench;
  before(async () => {
    bench = await HostileBench.start();
  });
  after(() => bench.stop());
  beforeEach(() => {
    bench.reset();
  });

  hostile('hostile:editor', 'has a response fetch a schema, a DTD or an image as it opens', async () => {
    const evil = await startMatterServer('sbx_token_evil');
    const bodies: readonly string[] = [
      JSON.stringify({ $schema: `${evil.origin}/schema.json`, a: 1 }),
      JSON.stringify([{ $schema: `${evil.origin}/2.json`, $ref: `${evil.origin}/ref.json` }]),
      `<?xml version="1.0"?><!DOCTYPE a SYSTEM "${evil.origin}/a.dtd"><a/>`,
      `<html><img src="${evil.origin}/a.png"><link rel="stylesheet" href="${evil.origin}/a.css"></html>`,
      `# yaml-language-server: $schema=${evil.origin}/y.json\na: 1\n`,
      `//# sourceMappingURL=${evil.origin}/a.map\n`,
    ];
    const languages = new Set<string>();
    for (const body of bodies) {
      bench.answer = body;
      await vscode.window.showTextDocument(await write('fetch.matter', 'GET /fetch\n'));
      await withUser({}, () => execute('matter.send'));
      for (const document of vscode.workspace.textDocuments)
        if (document.uri.scheme === 'matter-response') languages.add(document.languageId);
    }
    await wait(3000);
    assert.deepEqual(evil.seen, []);
    await vscode.window.showTextDocument(await write('control.json', bodies[0] ?? ''));
    await until(() => evil.seen.length > 0); // as a file of the user's own may: the count can fail
    for (const language of languages) assert.match(language, /^(?:matter-json|matter-xml|matter-html|plaintext)$/);
    await evil.stop();
  });

  hostile('hostile:workspace', 'settings.json calls every file JSON: a response still fetches nothing', async () => {
    const evil = await startMatterServer('sbx_token_evil');
    const files = vscode.workspace.getConfiguration('files');
    await files.update('associations', { '*': 'json', '**/*': 'jsonc' }, workspace);
    for (const body of [`{"$schema": "${evil.origin}/1.json"}`, `{ "$schema": "${evil.origin}/2.json" }`]) {
      bench.answer = body;
      await vscode.window.showTextDocument(await write('associated.matter', 'GET /associated\n'));
      const document = vscode.window.activeTextEditor?.document;
      assert.ok(document);
      await vscode.languages.setTextDocumentLanguage(document, 'matter');
      await withUser({}, () => execute('matter.send'));
    }
    assert.equal(bench.bearers.length, 2);
    await wait(3000);
    assert.deepEqual(evil.seen, []);
    await files.update('associations', undefined, workspace);
    await evil.stop();
  });

  const description = (method: string, path: string): string =>
    JSON.stringify({ openapi: '3.1.0', paths: { [path]: { [method]: { operationId: 'getAnalysisResults' } } } });
  const openAnalysis = (id: string, ...picked: readonly string[]): Promise<readonly string[]> =>
    withUser({ picked, entered: { 'Open Analysis by External Id': id } }, () => execute('matter.openAnalysis'));

  hostile('hostile:workspace', 'a description of the API changes what waiting jobs ask', async () => {
    bench.status = 202;
    await openAnalysis('WAITS-1');
    await until(() => bench.bearers.length > 0);
    await write('other.yaml', description('delete', '/gone/{external_id}'));
    await settings().update('apiDescription', 'other.yaml', workspace);
    await execute('matter.refresh');
    // As another window, with another folder, has made it.
    const stored = readdirSync(storage('analyses')).filter((file) => file.endsWith('.json'));
    const jobs = stored.map((file) => JSON.parse(readFileSync(join(storage('analyses'), file), 'utf8')) as AnalysisJob);
    const waiting = jobs.find(({ externalId }) => externalId === 'WAITS-1');
    assert.ok(waiting);
    const { paths, ...other } = waiting;
    for (const [id, kept] of Object.entries({ 'from-before': {}, 'from-elsewhere': { paths } })) {
      const job = { ...other, ...kept, id, externalId: `WAITS-${id}` };
      writeFileSync(join(storage('analyses'), `${id}.json`), JSON.stringify(job));
    }
    await until(() => ['from-before', 'from-elsewhere'].every((id) => bench.bearers.join().includes(`WAITS-${id}`)));
    assert.deepEqual(
      bench.bearers.filter((one) => !one.startsWith('GET ') || one.includes('/gone')),
      [],
    );
  });
  hostile('hostile:workspace', 'a description makes the question for a result a DELETE: no job is made', async () => {
    const shown = await openAnalysis('WAITS-2');
    assert.match(shown.join(), /DELETE for the operation \\"getAnalysisResults\\", which is GET/);
    assert.ok(!bench.bearers.some((one) => one.includes('WAITS-2')));
  });
  hostile('hostile:workspace', 'a description has another path for results: the user is asked', async () => {
    await write('other.yaml', description('get', '/elsewhere/{external_id}'));
    await execute('matter.refresh');
    const shown = await openAnalysis('WAITS-3');
    assert.match(shown.join(), /addresses of your own API description.*GET \/elsewhere/);
    assert.ok(!bench.bearers.some((one) => one.includes('WAITS-3')));
    await openAnalysis('WAITS-3', 'Send');
    await until(() => bench.bearers.includes('GET /elsewhere/WAITS-3'));
    await settings().update('apiDescription', undefined, workspace);
    bench.status = 200; // all of them end
    bench.answer = JSON.stringify({ holdings_matched: 1, analysis: {} });
    await wait(1000);
  });

  hostile('hostile:workspace', 'values of a private environment change what is stored of a result', async () => {
    const [secret, metric] = ['sbx_private_12345678', '"metrics"'];
    await write('http-client.private.env.json', JSON.stringify({ dev: { a: secret, b: metric, c: '"analysis": ' } }));
    const select = async (): Promise<boolean> =>
      (await withUser({}, () => execute('matter.selectEnvironment', 'dev'))).length === 0;
    for (let tries = 0; tries < 600 && !(await select()); tries++) await wait(100);
    bench.answer = `{"analysis": {"basic": [{"metric_name": "${secret}"}]}, "metrics": 1}`;
    await openAnalysis('STORED-1');
    const results = (): readonly string[] =>
      readdirSync(storage('analyses'))
        .filter((name) => name.endsWith('.result'))
        .map((name) => readFileSync(join(storage('analyses'), name), 'utf8'));
    await until(() => results().includes(bench.answer));
  });
  hostile('hostile:workspace', 'values of a private environment are masked for as long as they are there', async () => {
    bench.answer = '{"said": "sbx_private_12345678"}';
    const last = async (): Promise<string> => {
      await vscode.window.showTextDocument(await write('masked.matter', `### ${Math.random()}\nGET /masked\n`));
      await withUser({}, () => execute('matter.send'));
      return vscode.workspace.textDocuments.findLast(({ uri }) => uri.scheme === 'matter-response')?.getText() ?? '';
    };
    assert.match(await last(), /••••/);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'http-client.private.env.json'));
    let text = '';
    for (let tries = 0; tries < 100 && !text.includes('sbx_private'); tries++) text = await last();
    assert.match(text, /sbx_private_12345678/);
  });
  hostile('hostile:workspace', 'has 20,000 private values: they are refused with a sentence', async () => {
    const values = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`v${at}`, `value-number-${at}`]));
    const uri = await write('http-client.private.env.json', JSON.stringify({ many: values }));
    const shown = await withUser({}, () => execute('matter.selectEnvironment', 'many'));
    assert.match(shown.join(), /has more than 500 values/);
    bench.answer = JSON.stringify({ text: 'value-number-12345' });
    await vscode.window.showTextDocument(await write('many.matter', 'GET /many\n'));
    await withUser({}, () => execute('matter.send'));
    assert.deepEqual(bench.bearers, ['GET /many']);
    await vscode.workspace.fs.delete(uri);
  });
});

describe('a request file of 3 MB', () => {
  hostile('hostile:editor', 'is a plain text, and the user is told', async () => {
    const uri = await write('large.matter', '### a\nGET https://a.test/x\n\n'.repeat(110_000));
    const shown = await withUser({}, async () => {
      const document = await vscode.workspace.openTextDocument(uri);
      await until(() => document.languageId === 'plaintext' || document.isClosed);
      await wait(500);
      await execute('matter.runAll', uri);
    });
    assert.match(shown.join('\n'), /large\.matter is larger than 2 MB: it is shown as plain text/);
    assert.match(shown.join('\n'), /Divide it into several files/);
    await vscode.workspace.fs.delete(uri);
  });
});
