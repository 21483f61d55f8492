import { startRecordingServer, type Answer, type Seen } from './recordingServer.ts';

/** A server that gives a token to whoever asks, and `{}` to the rest; it records both. */
export function startMatterServer(
  token: string,
  answer: (seen: Seen) => Answer = () => ({ status: 200, body: '{}' }),
): ReturnType<typeof startRecordingServer> {
  const body = JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: 3600 });
  return startRecordingServer((seen) => (seen.path === '/auth/v1/token' ? { status: 200, body } : answer(seen)));
}
