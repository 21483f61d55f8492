/**
 * Every option of curl, of `curl --help all` (7.88) and of the releases up to 8.15 (docs/cmdline-opts): `short/long`, or
 * the long name alone.
 */
const withValue = `abstract-unix-socket alt-svc aws-sigv4 cacert capath E/cert cert-type ciphers K/config connect-timeout
connect-to C/continue-at b/cookie c/cookie-jar create-file-mode crlfile curves d/data data-ascii data-binary data-raw
data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url D/dump-header egd-file engine
etag-compare etag-save expect100-timeout F/form form-string ftp-account ftp-alternative-to-user ftp-method P/ftp-port
ftp-ssl-ccc-mode happy-eyeballs-timeout-ms H/header hostpubmd5 hostpubsha256 hsts interface json keepalive-time key
key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs
m/max-time netrc-file noproxy oauth2-bearer o/output output-dir parallel-max pass pinnedpubkey preproxy proto
proto-default proto-redir x/proxy proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile
proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers
proxy-tlsauthtype proxy-tlspassword proxy-tlsuser U/proxy-user proxy1.0 pubkey Q/quote random-file r/range rate
e/referer X/request request-target resolve retry retry-delay retry-max-time sasl-authzid service-name socks4 socks4a
socks5 socks5-gssapi-service socks5-hostname Y/speed-limit y/speed-time stderr t/telnet-option tftp-blksize z/time-cond
tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii unix-socket T/upload-file url url-query u/user
A/user-agent w/write-out variable expand-data expand-header expand-url expand-user expand-json expand-form
ipfs-gateway haproxy-clientip trace-config dump-ca-embed ech ip-tos keepalive-cnt parallel-max-host sigalgs
signature-algorithms ssl-sessions upload-flags vlan-priority knownhosts`;

const withoutValue = `anyauth a/append basic cert-status compressed compressed-ssh create-dirs crlf digest q/disable
disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure f/fail fail-early fail-with-body
false-start form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc ftp-ssl-control G/get g/globoff
haproxy-protocol I/head h/help http0.9 0/http1.0 http1.1 http2 http2-prior-knowledge http3 http3-only
ignore-content-length i/include k/insecure 4/ipv4 6/ipv6 j/junk-session-cookies l/list-only L/location location-trusted
mail-rcpt-allowfails M/manual metalink negotiate n/netrc netrc-optional :/next alpn N/no-buffer buffer clobber
keepalive npn progress-meter sessionid ntlm ntlm-wb Z/parallel parallel-immediate path-as-is post301 post302
post303 #/progress-bar proxy-anyauth proxy-basic proxy-digest proxy-insecure proxy-negotiate proxy-ntlm
proxy-ssl-allow-beast proxy-ssl-auto-client-cert proxy-tlsv1 p/proxytunnel raw J/remote-header-name O/remote-name
remote-name-all R/remote-time remove-on-error retry-all-errors retry-connrefused sasl-ir S/show-error s/silent
socks5-basic socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert ssl-no-revoke ssl-reqd
ssl-revoke-best-effort 2/sslv2 3/sslv3 styled-output suppress-connect-headers tcp-fastopen tcp-nodelay tftp-no-options
1/tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding trace-time B/use-ascii v/verbose V/version xattr ca-native
proxy-ca-native proxy-http2 trace-ids mptcp skip-existing tls-earlydata follow out-null`;

/** They change what is shown, how fast, or how it is told, but nothing that is sent, and the product does likewise. */
const silent = new Set(
  `fail fail-early fail-with-body include location no-buffer buffer progress-bar progress-meter show-error silent verbose
  styled-output http1.1 basic disable globoff parallel parallel-immediate parallel-max keepalive keepalive-time
  connect-timeout write-out trace-time ipv4 ipv6 tcp-nodelay raw follow retry-delay retry-max-time retry-connrefused
  retry-all-errors remote-time create-dirs clobber xattr dump-header stderr trace trace-ascii trace-ids trace-config
  libcurl proto proto-redir max-redirs location-trusted output-dir remove-on-error tlsv1 tlsv1.2 tlsv1.3 tlsv1.0 tlsv1.1
  tls-max expect100-timeout alpn npn sessionid speed-limit speed-time limit-rate output remote-name remote-name-all
  remote-header-name form-string junk-session-cookies proto-default out-null`.split(/\s+/),
);

export interface CurlOption {
  readonly name: string;
  readonly takesValue: boolean;
}

const byShort = new Map<string, CurlOption>();
const byLong = new Map<string, CurlOption>();
for (const [list, takesValue] of [
  [withValue, true],
  [withoutValue, false],
] as const) {
  for (const item of list.split(/\s+/)) {
    const [name = '', short] = item.split('/').toReversed();
    byLong.set(name, { name, takesValue });
    if (short !== undefined) byShort.set(short, { name, takesValue });
  }
}

export function shortOption(letter: string): CurlOption | undefined {
  return byShort.get(letter);
}

/** By its whole name or the only one that begins so, as curl reads it; `no-` turns an option off. */
export function longOption(text: string): (CurlOption & { readonly isOff: boolean }) | undefined {
  const exact = byLong.get(text);
  if (exact !== undefined) return { ...exact, isOff: false };
  if (text.startsWith('no-')) {
    const off = byLong.get(text.slice('no-'.length));
    if (off?.takesValue === false) return { ...off, isOff: true };
  }
  const matches = [...byLong.values()].filter(({ name }) => name.startsWith(text));
  const [only] = matches;
  return only !== undefined && matches.length === 1 ? { ...only, isOff: false } : undefined;
}

/** Whether an option may be left out without a word. */
export function isSilent(name: string): boolean {
  return silent.has(name);
}
