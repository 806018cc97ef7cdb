// The practitioner's day shows what a client has: the link of a sensitive document on "her phone", and wrong codes typed there.
const shared = '/v1/documents/d0000000-0000-4000-8000-000000000006/links/anna'

type Link = { id: string; url: string; code: { state: string } }

/** A code that nobody is given: one in a million is this one. */
const wrong = '000000'

const keyOfPage = async () => {
  const { publicKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
  ])
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  return { kty, crv, x, y }
}

/** `token`: of the practitioner's desk. */
export const startPhone = (token: string) => {
  const ask = async <Answer>(path: string): Promise<Answer> => {
    const answer = await fetch(path, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    if (!answer.ok) throw new Error(`The demo's server answered ${answer.status}.`)
    return (await answer.json()) as Answer
  }
  const phone = document.getElementById('phone') as HTMLButtonElement
  phone.addEventListener('click', () => {
    // A window of its own: no page may frame that of a link. Opened at once, because the click is soon over.
    const opened = window.open('', 'chairside-demo-phone', 'popup,width=390,height=760')
    ask<Link>(shared).then(
      ({ url }) => opened?.location.replace(url),
      () => opened?.close(),
    )
  })
  phone.hidden = false

  const mistypes = document.getElementById('wrong-codes') as HTMLInputElement
  mistypes.checked = false
  /** Types one wrong code; gives how many seconds to wait for the next one, or undefined after the last. */
  const type = async (key: object): Promise<number | undefined> => {
    const { id, url, code } = await ask<Link>(shared)
    if (code.state !== 'made') await ask(`/v1/links/${id}/code`)
    const answer = await fetch('/v1/links/open', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ secret: url.slice(url.indexOf('#') + 1), code: wrong, key }),
    })
    const { error } = (await answer.json()) as { error?: { code: string; retryAfter?: number } }
    return error?.code === 'CODE_USED_UP' ? undefined : (error?.retryAfter ?? 1)
  }
  mistypes.addEventListener('change', async () => {
    const key = await keyOfPage()
    while (mistypes.checked) {
      const seconds = await type(key).catch(() => undefined)
      if (seconds === undefined) mistypes.checked = false
      else await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    }
  })
  const item = document.getElementById('wrong-codes-item') as HTMLElement
  item.hidden = false
}
