/** The bundler hands over the text of the file. */
declare module '*.yaml' {
  const text: string;
  // eslint-disable-next-line no-restricted-syntax -- how a bundler exports a text
  export default text;
}
