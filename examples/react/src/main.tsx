import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Call } from './call.tsx'
import './call.css'

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no #root.')
createRoot(root).render(
  <StrictMode>
    <Call />
  </StrictMode>,
)
