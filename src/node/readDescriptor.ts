import { readFileSync } from 'node:fs';

/** What another program wrote into a file descriptor of ours; 0 is standard input. Throws what Node throws. */
export function readDescriptor(descriptor: number): string {
  return readFileSync(descriptor, 'utf8');
}
