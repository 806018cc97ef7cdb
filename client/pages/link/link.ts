// The page of a share link.
import { ChairsideViewer } from '../../src/elements/viewer/viewer.ts'
import { ChairsideLink } from './link-element.ts'

customElements.define('chairside-viewer', ChairsideViewer)
customElements.define('chairside-link', ChairsideLink)
