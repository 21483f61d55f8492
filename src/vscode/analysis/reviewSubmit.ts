import * as vscode from 'vscode';
import type { Outcome, Review } from '../../core/analysis/review.ts';
import type { ReviewFile, ReviewStatus, ReviewSubmit } from '../../core/analysis/reviewMessage.ts';

export interface SubmitContext {
  readonly status: ReviewStatus;
  readonly files: readonly ReviewFile[];
  /** Of a file that is split: what is known by now of each of its portfolios. */
  readonly parts: readonly (Outcome | undefined)[];
  /** Undefined when signed out. */
  readonly account: string | undefined;
  readonly isTrusted: boolean;
}

/** What the button says, and why it does nothing where it does not. */
export function submitOf(context: SubmitContext): ReviewSubmit {
  const { label, reason } = context.files.length > 1 ? ofFiles(context.files) : ofFile(context);
  const { account, isTrusted } = context;
  const wantsSignIn = account === undefined && isTrusted;
  const because = reason ?? accessReason(context);
  return {
    label,
    wantsSignIn,
    ...(because === undefined ? {} : { reason: because }),
    ...(account === undefined ? {} : { account }),
  };
}

interface Submit {
  readonly label: string;
  readonly reason?: string | undefined;
}

function accessReason({ account, isTrusted }: SubmitContext): string | undefined {
  if (!isTrusted) return vscode.l10n.t('Nothing is sent from a folder that you do not trust.');
  return account === undefined ? vscode.l10n.t('Sign in first: a portfolio is sent with an account.') : undefined;
}

function ofFile({ status, parts }: SubmitContext): Submit {
  if (status.kind === 'reading') return { label: vscode.l10n.t('Analyse'), reason: vscode.l10n.t('Reading the file…') };
  if (status.kind === 'refused')
    return { label: vscode.l10n.t('Analyse'), reason: vscode.l10n.t('The file cannot be read.') };
  const { review } = status;
  const obstacle = obstacleOf(review);
  if (review.outcome.portfolios !== undefined) return ofParts(review.outcome.portfolios, parts, obstacle);
  const { holdings } = review.outcome;
  const label =
    holdings === 1
      ? vscode.l10n.t('Analyse 1 Holding')
      : vscode.l10n.t('Analyse {0} Holdings', holdings.toLocaleString(vscode.env.language));
  return { label: obstacle === undefined ? label : vscode.l10n.t('Analyse'), reason: obstacle };
}

function ofParts(count: number, parts: readonly (Outcome | undefined)[], obstacle: string | undefined): Submit {
  if (obstacle !== undefined) return { label: vscode.l10n.t('Analyse'), reason: obstacle };
  const known = parts.filter((part) => part !== undefined);
  const good = known.filter(({ obstacles }) => obstacles === 0).length;
  if (known.length < count)
    return {
      label: vscode.l10n.t('Analyse {0} Portfolios', count),
      reason: vscode.l10n.t('Checking the portfolios: {0} of {1}…', known.length, count),
    };
  if (good === 0)
    return {
      label: vscode.l10n.t('Analyse'),
      reason: vscode.l10n.t('Each portfolio has errors. Choose one to see them.'),
    };
  return {
    label:
      good === count
        ? vscode.l10n.t('Analyse {0} Portfolios', count)
        : vscode.l10n.t('Analyse {0} of {1} Portfolios', good, count),
  };
}

/** The questions first: answers change what is wrong. */
function obstacleOf({ questions, errors, outcome }: Review): string | undefined {
  if (questions.length === 1) return vscode.l10n.t('One question is open: see below.');
  if (questions.length > 1) return vscode.l10n.t('{0} questions are open: see below.', questions.length);
  const [first, ...others] = errors;
  if (first === undefined) return outcome.holdings === 0 ? vscode.l10n.t('There is no holding to send.') : undefined;
  if (others.length > 0) return vscode.l10n.t('{0} errors: correct the file, or choose what to change.', errors.length);
  return first.row === undefined ? first.message : vscode.l10n.t('Row {0}: {1}', first.row, first.message);
}

function ofFiles(files: readonly ReviewFile[]): Submit {
  const read = files.filter(({ outcome, message }) => outcome !== undefined || message !== undefined);
  const count = files.length;
  const good = files.filter(({ isChecked, outcome }) => isChecked && outcome?.obstacles === 0).length;
  const label = vscode.l10n.t('Analyse {0} of {1} Files', good, count);
  if (read.length < count)
    return { label, reason: vscode.l10n.t('Reading the files: {0} of {1}…', read.length, count) };
  return good > 0 ? { label } : { label, reason: vscode.l10n.t('No file can be sent as it is: see each of them.') };
}
