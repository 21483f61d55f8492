import { readFileSync } from 'node:fs';

/** What Node and we have open anyway. */
const reserved = 40;

/**
 * As much at the same time as the limit of open files allows: each has a connection and may have a file, and a sandbox of
 * our own the other end of the connection.
 */
export function withinDescriptors(wanted: number, hasSandbox: boolean): number {
  const perWork = hasSandbox ? 3 : 2;
  return Math.max(1, Math.min(wanted, Math.floor((limit() - reserved) / perWork)));
}

/** Of open files (proc(5)); elsewhere than on Linux, Node raises it to what is plenty. */
function limit(): number {
  try {
    const [, soft = ''] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === '' ? Infinity : Number(soft);
  } catch {
    return Infinity;
  }
}
