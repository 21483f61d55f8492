import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { AppError } from '../core/appError.ts';

/** What the IANA registries of special-purpose addresses (RFC 6890) keep from the public: here, local, or nobody. */
const privateNetworks = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local: the metadata services of clouds
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3], // multicast and reserved
  ['::', 96], // here, and IPv4 written as IPv6 of old
  ['64:ff9b::', 96], // IPv4 behind a translator
  ['64:ff9b:1::', 48],
  ['2001::', 32], // IPv4 in Teredo
  ['2002::', 16], // IPv4 in 6to4
  ['::ffff:0:0:0', 96], // IPv4, translated
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const;

let list: BlockList | undefined;

/** BlockList knows IPv4 that is written as IPv6 (`::ffff:`). */
function isPrivateAddress(address: string): boolean {
  list ??= privateNetworks.reduce((all, [network, prefix]) => {
    all.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4');
    return all;
  }, new BlockList());
  return list.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

/**
 * Rejects with 'private-host' for an address of a private network. A name is judged by publicLookup when it is looked up;
 * behind a proxy, which looks it up again, before that: what only the proxy knows is not in this network.
 */
export async function refusePrivateHost(url: URL, isProxied: boolean, lookup?: LookupFunction): Promise<void> {
  const { hostname, host } = url;
  const address = hostname.replace(/^\[|\]$/g, '');
  const isName = isIP(address) === 0;
  if (isName ? /(?:^|\.)localhost\.?$/i.test(hostname) : isPrivateAddress(address)) throw privateHost(host);
  if (!isName || !isProxied) return;
  await new Promise<void>((resolve, reject) => {
    publicLookup(url, lookup)(hostname, { all: true }, (error) => {
      if (error instanceof AppError) reject(error);
      else resolve();
    });
  });
}

/** A look-up that finds no address of a private network, so that no name can stand for one. */
export function publicLookup({ host }: URL, lookup: LookupFunction = systemLookup): LookupFunction {
  return (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      if (error === null && addresses.some(({ address }) => isPrivateAddress(address))) done(privateHost(host), '', 4);
      else if (error !== null || options.all === true) done(error, addresses);
      else done(null, addresses[0]?.address ?? '', addresses[0]?.family);
    });
  };
}

function privateHost(host: string): AppError {
  return new AppError(
    'private-host',
    `A response named the host ${host}, which is in a private network. If you trust it, write it into the request yourself. Nothing was sent to it.`,
  );
}
