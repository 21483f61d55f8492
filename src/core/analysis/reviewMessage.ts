import { isObject } from '../json.ts';
import { scales, type Mapping, type Scale } from '../portfolio/mapping.ts';
import type { RepairChoices } from '../portfolio/repairs.ts';
import { repairNames, type Outcome, type RepairName, type Review } from './review.ts';
import type { ReviewRow } from './reviewSession.ts';
import type { reviewStrings } from './reviewStrings.ts';

export type ReviewStrings = Readonly<Record<keyof typeof reviewStrings, string>>;

/** What the page keeps over a reload: how files are read, never what is in them. */
export interface SavedReview {
  /** Of the files, in their order; one of a custom editor is its document's. */
  readonly uris: readonly string[];
  readonly current: number;
  readonly mappings: Readonly<Record<string, Mapping>>;
  readonly choices: RepairChoices;
  readonly leftOutFiles: readonly string[];
  readonly externalId?: string;
  /** Of the page itself: the row in the middle of the grid. */
  readonly row?: number;
}

/** One of several files, in the list in front. */
export interface ReviewFile {
  readonly name: string;
  readonly isChecked: boolean;
  /** Undefined while it is read. */
  readonly outcome?: Outcome;
  /** Why it cannot be read. */
  readonly message?: string;
  readonly questions: number;
}

export type ReviewStatus =
  | { readonly kind: 'reading'; readonly rows: number }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'read'; readonly review: Review };

/** The button: what it would do, or why it does nothing. */
export interface ReviewSubmit {
  readonly label: string;
  readonly reason?: string;
  /** Signing in is what is missing. */
  readonly wantsSignIn: boolean;
  readonly account?: string;
}

/** From the extension to the page. */
export type ReviewHostMessage =
  | {
      readonly kind: 'review';
      readonly strings: ReviewStrings;
      readonly locale: string;
      readonly name: string;
      /** More than one in a batch. */
      readonly files: readonly ReviewFile[];
      readonly current: number;
      readonly status: ReviewStatus;
      /** Of a file that is split: of each portfolio what it would send, once that is known. */
      readonly parts: readonly (Outcome | undefined)[];
      /** Counts readings: rows of an older one are not shown. */
      readonly version: number;
      readonly submit: ReviewSubmit;
      /** The columns are read as for an earlier file, or will be for later ones. */
      readonly memory: 'recalled' | 'remembered' | undefined;
      /** Of the one portfolio that would be sent. */
      readonly externalId: string | undefined;
      readonly saved: SavedReview;
    }
  | { readonly kind: 'rows'; readonly version: number; readonly first: number; readonly rows: readonly ReviewRow[] }
  | { readonly kind: 'previews'; readonly version: number; readonly previews: Previews };

/** Of each question what each answer would send, as far as it is known. */
export type Previews = readonly (readonly (Outcome | undefined)[])[];

export type MenuRole = 'identifier' | 'weight' | 'value' | 'split' | 'nothing';

/** From the page to the extension: what to do, never a path, an address or a command. */
export type ReviewMessage =
  | { readonly kind: 'ready'; readonly saved: SavedReview | undefined }
  | { readonly kind: 'rows'; readonly version: number; readonly first: number; readonly end: number }
  | { readonly kind: 'column'; readonly column: number; readonly role: MenuRole }
  | { readonly kind: 'answer'; readonly question: number; readonly answer: number }
  | { readonly kind: 'scale'; readonly scale: Scale }
  | { readonly kind: 'repair'; readonly name: RepairName; readonly isChosen: boolean }
  | { readonly kind: 'sheet'; readonly sheet: number }
  | { readonly kind: 'part'; readonly part: number | undefined }
  | { readonly kind: 'file'; readonly file: number }
  | { readonly kind: 'check'; readonly file: number; readonly isChecked: boolean }
  | { readonly kind: 'externalId'; readonly text: string }
  | { readonly kind: 'copy'; readonly rows: readonly number[] }
  | { readonly kind: 'forget' | 'analyse' | 'signIn' };

type Fields = Readonly<Record<string, unknown>>;

const readers: Readonly<Record<string, (fields: Fields) => ReviewMessage | undefined>> = {
  ready: ({ saved }) => ({ kind: 'ready', saved: parseSavedReview(saved) }),
  rows: ({ version, first, end }) =>
    isIndex(version) && isIndex(first) && isIndex(end) && end >= first && end - first <= mostRows
      ? { kind: 'rows', version, first, end }
      : undefined,
  column: ({ column, role }) => {
    const known = menuRoles.find((one) => one === role);
    return isIndex(column) && known !== undefined ? { kind: 'column', column, role: known } : undefined;
  },
  answer: ({ question, answer }) =>
    isIndex(question) && isIndex(answer) ? { kind: 'answer', question, answer } : undefined,
  scale: (fields) => {
    const scale = scales.find((one) => one === fields['scale']);
    return scale === undefined ? undefined : { kind: 'scale', scale };
  },
  repair: (fields) => {
    const name = repairNames.find((one) => one === fields['name']);
    const isChosen = fields['isChosen'];
    return name === undefined || typeof isChosen !== 'boolean' ? undefined : { kind: 'repair', name, isChosen };
  },
  sheet: ({ sheet }) => (isIndex(sheet) ? { kind: 'sheet', sheet } : undefined),
  part: ({ part }) => (part === undefined || isIndex(part) ? { kind: 'part', part } : undefined),
  file: ({ file }) => (isIndex(file) ? { kind: 'file', file } : undefined),
  check: ({ file, isChecked }) =>
    isIndex(file) && typeof isChecked === 'boolean' ? { kind: 'check', file, isChecked } : undefined,
  externalId: ({ text }) => (isText(text) ? { kind: 'externalId', text } : undefined),
  copy: ({ rows }) =>
    Array.isArray(rows) && rows.length <= mostCopiedRows && rows.every(isIndex) ? { kind: 'copy', rows } : undefined,
  forget: () => ({ kind: 'forget' }),
  analyse: () => ({ kind: 'analyse' }),
  signIn: () => ({ kind: 'signIn' }),
};

const menuRoles: readonly MenuRole[] = ['identifier', 'weight', 'value', 'split', 'nothing'];
const mostRows = 1000;
const mostCopiedRows = 2_000_000;
const longestText = 10_000;
const mostFiles = 20_000;

/** Undefined for anything that is no message of ours. */
export function parseReviewMessage(value: unknown): ReviewMessage | undefined {
  if (!isObject(value)) return undefined;
  const { kind } = value;
  return typeof kind === 'string' && Object.hasOwn(readers, kind) ? readers[kind]?.(value) : undefined;
}

/** Undefined where it is none; of a mapping what is not known is left out. */
export function parseSavedReview(value: unknown): SavedReview | undefined {
  if (!isObject(value)) return undefined;
  const { uris, current, mappings, choices, leftOutFiles, externalId, row } = value;
  if (!isTexts(uris) || !isIndex(current) || !isObject(mappings) || !isObject(choices)) return undefined;
  return {
    uris,
    current,
    mappings: Object.fromEntries(Object.entries(mappings).map(([uri, mapping]) => [uri, parseMapping(mapping)])),
    choices: Object.fromEntries(repairNames.filter((name) => choices[name] === true).map((name) => [name, true])),
    leftOutFiles: isTexts(leftOutFiles) ? leftOutFiles : [],
    ...(isText(externalId) ? { externalId } : {}),
    ...(isIndex(row) ? { row } : {}),
  };
}

const textKeys = ['id', 'weight', 'weightsFrom', 'scheme', 'sheet', 'splitBy', 'part'] as const;

/** What was stored or came from a page; of it only what a mapping can be. */
export function parseMapping(value: unknown): Mapping {
  if (!isObject(value)) return {};
  const { scale, decimalMark, table, hiddenRows } = value;
  const texts = textKeys.filter((key) => isText(value[key])).map((key) => [key, value[key]]);
  return {
    ...(Object.fromEntries(texts) as Pick<Mapping, (typeof textKeys)[number]>),
    ...(scales.some((one) => one === scale) ? { scale: scale as Scale } : {}),
    ...(decimalMark === '.' || decimalMark === ',' ? { decimalMark } : {}),
    ...(isIndex(table) ? { table } : {}),
    ...(hiddenRows === 'send' || hiddenRows === 'leave out' ? { hiddenRows } : {}),
  };
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= longestText;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= mostFiles && value.every(isText);
}
