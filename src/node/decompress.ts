import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

const maxOutputLength = 100_000_000;
const decoders: Readonly<Record<string, (body: Buffer) => Promise<Buffer>>> = {
  gzip: (body) => promisify(gunzip)(body, { maxOutputLength }),
  deflate: (body) => promisify(inflate)(body, { maxOutputLength }),
  br: (body) => promisify(brotliDecompress)(body, { maxOutputLength }),
};

/** The decoded body; the raw bytes where the coding is unknown, damaged or expands beyond 100 MB. */
export async function decompress(body: Buffer, encoding: string): Promise<Buffer> {
  const decode = Object.hasOwn(decoders, encoding.toLowerCase()) ? decoders[encoding.toLowerCase()] : undefined;
  try {
    return decode === undefined ? body : await decode(body);
  } catch {
    return body; // still useful to look at and to save
  }
}
