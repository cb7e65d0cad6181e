import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/** An address as the platform knows it. */
export interface ClientAddress {
  /** IPv4 written as such also when it came as `::ffff:10.0.0.1`. */
  readonly text: string;
  /** As limits count it: IPv4 as it is, IPv6 by its /64, which is what one household or site holds. */
  readonly block: string;
  readonly loopback: boolean;
  readonly parsed: ipaddr.IPv4 | ipaddr.IPv6 | undefined;
}

const known = new LRUCache<string, ClientAddress>({ max: 20_000 });

const read = (address: string): ClientAddress => {
  if (!ipaddr.isValid(address)) return { text: 'unknown', block: 'unknown', loopback: false, parsed: undefined };
  const parsed = ipaddr.process(address);
  const text = parsed.toString();
  const network = (ip: ipaddr.IPv6): string =>
    ip.parts
      .slice(0, 4)
      .map((part) => part.toString(16))
      .join(':');
  const block = parsed instanceof ipaddr.IPv4 ? text : `${network(parsed)}::/64`;
  return { text, block, loopback: parsed.range() === 'loopback', parsed };
};

/** Reads an address; what is none becomes `unknown`. Every request asks, mostly about the same few. */
export const clientAddress = (address: string): ClientAddress => {
  let found = known.get(address);
  if (!found) known.set(address, (found = read(address)));
  return found;
};

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

const networks = new WeakMap<readonly string[], readonly Network[]>();

const networksOf = (blocks: readonly string[]): readonly Network[] => {
  let parsed = networks.get(blocks);
  if (!parsed) {
    parsed = blocks.filter((block) => ipaddr.isValidCIDR(block)).map((block) => ipaddr.parseCIDR(block));
    networks.set(blocks, parsed);
  }
  return parsed;
};

/** Whether the address lies in one of the CIDR blocks. Blocks that do not parse contain nothing. */
export const isWithin = (address: string, blocks: readonly string[]): boolean => {
  if (blocks.length === 0) return false;
  const { parsed } = clientAddress(address);
  return (
    parsed !== undefined && networksOf(blocks).some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits))
  );
};
