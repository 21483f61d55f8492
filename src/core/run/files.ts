/** The files that a request may read and write: those of its own folder, by paths relative to the request file. */
export interface Files {
  /** Rejects with 'file' where the file is missing, outside of the folder, or one that holds secrets. */
  readonly read: (path: string) => Promise<Uint8Array>;
  /** Never overwrites but where asked to: else `-1`, `-2` is added to the name. The path that was written. */
  readonly save: (path: string, bytes: Uint8Array, overwrites: boolean) => Promise<string>;
}
