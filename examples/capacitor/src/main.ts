import '@chairside/client/define'

const panel = document.querySelector('chairside-transfer')
if (panel === null) throw new Error('The page has no panel.')

// The page lies in the app, so neither server is beside it: both addresses are whole.
panel.url = import.meta.env.VITE_CHAIRSIDE_URL
panel.token = async () => {
  const response = await fetch(`${import.meta.env.VITE_BACKEND_URL}/appointments/42/files-token`)
  if (!response.ok) throw new Error(`no token: ${response.status}`)
  return response.text()
}
