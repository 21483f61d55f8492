import * as vscode from 'vscode';
import type { AnalysisNode } from './analysisNodes.ts';

const uriList = 'text/uri-list';
const mostDropped = 1000;

/** Files and folders that are dropped on the view Analyses are looked at, as by the command. */
export function portfolioDrop(
  analyse: (uris: readonly vscode.Uri[]) => Promise<void>,
): vscode.TreeDragAndDropController<AnalysisNode> {
  return {
    dragMimeTypes: [],
    dropMimeTypes: [uriList, 'files'],
    handleDrop: async (_target, data) => {
      const uris = await droppedUris(data);
      if (uris.length > 0) await analyse(uris);
    },
  };
}

async function droppedUris(data: vscode.DataTransfer): Promise<readonly vscode.Uri[]> {
  const text = (await data.get(uriList)?.asString()) ?? '';
  const lines = text.split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length > 0) return lines.slice(0, mostDropped).map((line) => vscode.Uri.parse(line));
  const files = [...data].map(([, item]) => item.asFile()?.uri);
  return files.filter((uri) => uri !== undefined).slice(0, mostDropped);
}
