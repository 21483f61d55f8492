/**
 * What a column's name says, in the languages of European fund reporting: English, German, French, Italian, Spanish,
 * Dutch, Danish, Swedish, Norwegian, Finnish, Polish, Czech. Each test takes a name as `plainName` writes it.
 */

const folded: Readonly<Record<string, string>> = { æ: 'ae', ø: 'o', ß: 'ss', ł: 'l', œ: 'oe' };
const percentWords =
  /\b(?:per ?cent(?:age)?|pct|perc|prozent\w*|procent\w*|prosent\w*|pour ?cent(?:age)?|porcentaje|percentual[ei]|percentuel|prosenttia)\b/g;

/** Lower case, without accents and marks, camel case taken apart, every word for percent as `%`. */
export function plainName(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/[æøßłœ]/g, (letter) => folded[letter] ?? letter)
    .replaceAll(/[^\p{L}\p{N}%]+/gu, ' ')
    .replaceAll('%', ' % ')
    .replaceAll(percentWords, ' % ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const whole =
  '(?:net assets|net asset value|account value|account|equity value|nav|tna|aum|assets?|fund|portfolio|portefeuille|holdings?|total|niw|inventar\\w*|fonds\\w*|netto\\w*|vermogens?|' +
  'actifs?(?: nets?)?|patrimonio(?: netto| neto)?|cartera|portafoglio|portfolj\\w*|portefolje\\w*|formue\\w*|fondformogenhet|aktiver|market value|mkt val\\w*|mv|val)';
const weightWord =
  /\b(?:weights?|weightings?|wgts?|wght|wt|\w*gewicht(?:ung(?:en)?)?|\w*(?:fonds|depot|portfolio|vermogens)?anteil|poids|ponderations?|pes[oi]|pesos|ponderacion|ponderazione|weging\w*|vaegt\w*|vagtning\w*|vekt\w*|\w*vikt|paino\w*|waga|udzial\w*|vaha|suly\w*|osuus|podil\w*|allocations?|allokation|allocatie|asignacion|allocazione|\w*andel|portfolio share|share of portfolio)\b/;
const percentOfWhole = new RegExp(
  `%(?: (?:of|der|des|du|de|del|della|di|dell|vom|am|im|van|van het|van de|af|av|l|d))*(?: (?:the|total|net|la|le|il|el))* ${whole}\\b|\\b${whole} (?:in )?%`,
);
/** Weights of something else than this portfolio, or of another day. Stems, since most languages compound. */
const otherWeight = new RegExp(
  `\\b(?:${[
    // of an index or a benchmark
    'bench\\w*|bmk?|bmrk|peers?|universe|index\\w*|indeks\\w*|indice\\w*|indici|vergleich\\w*|referen\\w*|referans\\w*|riferimento|vertailu\\w*|jamforelse\\w*|sammenlign\\w*|srovnavaci\\w*|porownawcz\\w*|wskaznik\\w*',
    // as it should be
    'target\\w*|ziel\\w*|soll\\w*|cibles?|obiettiv\\w*|objetiv\\w*|objectif\\w*|doel\\w*|streef\\w*|mal(?:vikt|vaegt|vekt|andel)\\w*|tavoite\\w*|alvo|docelow\\w*|cilov\\w*|cel|model\\w*|modell\\w*|strateg\\w*|saa|taa|neutral\\w*|neutre|proposed|planned|geplant\\w*|optimal\\w*',
    // against something
    'active|actief|aktivgewicht|relativ\\w*|over|under|overweight|underweight|difference|diff|differenz|deviation|abweichung\\w*|ecart|scostamento|desviacion|change|chg|delta|drift|veranderung\\w*|variation|variazione|variacion',
    // of another day
    'previous|prior|prev|vormonat\\w*|vorjahr\\w*|vorquartal\\w*|vorher\\w*|vorig\\w*|forrige|foregaende|edelli\\w*|precedente?\\w*|anterior\\w*|poprzedni\\w*|predchozi\\w*|last (?:month|quarter|year)|old|alt|before|initial\\w*|inicial\\w*|inizial\\w*|opening|beginning|anfang\\w*|poczatkow\\w*|average\\w*|avg|mean|durchschnitt\\w*|moyen\\w*|medio|media|gemiddeld\\w*|gennemsnit\\w*|genomsnitt\\w*|gjennomsnitt\\w*|keskimaar\\w*',
    // of a group, or of something else than money
    'sector\\w*|sektor\\w*|secteurs?|settor\\w*|setor\\w*|branche\\w*|toimiala\\w*|country|region|industry|group|pillar|environmental|social|governance|exposure|contributions?|beitrag|ctr|attribution|min|max|minimum|maximum|limit|constraint|cumulative|cum|kumuliert\\w*|parent|lending|collateral|risk|risiko\\w*|var|voting|ownership|scores?|esg|carbon|co2|rating|confidence|coverage|adjusted|notional|issuer|emittent\\w*|emetteur|emittente',
  ].join('|')})\\b`,
);
/** How many, whatever the word for a share beside it: `Liczba udziałów`, `Antal andelar`. */
const countWord =
  /\b(?:liczba|ilosc|szt\w*|pocet|ks|kpl|lukumaara|maara|antal|anzahl|aantal|numero|nombre|number|quantity|qty|stuck\w*|count|cantidad|quantita|quantite)\b/;
const otherNumber =
  /\b(?:price|prices|px|kurs\w*|\w*kurs|koers\w*|cours|precio|prezzo|preis|prix|kupon|coupons?|cpn|yields?|ytm|ytw|rendite|rendement\w*|rendimento|duration|durata|maturity|falligkeit|dates?|datum|dato|fecha|data|quantity|quantities|qty|count|counts|pieces|pcs|lots|share count|shares?|units?|stuck\w*|stueck\w*|anzahl|antal|aantal|nombre|quantites?|cantidad|titulos|quantita|nominal\w*|nominell\w*|nominee?l|nominale|nennwert|par|face|shares|anteile|parts|andele|andelar|balance|performance|perf|wertentwicklung|gesamtperformance|returns?|ytd|mtd|gains?|gewinn|profit|verlust|loss|p l|pnl|g v|fx|exchange|wechselkurs|rates?|rating|beta|volatility|score|scores|esg|co2|cost|costs|kosten|kauf\w*|einstand\w*|purchase|book|accrued|stuckzinsen|interest|zins\w*|rank|rang|nr|no|num|number|lfd|pos|id|year|jahr|month|day|age|fees?|ter|tax|dividend\w*|div|spread|delta|factor|faktor|convexity|strike|multiplier|lot|latitude|longitude|zip|plz|phone|cic|code|bestand)\b/;
/** The same in more languages, and shares that are none of a portfolio. */
const otherFigure =
  /\b(?:hozam|vynos\w*|tuotto|korko|cena|ceny|preco|avkastning\w*|afkast\w*|varighed|varighet|loptid|looptijd|laufzeit|restlaufzeit|rentabil\w*|duracion|duracao|durace|duraatio|rentownosc|oprocentowanie|cedola|cupon|cupao|kupong|kuponki|kuponrente\w*|echeance|sensibilite|sensitivity|ecart|stopa zwrotu|czas trwania|tir|rischio|riesgo|risque|risico\w*|risk\w*|risiko\w*|vencimiento|scadenza|green|taxonomy|women|float|issued|outstanding|revenues?|turnover|vot(?:e|ing)|stimmrechte?|tr|chg|bijdrage|bidrag\w*)\b/;
const valueWord =
  /\b(?:value|values|val|mv|mkt|market cap|valuation|\w*wert|bewertung|valeur|valeurs|valorisation|montant|encours|valore|controvalore|valor|importe|waarde|\w*waarde|\w*vaerdi|\w*varde|\w*verdi|arvo|wartosc|net assets|amount)\b/;
const otherValue =
  /%|\b(?:cost|costs|purchase|acquisition|kauf\w*|einstand\w*|book|buch\w*|nominal\w*|nennwert|notional|face|par|unit|per|pro|accrued|price|date|datum|currency|wahrung|devise|divisa|valuta|wert currency|change|gain|prior|previous|name|code|type|benchmark)\b/;

/** `weight`: of the portfolio, or perhaps; `other`: surely a weight of something else. */
export type WeightMeaning = 'weight' | 'other' | 'number' | 'none';

function saysNumber(name: string): boolean {
  return [otherNumber, otherFigure, valueWord, otherWeight].some((words) => words.test(name));
}

export function weightMeaning(name: string): WeightMeaning {
  const isWeight = weightWord.test(name) || percentOfWhole.test(name);
  if (!isWeight) return saysNumber(name) ? 'number' : 'none';
  if (isTemplateWeight(name)) return 'weight';
  if (countWord.test(name)) return 'number';
  if (otherWeight.test(name)) return 'other';
  if (/\b(?:coupon|yield|price|performance|return|quantity|beta|duration)\b/.test(name)) return 'other';
  return 'weight';
}

/** Field 26 of the Tripartite Template: the weight, whatever field 30, of exposure, sums to. */
export function isTemplateWeight(name: string): boolean {
  return /^26 valuation weight\b/.test(name);
}

const plainWords = new RegExp(
  `${weightWord.source}|\\b(?:in|of|the|net|total|current|actual|current|month|quarter|closing|ending|port|mv|mkt|nav|account|aktuell\\w*|actuel\\w*|attuale|actual|ist|market|value|assets?|nav|funds?|fond\\w*|port(?:folio|ef|af|f)\\w*|cartera|aum|security|holding|instrument|position|valuation|pct|eur|usd|gbp|chf|am|an|im|des|der|du|de|del|della|la|le|af|av|i|w|na|rounded|decimal|fraction|bps?|pb)\\b|[%\\d]`,
  'g',
);

/** A share may be one of a fund, too: how many of them are held. */
export function saysShare(name: string): boolean {
  return !saysPercent(name) && /anteil|andel|udzial|podil|osuus/.test(name);
}

/** Nothing but a word for weights, and words that make it no other weight. */
export function saysPlainWeight(name: string): boolean {
  return (
    weightMeaning(name) === 'weight' && (percentOfWhole.test(name) || name.replaceAll(plainWords, '').trim() === '')
  );
}

export function saysValue(name: string): boolean {
  return valueWord.test(name) && !otherValue.test(name) && !weightWord.test(name);
}

export function saysQuantity(name: string): boolean {
  return (
    /\b(?:quantity|quantities|qty|units?|shares?|nominal\w*|nominell\w*|stuck\w*|stueck\w*|anzahl|antal|aantal|quantite|cantidad|quantita|notional|holdings?|liczba|ilosc|pocet)\b/.test(
      name,
    ) && !/%|\b(?:change|chg|price|per|pro|cost|class|type|gain|p l)\b/.test(name)
  );
}

/** Which way round a position is: what one letter in its cells means. */
export function saysSide(name: string): boolean {
  return /\b(?:side|seite|sens|direction|richtung|position|l s|s l|b s|sign|vorzeichen|d c|c d|debit|credit|soll|haben|balance|long|short|buy|sell|trade|transaction|kauf|verkauf|asset liability)\b/.test(
    name,
  );
}

/** Texts stand below it, and no numbers. */
export function saysWords(name: string): boolean {
  return (
    saysName(name) ||
    saysCurrency(name) ||
    /\b(?:comments?|remarks?|notes?|bemerkung\w*|kommentar\w*|anmerkung\w*|hinweis\w*|commentaire\w*|remarque\w*|note|notas?|opmerking\w*|country|countries|land|pays|paese|pais|sector|sektor|secteur|settore|industry|branche|region|rating|type|typ|tipo|exchange|city|ticker|symbol|asset class)\b/.test(
      name,
    )
  );
}

export function saysPercent(name: string): boolean {
  return name.includes('%');
}

export function saysFraction(name: string): boolean {
  return /\b(?:decimals?|fractions?|0 1|dezimal\w*)\b/.test(name);
}

export function saysBasisPoints(name: string): boolean {
  return /\b(?:bps?|basis ?points?|basispunkte)\b/.test(name);
}

const schemeWord = /\b(isin|cusip|sedol|figi|lei)(?:\b|code|nummer|number|nr)/;
const identifierWord =
  /\b(?:identifiers?|identifikator|identification code|kennung|kennnummer|identifiant|identificativo|id value|(?:security|instrument|asset|holding|wertpapier) ?(?:id|code|identifier|kennung|nummer))\b|^id$/;

export function schemeNamed(name: string): string | undefined {
  return schemeWord.exec(name)?.[1]?.toUpperCase();
}

export function saysIdentifier(name: string): boolean {
  return schemeWord.test(name) || identifierWord.test(name);
}

/** An identifier of something else than the row's holding, or of a holding that is a fund. */
export function saysOtherIdentifier(name: string): boolean {
  return (
    saysForeignIdentifier(name) ||
    /\b(?:funds?|fonds?|fondo|portfolio|portefeuille|account|konto|depot|mandate?|share ?class|client|customer|reference)\b/.test(
      name,
    )
  );
}

/** Of what a holding is issued by, derived from or compared with: never the holding, even where nothing else is there. */
export function saysForeignIdentifier(name: string): boolean {
  return /\b(?:bench\w*|index|indeks|indice|issuers?|emittent\w*|emetteur|emittente|emisor|emissor|emitent\w*|uitgevende|uitgever|udsteder\w*|utsteder\w*|utgivare|liikkeeseenlaski\w*|underlyings?|basiswert\w*|sous jacent|sottostante|subyacente|subjacente|onderliggende|underliggende|underliggare|kohde etuu\w*|bazow\w*|parent|guarantor|garant\w*|old|alte?|previous|former|counterparty|kontrahent\w*|gegenpartei|custodian|depotbank|ultimate|collateral|replaced|reference (?:obligation|entity|asset))\b/.test(
    name,
  );
}

/** Only this and nothing else: `ISIN`, `ISIN code`, `Security ISIN`. */
export function saysPlainIdentifier(name: string): boolean {
  return /^(?:(?:security|instrument|holding|asset|position|constituent) )?(?:isin|cusip|sedol|figi|lei)(?: ?(?:code|number|nr|no|id|nummer))?$/.test(
    name,
  );
}

export function saysScheme(name: string): boolean {
  return /^(?:id |identifier )?(?:scheme|type)$|\btype of identification code for the instrument\b/.test(name);
}

export function saysName(name: string): boolean {
  return (
    !/\b(?:code|type|typ|id|number|nr|class|currency|country|sector|isin)\b/.test(name) &&
    /\b(?:names?|security|description|holdings?|bezeichnung|titel|wertpapier\w*|nom|libelle|designation|denominacion|descripcion|denominazione|descrizione|titolo|naam|omschrijving|navn|papir|vardepapper|namn|nimi|nazwa|nazev|product|company|instrument|constituent)\b/.test(
      name,
    )
  );
}

export function saysCurrency(name: string): boolean {
  return /\b(?:currency|ccy|cur|cur cd|wahrung|waehrung|devise|monnaie|divisa|moneda|valuta|waluta|mena)\b/.test(name);
}

/** Names of whole portfolios stand below it. */
export function saysPortfolio(name: string): boolean {
  return /\b(?:funds?|fonds\w*|fondo|portfolio|portefeuille|portafoglio|cartera|account|mandate?|depot|konto|strategy|client|compartment|compartiment|sub ?fund|teilfonds|portefolje|portfolj)\b/.test(
    name,
  );
}

/** Of which day a row is, or whether it is a fund or what that holds: more than one value are several portfolios. */
export function saysVersion(name: string): boolean {
  return (
    /^(?:(?:as of|as at|valuation|reporting|report|position|holding|holdings|portfolio|effective|nav|business|snapshot|record|stichtag|bewertungs?|bestands) ?)?(?:dates?|datum|stichtag|datums?|data|fecha|dato|paivamaara|dag|day|month|monat|mois|period|periode|quarter|quartal|year|jahr|as of|as at)(?: (?:as of|valuation|valorisation|valutazione|valoracion|de valorisation|di valutazione|de valoracion|portfolio))?$/.test(
      name,
    ) ||
    /^(?:6 valuation date|(?:look ?through |hierarchy |holding )?(?:level|ebene|stufe|niveau|livello|nivel|taso|poziom)|scenario|version|snapshot|ptf|entity)$/.test(
      name,
    )
  );
}

/** Cells that say that some rows are of a benchmark, or of a model beside the portfolio. */
export function sayBenchmark(texts: readonly string[]): boolean {
  const other = /^(?:index|indeks|indice|model\w*|model portfolio|target|ziel|soll)$/;
  const own = /^(?:port\w*|ptf|funds?|fonds?|fondo|actual|ist|current|holdings?|positions?)$/;
  const benchmark =
    /^(?:bench\w*|bmk?|bmrk|vergleichsindex|referenzindex|indice de reference|jamforelseindex|vertailuindeksi)$/;
  return (
    texts.some((text) => benchmark.test(text)) || [other, own].every((words) => texts.some((text) => words.test(text)))
  );
}

/** Whether a column of a holdings file may be called so: what a header is known by. */
export function isKnownName(name: string): boolean {
  return (
    saysIdentifier(name) ||
    weightMeaning(name) !== 'none' ||
    saysName(name) ||
    saysCurrency(name) ||
    saysPortfolio(name) ||
    /^%$|\b(?:ticker|symbol|symbool|wkn|valoren?|sector|sektor|secteur|settore|country|land|pays|paese|asset class|anlageklasse|type|typ|exchange|location|industry|branche|rating|region)\b/.test(
      name,
    )
  );
}
