import { AppError } from '../core/appError.ts';
import type { Certificates } from './connections.ts';
import { readRegularFile } from './regularFile.ts';

export interface CertificateFiles {
  /** PEM: authorities to trust beside those of the system. */
  readonly ca?: string | undefined;
  /** PEM: the client's certificate and its key; or both in one PKCS#12 file. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly pfx?: string | undefined;
}

/** Throws 'file' where one cannot be read, or is of another kind. */
export async function readCertificates(files: CertificateFiles, passphrase?: string): Promise<Certificates> {
  const [ca, cert, key] = await Promise.all([files.ca, files.cert, files.key].map(pem));
  const pfx = files.pfx === undefined ? undefined : Buffer.from(await readRegularFile(files.pfx));
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(pfx === undefined ? {} : { pfx }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

async function pem(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  const text = Buffer.from(await readRegularFile(path)).toString('latin1');
  if (!text.includes('-----BEGIN ')) throw new AppError('file', `${path} is no PEM file. Convert it, or name another.`);
  return text;
}

/** False most often because the key wants a passphrase. */
export async function isUsable(certificates: Certificates): Promise<boolean> {
  const { createSecureContext } = await import('node:tls');
  try {
    createSecureContext(certificates);
    return true;
  } catch {
    return false;
  }
}
