import * as vscode from 'vscode';
import type { Portfolio } from '../../core/portfolio/portfolioTypes.ts';
import { repair, type RepairChoices } from '../../core/portfolio/repairs.ts';

export type Choice = 'send' | 'findings' | 'columns' | 'sheet' | 'id' | keyof RepairChoices;

export interface RepairItem extends vscode.QuickPickItem {
  readonly choice: keyof RepairChoices;
}

/** The choices that would change something, each with its effect; those that are chosen, with what they did. */
export function repairItems(portfolio: Portfolio, chosen: RepairChoices): readonly RepairItem[] {
  return repairNames().flatMap(({ choice, label }) => {
    const isChosen = chosen[choice] === true;
    const effect = effectOf(portfolio, chosen, choice);
    if (effect === undefined && !isChosen) return [];
    const icon = isChosen ? '$(check)' : '$(circle-large-outline)';
    return [{ label: `${icon} ${label}`, description: effect ?? '', choice }];
  });
}

function repairNames(): readonly { readonly choice: keyof RepairChoices; readonly label: string }[] {
  return [
    { choice: 'dropBadRows', label: vscode.l10n.t('Drop Rows With Errors') },
    { choice: 'mergeDuplicates', label: vscode.l10n.t('Merge Duplicates') },
    { choice: 'normaliseWeights', label: vscode.l10n.t('Normalise Weights') },
  ];
}

/** The sentence that this choice adds. */
function effectOf(portfolio: Portfolio, chosen: RepairChoices, choice: keyof RepairChoices): string | undefined {
  const without = repair(portfolio, { ...chosen, [choice]: false }).effects;
  return repair(portfolio, { ...chosen, [choice]: true }).effects.find((effect) => !without.includes(effect));
}

/** The other way round. */
export function pickRepairs(choice: keyof RepairChoices, chosen: RepairChoices): RepairChoices {
  return { ...chosen, [choice]: chosen[choice] !== true };
}
