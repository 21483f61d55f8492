import * as vscode from 'vscode';
import { AppError } from '../core/appError.ts';
import type { Redactor } from '../core/http/redactor.ts';
import { Secret } from '../core/secret.ts';
import { isUsable, readCertificates, type CertificateFiles } from '../node/certificateFiles.ts';
import type { Certificates } from '../node/connections.ts';
import { enterText } from './dialogs.ts';
import { settings, type ClientCertificate } from './settings.ts';

/** The certificates for a server by the settings; read once, until the settings change. Loaded by those who set some. */
export class EditorCertificates {
  readonly #redactor: Redactor;
  readonly #known = new Map<string, Promise<Certificates>>();

  /** A passphrase is registered with the redactor. */
  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  for(url: URL): Promise<Certificates> {
    const configured = settings.clientCertificates().find(({ host }) => host.toLowerCase() === url.host);
    const files = { ...filesOf(configured), ca: settings.caFile() === '' ? undefined : settings.caFile() };
    const key = JSON.stringify(files);
    const known = this.#known.get(key) ?? this.#read(files, url.host);
    this.#known.set(key, known);
    known.catch(() => this.#known.delete(key)); // a corrected file or passphrase is read at the next send
    return known;
  }

  async #read(files: CertificateFiles, host: string): Promise<Certificates> {
    const certificates = await readCertificates(files);
    if (await isUsable(certificates)) return certificates;
    const passphrase = await enterText({
      title: vscode.l10n.t('Client Certificate for {0}', host),
      prompt: vscode.l10n.t('The passphrase of its key. It is kept until the window closes.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (passphrase === undefined) throw new AppError('cancelled', 'Not sent.');
    this.#redactor.register(new Secret(passphrase));
    if (await isUsable({ ...certificates, passphrase })) return { ...certificates, passphrase };
    throw new AppError(
      'tls',
      vscode.l10n.t('The client certificate for {0} cannot be used: check its files and its passphrase.', host),
    );
  }
}

function filesOf(configured: ClientCertificate | undefined): CertificateFiles {
  return configured === undefined
    ? {}
    : { cert: configured.certFile, key: configured.keyFile, pfx: configured.pfxFile };
}
