import { parseJsonObject } from '../json.ts';
import { Secret } from '../secret.ts';

/** How id and secret are written into the Basic header: as they are, or form-encoded (RFC 6749 section 2.3.1). */
export type BasicForm = 'raw' | 'form';

/** One account. The origin is frozen with the secret, so that neither can be pointed elsewhere later. */
export interface Credential {
  readonly id: string;
  readonly label: string;
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly basic: BasicForm;
  /** Its token endpoint wants the grant type in a body (RFC 6749 section 4.4.2). */
  readonly sendsGrantType?: boolean;
  /** Unix epoch milliseconds. */
  readonly createdAt: number;
}

/** The versioned JSON of one SecretStorage entry. Holds the secret in clear: for the store only. */
export function printCredential(credential: Credential): string {
  const { clientSecret, ...rest } = credential;
  return JSON.stringify({ v: 1, ...rest, clientSecret: clientSecret.reveal() });
}

/** The inverse of printCredential; undefined where the entry is damaged or of a newer version: it is kept, not used. */
export function parseCredential(text: string): Credential | undefined {
  const value = parseJsonObject(text);
  if (value?.['v'] !== 1) return undefined;
  const texts = ['id', 'label', 'origin', 'clientId', 'clientSecret'].map((key) => value[key]);
  if (!texts.every((item) => typeof item === 'string')) return undefined;
  const at = (index: number): string => texts[index] ?? '';
  const basic = value['basic'] === 'form' ? 'form' : 'raw';
  const [id, label, origin, clientId] = [at(0), at(1), at(2), at(3)] as const;
  const form = { basic, ...(value['sendsGrantType'] === true ? { sendsGrantType: true } : {}) } as const;
  return {
    id,
    label,
    origin,
    clientId,
    clientSecret: new Secret(at(4)),
    ...form,
    createdAt: Number(value['createdAt']),
  };
}

/** An entry that a later version wrote: it may hold what this one would drop. */
export function isNewerCredential(text: string): boolean {
  const version = parseJsonObject(text)?.['v'];
  return typeof version === 'number' && version > 1;
}

type Login = Pick<Credential, 'clientId' | 'clientSecret'>;

/** What stands behind `Basic` (RFC 7617 section 2), with UTF-8. */
export function basicValue({ clientId, clientSecret }: Login, form: BasicForm): string {
  const parts = [clientId, clientSecret.reveal()];
  const text = (form === 'form' ? parts.map(formEncode) : parts).join(':');
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function formEncode(text: string): string {
  return new URLSearchParams({ v: text }).toString().slice(2);
}

/** All that must stay hidden of an account: its secret, and the header that is made of it. */
export function secretsOf(login: Login): readonly Secret[] {
  return [login.clientSecret, ...(['raw', 'form'] as const).map((form) => new Secret(basicValue(login, form)))];
}

/** First four and last two characters: enough to recognise, too little to use. */
export function shortClientId(clientId: string): string {
  return clientId.length <= 8 ? clientId : `${clientId.slice(0, 4)}…${clientId.slice(-2)}`;
}
