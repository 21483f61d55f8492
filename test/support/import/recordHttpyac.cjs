// What httpyac (npm) sends for each file named on the command line, as JSON on standard output. In a folder of its own:
//   npm install httpyac && node recordHttpyac.cjs ../http/*.http
// Its cookie jar outlives a run, so each file has a process of its own.
const { spawn } = require('node:child_process');
const { createServer } = require('node:http');
const { basename } = require('node:path');

const port = 18999; // of the addresses in the files
const answer = '{"token":"sbx_t","id":7,"access_token":"sbx_at","items":[{"id":"i1"}]}';
const own = /^(?:connection|accept-encoding|content-length)$/i;
let seen = [];

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url: target, rawHeaders } = request;
    const headers = rawHeaders
      .flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1]]] : []))
      .filter(([name, value]) => !own.test(name) && value !== 'httpyac' && value !== '*/*');
    seen.push({ method, target, headers, body: Buffer.concat(chunks).toString('latin1') });
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer);
  });
});

server.listen(port, 'localhost', async () => {
  const sent = {};
  for (const file of process.argv.slice(2)) {
    seen = [];
    const child = spawn('npx', ['httpyac', 'send', file, '--all', '--silent'], { stdio: 'ignore' });
    await new Promise((done) => child.on('close', done));
    sent[basename(file)] = seen;
  }
  process.stdout.write(`${JSON.stringify(sent, undefined, 1)}\n`);
  server.close();
  server.closeAllConnections();
});
