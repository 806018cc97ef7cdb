import { joinAppointment } from '@chairside/client'
import { expect, test } from 'vitest'
import { openLine } from '../../world/line.ts'
import { eva } from '../../world/people.ts'
import { atEnd, until } from '../../world/until.ts'
import { openWorld } from '../../world/world.ts'

test('a page that joins is told what is in its way, and when that is over, one after the other', async () => {
  const world = await openWorld()
  const id = await world.appointment()
  const line = await openLine(world.url)
  line.cut()
  const told: (string | undefined)[] = []
  let asked = 0
  const token = async (): Promise<string> => {
    asked += 1
    if (asked === 1) throw new Error('not signed in yet')
    return world.token(id, eva.id)
  }
  const joined = joinAppointment({ url: line.url, token, trouble: (error) => void told.push(error?.code) })
  await until('no server answers', () => told.includes('NO_SERVER'), 1000)
  line.mend()
  const appointment = await joined
  atEnd(() => appointment.close())
  expect(told).toEqual(['NO_TOKEN', undefined, 'NO_SERVER', undefined])
})
