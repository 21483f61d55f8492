/**
 * The bytes of `data:[media type];base64,…` (RFC 2397) in the place of a file's path, for a body that no text can
 * hold; undefined where it is something else.
 */
export function dataUrlBytes(path: string): Uint8Array | undefined {
  const base64 = /^data:[^,]*;base64,([\w+/]*={0,2})$/.exec(path)?.[1];
  if (base64 === undefined || base64.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0));
}
