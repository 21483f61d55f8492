import type { HostMessage, WebviewMessage } from '../core/analysis/viewMessage.ts';
import { button } from './dom.ts';

/** One for each format that the extension can write. */
export function exportButtons({ exports }: HostMessage, post: (message: WebviewMessage) => void): readonly Node[] {
  return exports.map(({ id, label }) =>
    button(label, () => {
      post({ kind: 'export', format: id });
    }),
  );
}
