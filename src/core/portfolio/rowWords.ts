/** What a row calls itself, in its label or in the place of its identifier. */

const total =
  /^(?:grand |sub|sub-|sub |overall )?totals?\b|^(?:sum|summe|gesamt\w*|insgesamt|zwischensumme|somme|sous-total|totale|totaal|subtotaal|suma|subtotal|i alt|sum i alt|samlet|summa|yhteensa|yhteensä|razem|celkem|(?:teil)?fonds(?:netto)?vermögen|netto(?:fonds)?vermögen|net asset value|total net assets|net assets|actif net|patrimonio neto|patrimonio netto)\b|\btotal$/i;
const company = /\b(?:return|swap|sa|s\.a\.|se|energies|energy|plc|inc|ag|corp|nv|ltd|bond|erdgas|oil)\b/i;

/** "Total" and its like; not the companies and swaps that begin so. */
export function saysTotal(label: string): boolean {
  return total.test(label) && !company.test(label) && label.length <= 60;
}

const cash =
  /\bcash\b|\b(?:bank ?guthaben|bankkonto|bank balances?|bank deposits?|current account|kontokorrent|guthaben|barmittel|kasse\w*|kassa|liquidit\w+|liquide mittel|liquid assets|liquidités|trésorerie|tresorerie|espèces|disponibilit\w+|efectivo|tesorería|tesoreria|liquiditeiten|kontanter|likvider|likvid\w*|indestående|bankindestående|käteinen|gotówka|hotovost|money market deposit|call money|receivables?|payables?|forderungen|verbindlichkeiten|other assets|other liabilities|net other assets|sonstige vermögensgegenstände|créances|debiteuren)\b/i;
const currencyName =
  /^(?:u\.?s\.? dollars?|us dollars?|euros?|british pounds?|pounds? sterling|japanese yen|swiss francs?|danish krone\w*|swedish kron\w*|norwegian krone\w*|canadian dollars?|australian dollars?)\b/i;
const currencyCode =
  /^(?:AED|AUD|BRL|CAD|CHF|CLP|CNH|CNY|COP|CZK|DKK|EGP|EUR|GBP|GBX|HKD|HUF|IDR|ILS|INR|ISK|JPY|KRW|KWD|MXN|MYR|NOK|NZD|PEN|PHP|PLN|QAR|RON|RUB|SAR|SEK|SGD|THB|TRY|TWD|USD|VND|ZAR)$/i;
const derivative = /\b(?:futures?|forwards?|swaps?|options?|fwd|fut|cfd|trs|cds|irs|termingesch\w+|warrants?)\b/i;

export function isCurrencyCode(text: string): boolean {
  return currencyCode.test(text);
}

export function saysDerivative(text: string): boolean {
  return derivative.test(text);
}

/** Cash and what else of a portfolio has no identifier by its nature. */
export function saysCash(texts: readonly string[]): boolean {
  return texts.some((text) => text.length <= 80 && (cash.test(text) || currencyName.test(text)));
}

const placeholder = /^(?:[-–—_.*]+|n\.?\/?a\.?|#n\/a|none|null|nil|nan|unknown|k\.?a\.?|0+|x{3,})$/i;

/** What stands in a cell that has nothing to say. */
export function isPlaceholder(text: string): boolean {
  return text === '' || placeholder.test(text);
}
