import { expect, test } from 'vitest'
import { allowed, pick } from '../world/samples.ts'
import { choose, type Person, saves } from './browser.ts'
import { deskAt, meetInCall } from './visits.ts'

/** Collects what the policy of a page forbids, from the next load on. */
async function violations({ page }: Person): Promise<string[]> {
  const found: string[] = []
  await page.exposeFunction('violated', (what: string) => void found.push(what))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      const { violated } = window as unknown as { violated: (what: string) => void }
      violated(`${violatedDirective} ${blockedURI}`)
    })
  })
  return found
}

test('the pages of the demo work under a policy that lets them load their own files alone', async () => {
  const { world, practitioner, patient } = await meetInCall()
  const desk = await deskAt(world)
  const found = await Promise.all([practitioner, patient, desk].map(violations))
  for (const person of [practitioner, patient, desk]) {
    const answer = await person.page.reload()
    const policy = answer?.headers()['content-security-policy'] ?? ''
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; connect-src 'self';/)
    expect(policy).not.toMatch(/unsafe|\*|https?:|wss?:/)
  }
  await practitioner.reads('Anna is')
  const file = pick(allowed.jpeg)
  await choose(practitioner, practitioner.button('Select files to share'), [file])
  await practitioner.button('Send files').click()
  const saved = await saves(patient, patient.button(`Download ${file.name}`))
  expect(saved.bytes.equals(Buffer.from(await file.arrayBuffer()))).toBe(true)
  await desk.reads('Anna')
  expect(found.flat()).toEqual([])
})

test('a page of the demo runs nothing that was written into it, and no other page frames it', async () => {
  const { world, practitioner, patient } = await meetInCall()
  const found = await violations(practitioner)
  await practitioner.page.reload()
  const ran = await practitioner.page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'document.title = "ran"'
    document.body.append(script)
    return document.title === 'ran'
  })
  expect(ran).toBe(false)
  await expect.poll(() => found).toEqual(['script-src-elem inline'])
  const framed = await patient.page.evaluate(async (url) => {
    const frame = document.createElement('iframe')
    frame.src = url
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve))
    document.body.append(frame)
    await loaded
    return frame.contentDocument?.body.dataset.page !== undefined
  }, `${world.url}/demo/patient.html`)
  expect(framed).toBe(false)
})
