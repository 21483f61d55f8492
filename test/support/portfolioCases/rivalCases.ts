import { asked, csv, read, type PortfolioCase } from './portfolioCase.ts';

const under = (header: string): string => `\n${header}\n$A;Alpha;70;58,3\n$B;Beta;30;39,0\n`;
const fund = read('A .583 B .39');

/** Two columns that are named weights: which of them sums to a whole says nothing. */
const others: readonly PortfolioCase[] = [
  ...Object.entries({
    german: 'ISIN;Name;Indexgewicht;Gewichtung',
    'of-last-month': 'ISIN;Name;Vormonatsgewicht;Gewicht',
    french: 'ISIN;Nom;Poids cible;Poids',
    'of-a-sector': 'ISIN;Nom;Poids du secteur;Poids',
    italian: 'ISIN;Nome;Peso obiettivo;Peso',
    spanish: 'ISIN;Nombre;Peso anterior;Peso',
    portuguese: 'ISIN;Nome;Peso alvo;Peso',
    dutch: 'ISIN;Naam;Doelgewicht;Gewicht',
    danish: 'ISIN;Navn;Indeksvægt;Vægt',
    swedish: 'ISIN;Namn;Målvikt;Vikt',
    finnish: 'ISIN;Nimi;Vertailuindeksin paino;Paino',
    polish: 'ISIN;Nazwa;Udział docelowy;Udział',
    czech: 'ISIN;Název;Cílová váha;Váha',
    opening: 'ISIN;Name;Opening Weight;Closing Weight',
    average: 'ISIN;Name;Average Weight;Weight',
    template: 'ISIN;Name;30_Market exposure in weight;26_Valuation weight',
  }).map(([name, header]) => csv('weights', `weights-${name}`, under(header), fund)),
  ...Object.entries({
    'of-an-index-by-its-name': 'ISIN;Name;MSCI World Weight;Weight',
    normalised: 'ISIN;Name;Normalised Weight;Weight',
    'of-a-day': 'ISIN;Name;Weight 30.11.2024;Weight',
    'of-quarters': 'ISIN;Name;Weight (Q1);Weight (Q2)',
    'of-two-funds': 'ISIN;Name;Growth Fund Weight;Income Fund Weight',
    'called-the-same': 'ISIN;Name;Weight;Weight',
    'and-of-value': 'ISIN;Name;MV %;Weight',
    'of-dates-above': ';;30.11.2024;31.12.2024\nISIN;Name;Weight;Weight',
    'of-anything-above': ';;DAX;Musterdepot\nISIN;Name;Gewicht;Gewicht',
  }).map(([name, header]) => csv('weights', `weights-${name}`, under(header), asked('weight', /--weight/))),
  csv('weights', 'weights-groups', under(';;Vergleichsindex;Fonds\nISIN;Name;Gewicht;Gewicht'), fund),
  csv('weights', 'weights-index-only', under('ISIN;Name;Indexgewicht;Marktwert'), asked('weight', /Indexgewicht/)),
  csv('weights', 'weights-initial-only', under('ISIN;Nom;Poids initial;Valorisation'), asked('weight')),
  csv('weights', 'weights-unlike-values', under('ISIN;Name;Gamma Weight;Market value'), asked('weight', /Gamma/)),
  csv(
    'weights',
    'weights-beside-holdings',
    '\nISIN;Anteil;;Branche;Gewicht\n$A;58,3;;Chemie;70\n$B;39,0;;Autos;30\n',
    asked('weight'),
  ),
];

/** Whatever other figures sum to by chance, one column is plainly the weight. */
const plain: readonly PortfolioCase[] = Object.entries({
  german: 'ISIN;Name;Restlaufzeit;Gewichtung',
  french: 'ISIN;Nom;Sensibilité;Poids',
  spanish: 'ISIN;Nombre;Rentabilidad;Peso',
  danish: 'ISIN;Navn;Afkast;Vægt',
  finnish: 'ISIN;Nimi;Tuotto;Paino',
  polish: 'ISIN;Nazwa;Cena;Udział',
  hungarian: 'ISIN;Név;Hozam;Súly',
  'figure-of-no-known-name': 'ISIN;Name;Kappa;Weight',
  'no-name-beside': 'ISIN;Name;;Weight %',
  'percent-of-something-else': 'ISIN;Name;% Green Revenue;% Net Assets',
}).map(([name, header]) => csv('plain', `plain-${name}`, under(header), fund));

/** Numbers that nobody called weights. */
const unnamed: readonly PortfolioCase[] = [
  csv('unnamed', 'percent-of-anything', under('ISIN;Name;% Kappa;Weight'), asked('weight')),
  csv('unnamed', 'no-name', '\nISIN,Name,Quantity,,Value\n$A,Alpha,5,50,900\n$B,Beta,5,50,100\n', asked('weight')),
  csv('unnamed', 'no-name-in-points', '\nISIN,,Value\n$A,5000,900\n$B,5000,100\n', asked('weight')),
  csv('unnamed', 'count-of-shares', '\nISIN;Liczba udziałów\n$A;60\n$B;40\n', asked('weight')),
  csv('unnamed', 'count-in-swedish', '\nISIN;Antal andelar\n$A;60\n$B;40\n', asked('weight')),
  csv('unnamed', 'three-decimals', '\nISIN;Gewicht\n$A;5,000\n$B;5,000\n', asked('decimal mark')),
];

export const rivalCases: readonly PortfolioCase[] = [...others, ...plain, ...unnamed];
