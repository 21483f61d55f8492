/** The variable that every account gives: the origin of its API. */
export const accountVariable = 'origin';
