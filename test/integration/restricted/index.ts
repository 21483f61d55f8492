export { run } from '../index.ts';
