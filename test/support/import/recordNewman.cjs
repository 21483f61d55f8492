// What newman (npm) sends for each collection named on the command line, as JSON on standard output. In a folder of its
// own: npm install newman && node recordNewman.cjs ../postman/*.json
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { basename } = require('node:path');
const newman = require('newman');

const port = 18999; // of the addresses in the collections
const own = /^(?:connection|accept-encoding|content-length|postman-token|cache-control)$/i;
let seen = [];

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { method, url: target, rawHeaders } = request;
    const headers = rawHeaders
      .flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1]]] : []))
      .filter(([name, value]) => !own.test(name) && !value.startsWith('PostmanRuntime/') && value !== '*/*');
    seen.push({ method, target, headers, body: Buffer.concat(chunks).toString('latin1') });
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  });
});

server.listen(port, 'localhost', async () => {
  const lines = [];
  for (const file of process.argv.slice(2)) {
    seen = [];
    const collection = JSON.parse(readFileSync(file, 'utf8'));
    await new Promise((done) => newman.run({ collection, reporters: [] }, done));
    lines.push(`${JSON.stringify(basename(file))}: ${JSON.stringify(seen)}`);
  }
  process.stdout.write(`{\n${lines.join(',\n')}\n}\n`);
  server.close();
  server.closeAllConnections();
});
