import { isIPv4 } from 'node:net'
import { isWithin } from './reach.ts'

/**
 * The network that an IP address is likely shared with: 256 addresses of IPv4, and of IPv6 what one customer gets (/56, RFC 6177).
 * Undefined for an address that is not public: it is that of a proxy in front, behind which everybody is.
 */
export function blockOf(address: string | undefined): string | undefined {
  if (address === undefined || !isWithin('public', address)) return undefined
  if (isIPv4(address)) return address.slice(0, address.lastIndexOf('.'))
  const [head = '', tail = ''] = address.split('::')
  const groups = [head, tail].map((part) => (part === '' ? [] : part.split(':')))
  const [left = [], right = []] = groups
  const all = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  const [one, two, three, four] = all.map((group) => Number.parseInt(group, 16))
  return [one, two, three, (four ?? 0) & 0xff00].map((group) => (group ?? 0).toString(16)).join(':')
}
