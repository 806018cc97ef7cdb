import Uppy from '@uppy/core'
import Tus from '@uppy/tus'

/** What the app's own script passes to `send`. */
interface Given {
  readonly server: string
  readonly appointment: string
  /** The participant whom the files are meant for. */
  readonly to: string
  readonly token: () => Promise<string>
}

/*
 * The page of another app that sends by Uppy, as docs/embedding.md says. It offers the chosen files, gives each file
 * the address of its upload, and lets Uppy send.
 */
Object.assign(window, {
  send: async ({ server, appointment, to, token }: Given): Promise<void> => {
    const chosen = [...(document.querySelector('input')?.files ?? [])]
    const offers = chosen.map(({ name, size }) => ({ id: crypto.randomUUID(), name, size }))
    const offered = await fetch(`${server}/v1/appointments/${appointment}/transfers`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
      body: JSON.stringify({ id: crypto.randomUUID(), to, files: offers }),
    })
    if (!offered.ok) throw new Error(`not offered: ${offered.status}`)

    const uppy = new Uppy().use(Tus, {
      onBeforeRequest: async (request) => request.setHeader('Authorization', `Bearer ${await token()}`),
      retryDelays: [250, 500, 1000, 2000, 4000],
      storeFingerprintForResuming: false,
      limit: 2,
    })
    for (const [at, file] of chosen.entries()) {
      const id = uppy.addFile({ name: file.name, data: file })
      uppy.setFileState(id, { tus: { uploadUrl: `${server}/v1/files/${offers[at]?.id}/upload` } })
    }
    const said = document.querySelector('output')
    const result = await uppy.upload()
    const [sent, failed] = [result?.successful?.length, result?.failed?.length]
    if (said) said.textContent = `${sent} sent, ${failed} failed`
  },
})
