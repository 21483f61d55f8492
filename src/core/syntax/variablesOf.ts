import type { RegionReader, VariableNode } from './nodes.ts';

export function variablesOf(block: RegionReader, offset = 0): readonly VariableNode[] {
  return block.all('variable').map((region) => ({
    span: { start: region.start + offset, end: region.end + offset },
    name: block.text.slice(region.nameStart, region.nameEnd),
    nameSpan: { start: region.nameStart + offset, end: region.nameEnd + offset },
    value: block.text.slice(region.valueStart, region.valueEnd),
    valueSpan: { start: region.valueStart + offset, end: region.valueEnd + offset },
  }));
}
