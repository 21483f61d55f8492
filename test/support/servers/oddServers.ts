import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Script } from './rawServer.ts';

/** A server that answers in its own way: with these bytes and an end, or by a script. */
export interface OddServer {
  readonly name: string;
  readonly answer: string | Buffer | Script;
  readonly method?: 'HEAD' | 'POST';
}

const ok = 'HTTP/1.1 200 OK\r\n';
const chunked = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
const close = 'Connection: close\r\n';
const servers: OddServer[] = [];
const add = (name: string, answer: OddServer['answer'], method?: OddServer['method']): void =>
  void servers.push({ name, answer, ...(method === undefined ? {} : { method }) });
const coded = (coding: string, body: Buffer | string): Buffer =>
  Buffer.concat([
    Buffer.from(`${ok}Content-Encoding: ${coding}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`),
    Buffer.from(body),
  ]);
const length = (value: string, body = 'abc'): string => `${ok}Content-Length: ${value}\r\n\r\n${body}`;
const reset =
  (text: string): Script =>
  (socket: Socket) => {
    if (text === '') return socket.resetAndDestroy();
    return socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 50));
  };
const stall =
  (text: string): Script =>
  (socket: Socket) =>
    socket.write(text);

// RFC 9112 section 6: where a body ends.
add('Content-Length', length('3'));
add('no length: until the end of the connection', `${ok}\r\nabc`);
add('chunked', `${chunked}3\r\nabc\r\n0\r\n\r\n`);
add('chunk with an extension', `${chunked}3;a=b\r\nabc\r\n0\r\n\r\n`);
add('chunks with a trailer', `${chunked}3\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n`);
add('chunk size in upper case', `${chunked}A\r\nabcdefghij\r\n0\r\n\r\n`);
add('chunk size with leading zeros', `${chunked}0003\r\nabc\r\n0\r\n\r\n`);
add('chunk size 0x3', `${chunked}0x3\r\nabc\r\n0\r\n\r\n`);
add('chunk size with a space behind it', `${chunked}3 \r\nabc\r\n0\r\n\r\n`);
add('chunk lines that end with LF', `${chunked}3\nabc\n0\n\n`);
add('no last chunk', `${chunked}3\r\nabc\r\n`);
add('last chunk without its empty line', `${chunked}3\r\nabc\r\n0\r\n`);
add('chunk longer than its size', `${chunked}3\r\nabcdef\r\n0\r\n\r\n`);
add('chunk size beyond 64 bits', `${chunked}fffffffffffffffff\r\nabc\r\n`);
add('chunk size -1', `${chunked}-1\r\nabc\r\n0\r\n\r\n`);
add('bytes after the last chunk', `${chunked}3\r\nabc\r\n0\r\n\r\nsurplus`);
add('Content-Length and chunked', `${ok}Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`);
add('Content-Length twice, the same', `${ok}Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc`);
add('Content-Length twice, not the same', `${ok}Content-Length: 3\r\nContent-Length: 2\r\n\r\nabc`);
add('Content-Length: 3, 3', length('3, 3'));
add('Content-Length: +3', length('+3'));
add('Content-Length with spaces', length('  3  '));
add('Content-Length: 0x3', length('0x3'));
add('Content-Length: -1', length('-1'));
add('Content-Length without a value', length(''));
add('Content-Length of 20 digits', length('99999999999999999999'));
add('Content-Length too big', length('9'));
add('Content-Length too small', length('3', 'abcdef'));
add(
  'Transfer-Encoding: gzip, chunked',
  Buffer.concat([
    Buffer.from(`${ok}Transfer-Encoding: gzip, chunked\r\n\r\n17\r\n`),
    gzipSync('abc'),
    Buffer.from('\r\n0\r\n\r\n'),
  ]),
);
add('Transfer-Encoding: chunked, gzip', `${ok}Transfer-Encoding: chunked, gzip\r\n\r\nabc`);
add('Transfer-Encoding: identity', `${ok}Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\nabc`);
add('Transfer-Encoding: xchunked', `${ok}Transfer-Encoding: xchunked\r\n\r\nabc`);
add('chunked in HTTP/1.0', `HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n`);

// Sections 2 to 5: lines and fields.
add('space before the colon', `${ok}Content-Length : 3\r\n\r\nabc`);
add('folded header', `${ok}X-A: b\r\n c\r\nContent-Length: 3\r\n\r\nabc`);
add('lines that end with LF', 'HTTP/1.1 200 OK\nContent-Length: 3\n\nabc');
add('CR within a header', `${ok}X-A: b\rc\r\nContent-Length: 3\r\n\r\nabc`);
add('NUL within a header', `${ok}X-A: b\0c\r\nContent-Length: 3\r\n\r\nabc`);
add('header without a colon', `${ok}nonsense\r\nContent-Length: 3\r\n\r\nabc`);
add('header without a name', `${ok}: b\r\nContent-Length: 3\r\n\r\nabc`);
add('header of 60 KB', `${ok}X-A: ${'x'.repeat(60_000)}\r\nContent-Length: 3\r\n\r\nabc`);
add('header of 200 KB', `${ok}X-A: ${'x'.repeat(200_000)}\r\nContent-Length: 3\r\n\r\nabc`);
add('empty line before the status line', `\r\n${length('3')}`);
add('status line without a reason', 'HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc');
add('reason in UTF-8', 'HTTP/1.1 200 Schön\r\nContent-Length: 3\r\n\r\nabc');
add('http/1.1 in lower case', 'http/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc');
add('HTTP/2.0', 'HTTP/2.0 200 OK\r\nContent-Length: 3\r\n\r\nabc');
add('HTTP/1.9', 'HTTP/1.9 200 OK\r\nContent-Length: 3\r\n\r\nabc');
add('HTTP/0.9', 'abc');
add('ICY 200 OK', `ICY 200 OK\r\n\r\nabc`);
add('status 99', 'HTTP/1.1 99 Low\r\nContent-Length: 3\r\n\r\nabc');
add('status 1000', 'HTTP/1.1 1000 High\r\nContent-Length: 3\r\n\r\nabc');
add('status 2xx', 'HTTP/1.1 2xx OK\r\nContent-Length: 3\r\n\r\nabc');
add('bytes of TLS', Buffer.from([0x15, 3, 1, 0, 2, 2, 0x28]));

// RFC 9110 section 15: statuses that frame.
add(
  '101 that nobody asked for',
  stall(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`),
);
add('101 and an end', `HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n`);
add('200 with Upgrade', `${ok}Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 3\r\n\r\nabc`);
add('100 before the answer', `HTTP/1.1 100 Continue\r\n\r\n${length('3')}`);
add('103 before the answer', `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${length('3')}`);
add('20 times 100 before the answer', `${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(20)}${length('3')}`);
add('100 and an end', 'HTTP/1.1 100 Continue\r\n\r\n');
add('204 with a body', `HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n${close}\r\nabc`);
add('205 with a body', `HTTP/1.1 205 Reset Content\r\nContent-Length: 3\r\n${close}\r\nabc`);
add('304 with a length', `HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n${close}\r\n`);
add('HEAD with a length', `${ok}Content-Length: 3\r\n${close}\r\n`, 'HEAD');
add('HEAD with a body', length('3'), 'HEAD');
add(
  '413 before the body of the request is read',
  `HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n${close}\r\nabc`,
  'POST',
);
add('Location in UTF-8', `HTTP/1.1 302 Found\r\nLocation: /ü\r\nContent-Length: 3\r\n\r\nabc`);

// Connections that end or stand still.
add('an end before any byte', '');
add('a reset before any byte', reset(''));
add('half a status line', 'HTTP/1.1 2');
add('half a head', `${ok}Content-Le`);
add('a reset within the body', reset(length('9')));
add('a reset within a body without length', reset(`${ok}\r\nabc`));
add('silence', stall(''));
add('silence within the head', stall(`${ok}Content-Le`));
add('silence within the body', stall(length('9')));

// RFC 9110 section 8.4: codings.
add('gzip', coded('gzip', gzipSync('abc')));
add('x-gzip', coded('x-gzip', gzipSync('abc')));
add('gzip that breaks off', coded('gzip', gzipSync('abc'.repeat(50)).subarray(0, -12)));
add('gzip with bytes behind it', coded('gzip', Buffer.concat([gzipSync('abc'), Buffer.from('zzzz')])));
add('gzip that is none', coded('gzip', 'abc'));
add('gzip of nothing', coded('gzip', ''));
add('deflate', coded('deflate', deflateSync('abc')));
add('deflate without its header', coded('deflate', deflateRawSync('abc')));
add('br', coded('br', brotliCompressSync('abc')));
add('gzip, then br', coded('gzip, br', brotliCompressSync(gzipSync('abc'))));
add('identity', coded('identity', 'abc'));
add('a coding that nobody knows', coded('smart', 'abc'));

export const oddServers: readonly OddServer[] = servers;
