import { AppError } from '../appError.ts';
import { decodeText } from './decodeText.ts';

/** What the first bytes of a file say. Files of a zip are told apart by the names in it. */
export type Container = 'zip' | 'compound' | 'gzip' | 'html' | 'xml' | 'ods' | 'csv';

const magics: readonly (readonly [string, Container])[] = [
  ['504b0304', 'zip'],
  ['504b0506', 'zip'],
  ['d0cf11e0', 'compound'],
  ['1f8b', 'gzip'],
];

/** By their first bytes, what no reader of tables can read, and how to get at the holdings in it. */
const others: readonly (readonly [string, string])[] = [
  ['25504446', 'a PDF document. Ask for the holdings as CSV or Excel; a PDF has no columns'],
  ['7b5c727466', 'a text document (RTF). Save the table as CSV or Excel'],
  ['89504e47', 'a picture. Ask for the holdings as CSV or Excel'],
  ['ffd8ff', 'a picture. Ask for the holdings as CSV or Excel'],
  ['47494638', 'a picture. Ask for the holdings as CSV or Excel'],
  ['377abcaf', 'a 7z archive. Unpack it first'],
  ['52617221', 'a RAR archive. Unpack it first'],
  ['50415231', 'a Parquet file. Save it as CSV'],
  ['53514c69746520', 'a SQLite database. Save the table as CSV'],
  ['4d5a', 'a program. Choose the portfolio file'],
  ['7f454c46', 'a program. Choose the portfolio file'],
];

/** Throws 'file', with what the file is, where it is none that can hold a table. */
export function containerOf(bytes: Uint8Array, name: string): Container {
  const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const other = others.find(([magic]) => start.startsWith(magic));
  if (other !== undefined) throw new AppError('file', `${name} is ${other[1]}.`);
  return magics.find(([magic]) => start.startsWith(magic))?.[1] ?? textKind(bytes, name);
}

const lookedAt = 4000;

function textKind(bytes: Uint8Array, name: string): Container {
  const head = decodeText(bytes.subarray(0, lookedAt & ~1))
    .text.replace(/^\ufeff/, '')
    .trimStart();
  if (head.startsWith('%PDF')) throw new AppError('file', `${name} is ${others[0]?.[1] ?? ''}.`);
  if (/^MIME-Version:/i.test(head))
    throw new AppError(
      'file',
      `${name} is a web archive or an e-mail. Save the attachment or the table as CSV or Excel.`,
    );
  if (/^[[{]\s*["{[\]}]/.test(head) && isJson(bytes))
    throw new AppError('file', `${name} is JSON. Save the holdings as CSV, with a column for each field.`);
  return /^<[!?a-z]/i.test(head) ? markupKind(head, name) : 'csv';
}

/** A preamble may begin with a bracket, too. */
function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(decodeText(bytes).text.replace(/^\ufeff/, ''));
    return true;
  } catch {
    return false;
  }
}

function markupKind(head: string, name: string): Container {
  if (/<office:document\b/i.test(head)) return 'ods';
  if (/urn:schemas-microsoft-com:office:spreadsheet/i.test(head) || /<(?:ss:)?Workbook\b/.test(head)) return 'xml';
  if (/<(?:!doctype html|html|head|body|table|meta|div|style|script|form|center|p|br)\b/i.test(head)) return 'html';
  throw new AppError('file', `${name} is an XML file and no sheet. Save the holdings as CSV or Excel.`);
}

const utf16 = (text: string): readonly number[] => Array.from(text).flatMap((letter) => [letter.charCodeAt(0), 0]);
const streams = {
  EncryptedPackage: utf16('EncryptedPackage'),
  EncryptionInfo: utf16('EncryptionInfo'),
  Workbook: utf16('Workbook'),
  Book: utf16('Book'),
};

/** Excel 97 to 2003; the same container holds an encrypted newer file, and other things. Throws 'file' for those. */
export function checkCompound(bytes: Uint8Array, name: string): void {
  if (includes(bytes, streams.EncryptedPackage) || includes(bytes, streams.EncryptionInfo)) throw withPassword(name);
  if (includes(bytes, streams.Workbook) || includes(bytes, streams.Book)) return;
  throw new AppError('file', `${name} is an old Office file without a sheet. Save the holdings as CSV or Excel.`);
}

function includes(bytes: Uint8Array, part: readonly number[]): boolean {
  const [first = 0] = part;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1))
    if (part.every((byte, offset) => bytes[at + offset] === byte)) return true;
  return false;
}

export function withPassword(name: string): AppError {
  return new AppError(
    'file',
    `${name} is protected with a password. Open it, save it without a password, or as CSV, and try again.`,
  );
}

export function broken(name: string, cause?: unknown): AppError {
  return new AppError('file', `${name} is no Excel file, or a broken one. Save it again as .xlsx or CSV.`, { cause });
}

/** A page instead of a file: of a session that has ended, or one that shows no table. */
export function refusePage(html: string, name: string): void {
  if (/<input[^>]{0,300}type\s*=\s*["']?password|<form[^>]{0,300}(?:login|signin|sso|saml)/i.test(html))
    throw new AppError(
      'file',
      `${name} is a web page that asks for a login, not the file behind it. Sign in with your browser and download it again.`,
    );
  if (!/<table\b/i.test(html))
    throw new AppError('file', `${name} is a web page without a table. Download the holdings as CSV or Excel.`);
}
