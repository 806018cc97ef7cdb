import { BlockList, isIP } from 'node:net'
import type { WebhookReach } from './config.ts'

/**
 * The IPv4 networks that are no public ones (IANA IPv4 Special-Purpose Address Registry, RFC 6890), multicast, and what is
 * reserved.
 */
const special4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const

/** The public IPv6 addresses (RFC 4291, section 2.4), and networks among them that are special: IANA's registry. */
const global6 = ['2000::', 3] as const
const special6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

/** IPv4 addresses inside IPv6: mapped (RFC 4291, section 2.5.5.2), and translated (RFC 6052). They count as themselves. */
const inside6 = [
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
] as const

const listOf = (networks: readonly (readonly [string, number])[], type: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList()
  for (const [network, prefix] of networks) list.addSubnet(network, prefix, type)
  return list
}

const special = listOf(special4, 'ipv4')
for (const [network, prefix] of special6) special.addSubnet(network, prefix, 'ipv6')
for (const [network, prefix] of special4) special.addSubnet(`64:ff9b::${network}`, 96 + prefix, 'ipv6')
const unicast = listOf([global6, ...inside6], 'ipv6')
const loopback = listOf([['127.0.0.0', 8]], 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether a webhook may connect to an IP address. An IPv6 address with a zone is never public. */
export function isWithin(reach: WebhookReach, address: string): boolean {
  const type = isIP(address) === 4 ? 'ipv4' : 'ipv6'
  if (isIP(address) === 0) return false
  switch (reach) {
    case 'any':
      return true
    case 'this-machine':
      return loopback.check(address, type) || isPublic(address, type)
    case 'public':
      return isPublic(address, type)
  }
}

function isPublic(address: string, type: 'ipv4' | 'ipv6'): boolean {
  if (address.includes('%') || special.check(address, type)) return false
  return type === 'ipv4' || unicast.check(address, 'ipv6')
}
