import { ChairsideTransfer } from '@chairside/client/react'
import { useState, useSyncExternalStore } from 'react'

const url = import.meta.env.VITE_CHAIRSIDE_URL ?? 'http://127.0.0.1:8080'
const person = new URLSearchParams(location.search).get('as') ?? 'dr-7'

// For another person give the element another `key`: a new function alone only renews the token.
async function token(): Promise<string> {
  const response = await fetch(`/files-token?as=${person}`)
  if (!response.ok) throw new Error(`no token: ${response.status}`)
  return response.text()
}

export function Call() {
  const [open, setOpen] = useState(true)
  // An appointment without files, for its plan or its people: neither panel nor button.
  const [there, setThere] = useState(true)
  const [badge, setBadge] = useState('')
  const isPhone = useIsPhone()
  return (
    <main className="call">
      <section>
        <h1>The call stands here</h1>
        <button type="button" hidden={!there} onClick={() => setOpen(!open)}>
          Files <b>{badge}</b>
        </button>
      </section>
      <ChairsideTransfer
        url={url}
        token={token}
        open={open && there}
        closable
        sheet={isPhone}
        onBadge={({ detail }) => setBadge(detail.count > 0 ? detail.text : '')}
        onChairsideClose={() => setOpen(false)}
        onChairsideOpenRequest={() => setOpen(true)}
        onChairsideNothing={() => setThere(false)}
        onChairsideSomething={() => setThere(true)}
        onChairsideError={({ detail }) => console.warn(detail.error.code)}
      />
    </main>
  )
}

/** On a phone the panel is a sheet at the foot of the page. */
function useIsPhone(): boolean {
  const phone = matchMedia('(max-width: 640px)')
  const listen = (changed: () => void) => {
    phone.addEventListener('change', changed)
    return () => phone.removeEventListener('change', changed)
  }
  return useSyncExternalStore(listen, () => phone.matches)
}
