/** Folders of a workspace that hold no files of the user's own. */
const ignoredFolders = ['node_modules', '.git'];

/** For VS Code's search. */
export const ignoredGlob = `**/{${ignoredFolders.join(',')}}/**`;

/** `path`: relative to the folder that is searched, with either separator. */
export function isIgnored(path: string): boolean {
  return path
    .split(/[\\/]/)
    .slice(0, -1)
    .some((folder) => ignoredFolders.includes(folder));
}
