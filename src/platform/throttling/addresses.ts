import ipaddr from 'ipaddr.js';

/** The address as limits count it: IPv4 as it is, IPv6 by its /64, which is what one household or site holds. */
export const addressBlock = (address: string): string => {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
};

export const isLoopback = (address: string): boolean => ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

const parsed = new WeakMap<readonly string[], readonly Network[]>();

const networksOf = (blocks: readonly string[]): readonly Network[] => {
  let networks = parsed.get(blocks);
  if (!networks) {
    networks = blocks.filter((block) => ipaddr.isValidCIDR(block)).map((block) => ipaddr.parseCIDR(block));
    parsed.set(blocks, networks);
  }
  return networks;
};

/** Whether the address lies in one of the CIDR blocks. Blocks that do not parse contain nothing. */
export const isWithin = (address: string, blocks: readonly string[]): boolean => {
  if (blocks.length === 0 || !ipaddr.isValid(address)) return false;
  const candidate = ipaddr.process(address);
  return networksOf(blocks).some(([network, bits]) => network.kind() === candidate.kind() && candidate.match(network, bits));
};
