import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

/** PEM texts, made for one test run; nothing of them is stored. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

export interface IssueOptions {
  /** Names and addresses the certificate is for. */
  readonly hosts?: readonly string[];
  readonly isExpired?: boolean;
}

/** A certificate authority of the test's own. */
export class TestAuthority {
  readonly #keys = newKeys();
  readonly #certificate: forge.pki.Certificate;
  #serial = 1;

  constructor(name = 'Matter Test CA') {
    const extensions = [{ name: 'basicConstraints', cA: true }];
    this.#certificate = toCertificate({ name, serial: '01', extensions }, this.#keys.publicKey);
    this.#certificate.setIssuer(this.#certificate.subject.attributes);
    this.#certificate.sign(this.#keys.privateKey, forge.md.sha256.create());
  }

  get cert(): string {
    return forge.pki.certificateToPem(this.#certificate);
  }

  issue(options: IssueOptions = {}): Issued {
    const keys = newKeys();
    const serial = (++this.#serial).toString(16).padStart(2, '0');
    const certificate = toCertificate(leaf(serial, options), keys.publicKey);
    certificate.setIssuer(this.#certificate.subject.attributes);
    certificate.sign(this.#keys.privateKey, forge.md.sha256.create());
    return toIssued(certificate, keys);
  }
}

/** A certificate that nobody vouches for but itself. */
export function selfSigned(): Issued {
  const keys = newKeys();
  const certificate = toCertificate(leaf('01', {}), keys.publicKey);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.sign(keys.privateKey, forge.md.sha256.create());
  return toIssued(certificate, keys);
}

/** The key of a certificate, locked with a passphrase (PKCS #8). */
export function lockedKey({ key }: Issued, passphrase: string): string {
  return forge.pki.encryptRsaPrivateKey(forge.pki.privateKeyFromPem(key), passphrase, { algorithm: 'aes256' });
}

/** Certificate and key in one file (PKCS #12). */
export function toPkcs12({ cert, key }: Issued, passphrase: string): Buffer {
  const asn1 = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(key),
    [forge.pki.certificateFromPem(cert)],
    passphrase,
    { algorithm: 'aes256' },
  );
  return Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
}

interface Keys {
  readonly publicKey: forge.pki.rsa.PublicKey;
  readonly privateKey: forge.pki.rsa.PrivateKey;
}

/** By Node, which is fifty times faster at it. */
function newKeys(): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { publicKey: forge.pki.publicKeyFromPem(publicKey), privateKey: forge.pki.privateKeyFromPem(privateKey) };
}

interface About {
  readonly name: string;
  readonly serial: string;
  readonly extensions: object[];
  readonly isExpired?: boolean;
}

function leaf(serial: string, { hosts = ['127.0.0.1'], isExpired = false }: IssueOptions): About {
  const altNames = hosts.map((host) => (/^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host }));
  return { name: hosts[0] ?? '', serial, extensions: [{ name: 'subjectAltName', altNames }], isExpired };
}

const dayMs = 86_400_000;

function toCertificate(about: About, publicKey: forge.pki.rsa.PublicKey): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = about.serial;
  certificate.validity.notBefore = new Date(Date.now() - 10 * dayMs);
  certificate.validity.notAfter = new Date(Date.now() + (about.isExpired === true ? -dayMs : 10 * dayMs));
  certificate.setSubject([{ name: 'commonName', value: about.name }]);
  certificate.setExtensions(about.extensions);
  return certificate;
}

function toIssued(certificate: forge.pki.Certificate, { privateKey }: Keys): Issued {
  return { cert: forge.pki.certificateToPem(certificate), key: forge.pki.privateKeyToPem(privateKey) };
}
