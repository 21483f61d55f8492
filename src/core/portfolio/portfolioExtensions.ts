/** Of files that are taken from folders; a file that is named is read whatever its extension. */
export const portfolioExtensions: readonly string[] = [
  'csv',
  'tsv',
  'txt',
  'xlsx',
  'xlsm',
  'xlsb',
  'xls',
  'ods',
  'htm',
  'html',
  'xml',
  'zip',
  'gz',
];
